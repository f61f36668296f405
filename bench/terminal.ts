import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient, StartExecutionCommand, UpdateStateMachineCommand } from "@aws-sdk/client-sfn";
import { PROGRAM } from "../drive/program.ts";
import { openTerminal, type Terminal } from "../drive/terminal.ts";
import { deployOrchestrator } from "../infra/deploy.ts";
import { DEFAULT_ACCOUNT_ID } from "../infra/local/default-account.ts";
import { ORCHESTRATOR_STACK } from "../workflows/contract.ts";
import { freePort, openHeap } from "./heap.ts";
import { ENVIRONMENT, PATIENCE_MS } from "./program.ts";

/** What the terminal costs whoever sits before it; times in milliseconds, shares of one processor in per cent. */
export interface TerminalCost {
  /** From each key to its frame, with a running machine of 500 events on the screen. */
  keys: number[];
  /** Megabytes of the heap that a thousand further frames leave behind, garbage apart. */
  growth: number;
  /** Share of a processor that the terminal and the account take while nothing happens. */
  idle: { lab: number; watch: number; approval: number };
  /** From the key that leaves to the end of the program. */
  quit: number;
}

/** A list of so many items, each of four events, and a wait that outlasts whoever looks on. */
const ITEMS = 125;
const LONG_MACHINE = {
  QueryLanguage: "JSONata",
  StartAt: "Each item",
  States: {
    "Each item": {
      Type: "Map",
      Items: `{% [1..${ITEMS}] %}`,
      ItemProcessor: {
        ProcessorConfig: { Mode: "INLINE" },
        StartAt: "Look at it",
        States: { "Look at it": { Type: "Pass", End: true } },
      },
      Next: "Wait",
    },
    Wait: { Type: "Wait", Seconds: 86_400, End: true },
  },
};

const WIDE = { columns: 200, rows: 60, patience: PATIENCE_MS };
/** Within these columns of so wide a screen there is nothing but the path. */
const PATH_COLUMNS = 40;
const PRESSES = 60;
const FRAMES = 1000;
/** Long enough that a tenth of a per cent is still several ticks of the kernel's clock. */
const IDLE_MS = 10_000;

export async function terminalCost(): Promise<TerminalCost> {
  const port = await freePort();
  const env = { NODE_OPTIONS: `--inspect-port=127.0.0.1:${port} --inspect-publish-uid=http` };
  const busy = await onAccount(startLongMachine, async (home) => {
    const terminal = openTerminal({ ...WIDE, home, args: ["--home", home], env });
    await terminal.shows(/▸ Wait/);
    await pause(1_000);
    let moves = 0;
    const move = (rest?: number) => keyToFrame(terminal, moving(moves++), rest);
    const keys: number[] = [];
    for (let press = 0; press < PRESSES; press++) keys.push(await move());
    const heap = await openHeap(terminal.pid, port);
    // Node.js has written "Debugger attached." onto the screen: suspended without a shell, it is drawn anew.
    terminal.press("\x1a");
    await pause(1_000);
    // What is loaded and compiled by the way is no leak.
    for (let frame = 0; frame < FRAMES / 2; frame++) await move(0);
    const before = await heap.live();
    for (let frame = 0; frame < FRAMES; frame++) await move(0);
    const growth = (await heap.live()) - before;
    heap.close();
    terminal.press("q");
    await terminal.shows(/Leave\?/);
    const asked = performance.now();
    terminal.press("y");
    await terminal.ended;
    return { keys, growth, quit: performance.now() - asked };
  });
  const idle = await onAccount(undefined, async (home, account) => {
    const terminal = openTerminal({ ...WIDE, home, args: ["--home", home] });
    const share = () => shareOfProcessor([terminal.pid, account.pid!]);
    await terminal.shows(/Press b to build the lab/);
    const lab = await share();
    terminal.press("b");
    await terminal.shows(/Your suffix/);
    terminal.press("\r");
    await terminal.shows(/The lab is built/);
    terminal.press("jw");
    await terminal.shows(/requirements? (is|are) not met yet/);
    const watch = await share();
    terminal.press("w");
    terminal.press("c");
    await terminal.shows(/y removes it/);
    const approval = await share();
    await terminal.leave();
    return { lab, watch, approval };
  });
  return { ...busy, idle };
}

/** So many moves lead from the first line of the path to the last. */
const WAY = 20;

/** Down the whole path and up again: no page was seen before on the first way down. */
const moving = (count: number): string => (Math.floor(count / WAY) % 2 ? "k" : "j");

/**
 * Milliseconds from a key that moves the selection until the screen shows it moved, without those in which the terminal was
 * ready to go on and other programs had the processors.
 */
async function keyToFrame(
  { pid, screen, lines, press }: Terminal,
  key: string,
  rest = 30 + Math.random() * 60,
) {
  // Of the path alone: beside it durations tick.
  const selected = () =>
    lines()
      .find((line) => line.startsWith("›"))
      ?.slice(0, PATH_COLUMNS);
  // At any moment between two frames, and not always at the same distance from the one before.
  await pause(rest);
  // Half a frame may have come through the pseudo-terminal, and nothing is selected in it yet.
  while (selected() === undefined) await pause(1);
  const before = selected();
  const moved = new Promise<void>((resolve) => {
    const listener = screen.onWriteParsed(() => {
      const now = selected();
      if (now === undefined || now === before) return;
      listener.dispose();
      resolve();
    });
  });
  const [heldBefore, began] = [heldUp(pid), performance.now()];
  press(key);
  await moved;
  const took = performance.now() - began;
  return Math.max(0, took - (heldUp(pid) - heldBefore));
}

/** For how many milliseconds a process's main thread has waited for a processor: /proc/PID/schedstat, its second field. */
function heldUp(pid: number): number {
  const [, nanoseconds] = readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ");
  return Number(nanoseconds) / 1e6;
}

/** An account with the state machines in a process of its own; what `prepare` does is done before the work begins. */
async function onAccount<Result>(
  prepare: ((sfn: SFNClient, machineArn: string) => Promise<void>) | undefined,
  work: (home: string, account: ChildProcess) => Promise<Result>,
): Promise<Result> {
  const home = await mkdtemp(join(tmpdir(), "handrail-bench-"));
  const account = spawn(process.execPath, [PROGRAM, "serve", "--home", home, "--port", "0"], {
    env: ENVIRONMENT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => account.once("exit", () => resolve()));
  try {
    const endpoint = await endpointOf(account);
    await deployTo(endpoint, prepare);
    return await work(home, account);
  } finally {
    account.kill("SIGINT");
    await ended;
    await rm(home, { recursive: true, maxRetries: 5 });
  }
}

async function endpointOf({ stdout }: ChildProcess): Promise<string> {
  for await (const line of createInterface(stdout!)) {
    const endpoint = /^AWS_ENDPOINT_URL=(.*)/.exec(line)?.[1];
    if (!endpoint) continue;
    stdout!.resume();
    return endpoint;
  }
  throw new Error("The local account ended before it was listening.");
}

async function deployTo(
  endpoint: string,
  prepare?: (sfn: SFNClient, machineArn: string) => Promise<void>,
): Promise<void> {
  const region = "us-east-1";
  const credentials = { accessKeyId: DEFAULT_ACCOUNT_ID, secretAccessKey: "bench" };
  const config = { endpoint, region, credentials, disableHostPrefix: true };
  const cloudFormation = new CloudFormationClient(config);
  const place = { accountId: DEFAULT_ACCOUNT_ID, region };
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const objectUrl = (bucket: string, key: string) => `${endpoint}/${bucket}/${key}`;
  await deployOrchestrator(
    { ...place, cloudFormation, s3, objectUrl, pollEvery: 100 },
    new URL("../dist/", import.meta.url).pathname,
    () => {},
  );
  if (!prepare) return;
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: ORCHESTRATOR_STACK }));
  const arn = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === "VerifyStepsArn")?.OutputValue;
  await prepare(new SFNClient(config), arn!);
}

/** The terminal takes up what it finds running: here, a machine with the lab's name and a long history. */
async function startLongMachine(sfn: SFNClient, stateMachineArn: string): Promise<void> {
  const definition = JSON.stringify(LONG_MACHINE);
  await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
  const input = JSON.stringify({ lab: "fnd203", steps: ["cloudtrail"] });
  await sfn.send(new StartExecutionCommand({ stateMachineArn, name: "fnd203-verify-steps-bench", input }));
}

/** Ticks of the kernel's clock in a second: what /proc counts in, on every Linux that Node.js runs on. */
const TICKS_PER_SECOND = 100;

/** Per cent of a processor that these processes take together, from now on and for some seconds. */
async function shareOfProcessor(pids: number[]): Promise<number> {
  // What still settles from before is over by then: V8 collects once some eight seconds after the last work, for a tenth
  // of a second of its threads, and then no more.
  await pause(12_000);
  const ticks = async () => (await Promise.all(pids.map(ticksOf))).reduce((sum, one) => sum + one, 0);
  const [before, began] = [await ticks(), performance.now()];
  await pause(IDLE_MS);
  const seconds = (performance.now() - began) / 1000;
  return (((await ticks()) - before) / TICKS_PER_SECOND / seconds) * 100;
}

/** User and system time of a process, from /proc/PID/stat: its 14th and 15th field, the second one being a name. */
async function ticksOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}
