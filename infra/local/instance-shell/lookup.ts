import type { Program } from "./command.ts";
import { programs } from "./commands/index.ts";

/** A program by its name, or by the path that it has on the instance. */
export function findProgram(name: string): Program | undefined {
  const bare = /^\/(?:usr\/)?(?:local\/)?s?bin\/([^/]+)$/.exec(name)?.[1] ?? name;
  return Object.hasOwn(programs, bare) ? programs[bare] : undefined;
}

/** Commands that Amazon Linux has and this shell has not: to say that they are not found would be a lie. */
const ELSEWHERE = new Set(
  "aws awk base64 chmod chown cp df diff dmesg dnf du ec2-metadata file find free gzip htop ip jq journalctl kill less ln lsof make man more mount mv nano netstat nslookup openssl passwd ps python3 rpm scp sed service ss ssh su systemctl tar top touch traceroute umount vi vim xargs yum zip".split(
    " ",
  ),
);

export function notFound(name: string): string {
  if (ELSEWHERE.has(name))
    return `sh: ${name}: the emulated instance does not have this command; type help for those that it has\n`;
  return `sh: ${name}: command not found\n`;
}
