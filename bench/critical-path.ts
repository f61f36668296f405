import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { PROGRAM } from "../drive/program.ts";
import type { Cloud } from "../infra/local/cloud.ts";
import { type FaultedCall, injectFault } from "../infra/local/faults.ts";
import { startLocalAccount } from "../infra/local/local-account.ts";
import { heaviestChain, type Interval } from "./heaviest-chain.ts";
import { ENVIRONMENT } from "./program.ts";

/** How long each call over the wire waits before it is answered, in milliseconds. */
const LATENCY_MS = 50;

export interface PathCost {
  /** Seconds from the start of `handrail validate` to its end. */
  wall: number;
  /** Seconds of latency that it could not but wait for. */
  path: number;
  ratio: number;
}

/** A call that was made, in milliseconds of the epoch. */
interface SeenCall extends Omit<Interval, "weight"> {
  call: FaultedCall;
}

/**
 * How long a validation of the whole lab takes where each call has 50 ms of latency, against the critical path of its calls.
 *
 * A call is a request over the wire: what functions and the command itself send. The path is the sum of the latencies of
 * calls that had to wait for each other, and of nothing else: neither the time that the account takes to answer is in it, nor
 * a wait, a start of a function or processor time. All of that counts against the program. Which calls depend on each other is
 * read from what happened:
 *
 * - within one invocation of a function, calls that did not overlap are taken as dependent: the heaviest chain of them.
 *   That excuses calls that are made in turn for no reason; such make the wall time longer, which has a limit of its own;
 * - invocations follow each other as the machines say: the heaviest chain of invocations, each as heavy as its calls;
 * - of the command's own calls those until it has started the execution, and those after the execution's end. Between the
 *   two it only watches, and nothing waits for that: were its looks on the path, they would fill each wait of the machines.
 */
export async function pathCost(): Promise<PathCost> {
  const home = await mkdtemp(join(tmpdir(), "handrail-bench-"));
  const account = await startLocalAccount({ home, pace: "instant" });
  try {
    // The orchestrator is put there beforehand: deploying is no part of a validation.
    await handrail("status", "--home", home);
    const seen = watchCalls(account.cloud);
    const began = now();
    const report = join(home, "report.json");
    await handrail("validate", "--home", home, "--json", report);
    const wall = now() - began;
    const { endedAt } = JSON.parse(await readFile(report, "utf8"));
    const path = LATENCY_MS * callsOnPath(seen, Date.parse(endedAt));
    return { wall: wall / 1_000, path: path / 1_000, ratio: wall / path };
  } finally {
    await account.stop();
    await rm(home, { recursive: true });
  }
}

const now = (): number => performance.timeOrigin + performance.now();

const handrail = (...args: string[]) =>
  promisify(execFile)(process.execPath, [PROGRAM, ...args], { env: ENVIRONMENT });

/** Has each call over the wire wait, and notes when each call began and ended. */
function watchCalls(cloud: Cloud): readonly SeenCall[] {
  const seen: SeenCall[] = [];
  const open = new Map<object, number>();
  injectFault(cloud, {
    latency: LATENCY_MS,
    // Asked of each call as it begins.
    meets(call) {
      open.set(call.input, now());
      return isOverWire(call);
    },
  });
  cloud.onCompleted.add((call) => {
    const from = open.get(call.input);
    if (from === undefined) return;
    open.delete(call.input);
    seen.push({ call, from, to: now() });
  });
  return seen;
}

const isOverWire = ({ origin }: FaultedCall): boolean => origin !== undefined && "sourceIp" in origin;

/** How many calls are on the critical path. */
function callsOnPath(seen: readonly SeenCall[], endedAt: number): number {
  const wire = seen.filter(({ call }) => isOverWire(call));
  const own = wire.filter(({ call }) => sessionOf(call) === undefined);
  const start = own.find(({ call }) => call.operation === "StartExecution")!;
  const invocations = seen
    .filter(({ call }) => call.service === "lambda" && call.operation === "Invoke")
    .map(({ call, from, to }): Interval => {
      const { FunctionName = "" } = call.input as { FunctionName?: string };
      const calls = wire.filter(
        (one) => one.from >= from && one.to <= to && sessionOf(one.call) === nameOf(FunctionName),
      );
      return { from, to, weight: chainOf(calls) };
    });
  return (
    chainOf(own.filter(({ to }) => to <= start.to)) +
    heaviestChain(invocations) +
    chainOf(own.filter(({ from }) => from >= endedAt))
  );
}

const chainOf = (calls: readonly SeenCall[]): number =>
  heaviestChain(calls.map(({ from, to }) => ({ from, to, weight: 1 })));

/** The name of the role's session that made a call, which for a function is its own; undefined for the account's user. */
const sessionOf = ({ principal }: FaultedCall): string | undefined =>
  principal.type === "role" ? principal.arn.split("/").at(-1) : undefined;

/** A function's name, in an ARN or by itself. */
const nameOf = (functionName: string): string => functionName.split(":function:").at(-1)!.split(":")[0]!;
