import { execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { promisify, stripVTControlCharacters } from "node:util";
import { PROGRAM } from "../drive/program.ts";
import { openTerminal } from "../drive/terminal.ts";
import { ENVIRONMENT, PATIENCE_MS } from "./program.ts";

/** How often the memory of a run is looked at, in milliseconds. */
const SAMPLE_EVERY = 200;

/** Seconds from the start of the program in a terminal to the first words that it paints. */
export async function firstFrame(home: string): Promise<number> {
  const began = performance.now();
  const args = ["--home", home, "--pace", "instant"];
  const terminal = openTerminal({ home, args, columns: 100, rows: 32, patience: PATIENCE_MS });
  let seen = "";
  const painted = await new Promise<number>((resolve, reject) => {
    terminal.onData((data) => {
      seen += data;
      if (/\w{3}/.test(stripVTControlCharacters(seen))) resolve(performance.now());
    });
    void terminal.ended.then(() =>
      reject(new Error(`The terminal ended before it had painted anything:\n${seen}`)),
    );
  });
  // It stops its account first.
  await terminal.leave();
  return (painted - began) / 1000;
}

/** Seconds that the local account takes, alone and empty, until it says where it listens, and to end when it is told to. */
export async function listening(): Promise<{ listens: number; ends: number }> {
  const began = performance.now();
  const account = spawn(process.execPath, [PROGRAM, "serve", "--ephemeral", "--port", "0"], {
    env: ENVIRONMENT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => account.once("exit", () => resolve()));
  for await (const line of createInterface(account.stdout))
    if (line.startsWith("AWS_ENDPOINT_URL=")) {
      const heard = performance.now();
      account.kill("SIGINT");
      account.stdout.resume();
      await ended;
      return { listens: (heard - began) / 1000, ends: (performance.now() - heard) / 1000 };
    }
  throw new Error("The local account ended before it was listening.");
}

export interface LabRun {
  /** From the program's start to its end. */
  seconds: number;
  /** The largest sum seen of what the program's processes have resident; pages that they share count in each. */
  megabytes: number;
}

/** The whole lab on an account of its own: orchestrator, build, each step red, solved and green, clean-up. */
export async function wholeLab(): Promise<LabRun> {
  const began = performance.now();
  const program = spawn(process.execPath, [PROGRAM, "run", "--ephemeral", "--pace", "instant"], {
    env: ENVIRONMENT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let told = "";
  for (const stream of [program.stdout, program.stderr]) stream.on("data", (data) => (told += data));
  let kilobytes = 0;
  const timer = setInterval(async () => {
    kilobytes = Math.max(kilobytes, await residentKilobytes(program.pid!));
  }, SAMPLE_EVERY);
  const code = await new Promise((resolve) => program.once("close", resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`The lab ended with exit code ${code}:\n${told}`);
  return { seconds: (performance.now() - began) / 1000, megabytes: kilobytes / 1024 };
}

/** What a process and its descendants have resident. */
async function residentKilobytes(root: number): Promise<number> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,rss="]);
  const processes = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number) as [pid: number, parent: number, kilobytes: number]);
  const ours = new Set([root]);
  for (let before = 0; before < ours.size; ) {
    before = ours.size;
    for (const [pid, parent] of processes) if (ours.has(parent)) ours.add(pid);
  }
  return processes.reduce((sum, [pid, , kilobytes]) => (ours.has(pid) ? sum + kilobytes : sum), 0);
}
