import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The AWS CLI of this machine; null without one. */
    awsCli: { version: number[]; path: string } | null;
  }
}

/**
 * Loads the machine's AWS CLI once for all tests, because a command of it is Python's imports for the most part, and
 * says its version, such as 2.9.19 (Debian 12's) or 1.45.11, and the PATH on which `aws` is the loaded one. Where it
 * cannot be loaded so (AWS's own installer brings a frozen Python along), `aws` is what it was.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "handrail-aws-cli-"));
  const cli = spawn("aws", ["--version"], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PYTHONPATH: new URL("aws-cli", import.meta.url).pathname,
      PYTHONDONTWRITEBYTECODE: "1",
      TEST_AWS_CLI: folder,
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = once(cli, "close").catch(() => {});
  const said = await Promise.race([
    once(cli.stdout, "data").then(([bytes]) => String(bytes)),
    ended.then(() => ""),
  ]);
  const version = /^aws-cli\/([\d.]+)/.exec(said)?.[1]?.split(".").map(Number);
  const PATH = process.env.PATH ?? "";
  const path = existsSync(join(folder, "aws")) ? `${folder}${delimiter}${PATH}` : PATH;
  project.provide("awsCli", version ? { version, path } : null);
  return async () => {
    cli.stdin.end();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
}
