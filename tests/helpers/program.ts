import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, onTestFinished } from "vitest";
import { bareEnvironment, PROGRAM } from "../../drive/program.ts";

/** Who is told what is to be done at the end; without another, the test that runs. */
export type AtTheEnd = (end: () => Promise<void>) => void;

/** For what several tests share: called beside them, it answers who is told what is to be done once they have run. */
export function afterAllTests(): AtTheEnd {
  const ends: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const end of ends.toReversed()) await end();
  });
  return (end) => void ends.push(end);
}

/** An empty folder that is gone after the test. */
export async function temporaryFolder(atTheEnd: AtTheEnd = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "handrail-test-"));
  // A process that was killed, or whose terminal was, may still be writing: for twenty seconds, where there is much to do.
  atTheEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 20 }));
  return folder;
}

/** What a run of the program came to. */
export interface Ran {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the program to its end, with nothing on its standard input. */
export async function run(
  home: string,
  args: string[],
  extra: NodeJS.ProcessEnv = {},
  atTheEnd?: AtTheEnd,
): Promise<Ran> {
  const program = start(home, args, extra, atTheEnd);
  program.child.stdin.end();
  return { exitCode: await program.ended, stdout: program.stdout(), stderr: program.stderr() };
}

/** A program that runs: wait for what it says, then end it. It does not outlive the test. */
export function start(
  home: string,
  args: string[],
  extra: NodeJS.ProcessEnv = {},
  atTheEnd: AtTheEnd = onTestFinished,
) {
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: bareEnvironment(home, extra) });
  let stdout = "";
  let stderr = "";
  const waiting = new Set<() => void>();
  const heard = () => {
    for (const check of waiting) check();
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    heard();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    heard();
  });
  let isOver = false;
  // Once all that it said has come, which may be after its end.
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  void ended.then(() => {
    isOver = true;
    heard();
  });
  atTheEnd(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await ended;
  });
  return {
    child,
    ended,
    stdout: () => stdout,
    stderr: () => stderr,
    /** Waits until the output holds this, and answers the match. @throws if it ends before */
    said(pattern: RegExp): Promise<RegExpExecArray> {
      return new Promise((resolve, reject) => {
        const check = () => {
          const match = pattern.exec(stdout + stderr);
          if (match) resolve(match);
          else if (isOver)
            reject(new Error(`It ended (${child.exitCode ?? child.signalCode}) saying:\n${stdout}${stderr}`));
          else return;
          waiting.delete(check);
        };
        waiting.add(check);
        check();
      });
    },
  };
}

/** The command lines of what still runs in a home, where it was named among the arguments: nothing of a session is to be left. */
export async function processesOf(home: string): Promise<string[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const commands = await Promise.all(
    ids.map((id) => readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "")),
  );
  return commands.filter((command) => command.includes(home));
}
