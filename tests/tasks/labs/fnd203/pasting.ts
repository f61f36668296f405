import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { shellLines } from "../../../../cli/shell-environment.ts";
import type { Place } from "../../../../tasks/labs/lab.ts";
import { CLI_PATH, NO_WAY_OUT } from "../../../helpers/local-account.ts";

/** One thing that is pasted, and what is typed into it where it asks for input. */
export interface Paste {
  command: string;
  typed?: readonly string[];
  /** Whether it is to show something, and is pasted again where that has not come yet: a log is there some time after its session. */
  shows?: boolean;
}

/** How often such a command is pasted, a second apart. */
const TRIES = 30;

/** Goes on with a loop as long as a file has nothing in it but what the AWS CLI writes of nothing. */
const untilShown = (file: string): string => `grep -qvx -e None -e '' ${file} && break; sleep 1`;

/** Where it is pasted: a terminal that `handrail env` has pointed at an account. */
export interface Terminal {
  endpoint: string;
  /** The running account's home, where `handrail` finds it. */
  home: string;
  place: Place;
}

const path = (file: string): string => new URL(`../../../../${file}`, import.meta.url).pathname;

/**
 * Pastes commands one after the other into one POSIX shell, in an empty folder.
 *
 * @returns what each wrote to its standard output
 * @throws Error at the first that fails, with its standard error
 */
export async function paste(
  { endpoint, home, place }: Terminal,
  pastes: readonly Paste[],
): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "handrail-pasted-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const script = [
    ...shellLines({ ...place, endpoint }, "sh", {
      command: [process.execPath, "--import", path("tests/helpers/from-sources.ts"), path("cli/handrail.ts")],
      home,
    }),
    ...pastes.map(({ command, typed, shows }, index) => {
      const input = typed ? `<<'TYPED'` : "</dev/null";
      // Braces and not a subshell: what a command keeps in a variable is there for the next one.
      const once = `{\n${command}\n} >${index}.out 2>${index}.err ${input} || exit ${index + 1}${typed ? `\n${typed.join("\n")}\nTYPED` : ""}`;
      return shows ? `for try in $(seq ${TRIES}); do\n${once}\n${untilShown(`${index}.out`)}\ndone` : once;
    }),
  ].join("\n");
  const failed = await run(script, folder);
  const written = (index: number, stream: "out" | "err") =>
    readFile(join(folder, `${index}.${stream}`), "utf8");
  if (failed > 0) throw new Error(`${pastes[failed - 1]?.command}\n${await written(failed - 1, "err")}`);
  return await Promise.all(pastes.map((_, index) => written(index, "out")));
}

/** @returns the shell's exit status */
function run(script: string, cwd: string): Promise<number> {
  const env: NodeJS.ProcessEnv = {
    PATH: CLI_PATH,
    // pyenv's shims want it; the AWS CLI's files in it are switched off.
    HOME: process.env.HOME,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_MAX_ATTEMPTS: "1",
    ...NO_WAY_OUT,
  };
  return new Promise((resolve, reject) =>
    execFile("/bin/sh", ["-c", script], { cwd, env }, (error, _, stderr) => {
      const status = error ? Number(error.code) : 0;
      if (Number.isInteger(status) && stderr === "") resolve(status);
      else reject(new Error(`The shell itself failed: ${stderr}`, { cause: error }));
    }),
  );
}
