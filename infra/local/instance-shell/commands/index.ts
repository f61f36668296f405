import type { Program } from "../command.ts";
import { aws } from "./aws.ts";
import { builtins } from "./builtins.ts";
import { curl } from "./curl.ts";
import { filePrograms } from "./files.ts";
import { ping } from "./ping.ts";
import { systemPrograms } from "./system.ts";
import { textPrograms } from "./text.ts";

const known: Record<string, Program> = {
  ...builtins,
  ...systemPrograms,
  ...textPrograms,
  ...filePrograms,
  aws,
  curl,
  ping,
};

const lookUp: Program = ({ args, name, out, err }) => {
  let status = 0;
  for (const word of args.filter((arg) => !arg.startsWith("-"))) {
    if (Object.hasOwn(programs, word))
      out(name === "type" ? `${word} is /usr/bin/${word}\n` : `/usr/bin/${word}\n`);
    else {
      err(
        name === "type"
          ? `sh: type: ${word}: not found\n`
          : `/usr/bin/which: no ${word} in (/usr/local/bin:/usr/bin)\n`,
      );
      status = 1;
    }
  }
  return status;
};

const help: Program = ({ out }) => {
  const names = Object.keys(programs).filter((name) => /^\w/.test(name));
  out(
    `This is Handrail's emulated instance, not a whole Linux. Its shell knows quoting, variables, $(…), pipes, && and ||, and redirections. Its commands:\n\n  ${names
      .sort()
      .join(
        " ",
      )}\n\nNothing here leaves the local account: the network is the lab's own, and so are the credentials.\n`,
  );
  return 0;
};

/** The programs of the emulated instance, by name. */
export const programs: Record<string, Program> = { ...known, help, type: lookUp, which: lookUp };
