/**
 * `npm run bench [-- RUNS]`: how long a participant waits and what the program takes up, against the limits that it is
 * held to. Measures dist/ as it is. The exit code is 1 where a median is over its limit: one slow run on a busy
 * machine is none of the program's. Of the keys also the slowest of each run is held to the limit.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { pathCost } from "./critical-path.ts";
import { type ResetCost, resetCost } from "./fleet/reset-cost.ts";
import { firstFrame, listening, wholeLab } from "./measure.ts";
import { type StatesCost, statesCost } from "./step-functions.ts";
import { type TerminalCost, terminalCost } from "./terminal.ts";
import { verifyAll } from "./verify-all.ts";

const runs = Number(process.argv[2] ?? 5);
if (!Number.isInteger(runs) || runs < 1) {
  console.error("npm run bench -- RUNS: how often, a whole number from 1.");
  process.exit(2);
}

/** Each size once, as it takes minutes. */
const FLEETS = [50, 100, 200] as const;
const resets: ResetCost[] = [];
const seed = Math.floor(Math.random() * 2 ** 31);
for (const size of FLEETS) resets.push(await resetCost(size, seed));
const [few, , many] = resets as [ResetCost, ResetCost, ResetCost];
const ratio = (of: (cost: ResetCost) => number): number[] => [of(many) / of(few)];

const frames: number[] = [];
const starts: Awaited<ReturnType<typeof listening>>[] = [];
const labs: number[] = [];
const memory: number[] = [];
const verifications: number[] = [];
const costs: TerminalCost[] = [];
const machines: StatesCost[] = [];
for (let run = 0; run < runs; run++) {
  // A new home each time: the first start of all is the slowest.
  const home = await mkdtemp(join(tmpdir(), "handrail-bench-"));
  frames.push(await firstFrame(home));
  await rm(home, { recursive: true });
  starts.push(await listening());
  const lab = await wholeLab();
  labs.push(lab.seconds);
  memory.push(lab.megabytes);
  verifications.push(await verifyAll());
  costs.push(await terminalCost());
  machines.push(await statesCost());
}

// Once: it takes a minute, and is of hundreds of calls.
const slow = await pathCost();

const figures = [
  { figure: "first frame of the terminal", unit: "s", limit: 0.5, seen: frames },
  { figure: "key to frame, 500 events", unit: "ms", limit: 50, seen: costs.flatMap(({ keys }) => keys) },
  {
    figure: "the slowest key of a run",
    unit: "ms",
    limit: 50,
    seen: costs.map(({ keys }) => Math.max(...keys)),
  },
  { figure: "idle terminal and account", unit: "%", limit: 1, seen: costs.map(({ idle }) => idle.lab) },
  { figure: "while a step is watched", unit: "%", limit: 1, seen: costs.map(({ idle }) => idle.watch) },
  { figure: "while a plan waits", unit: "%", limit: 1, seen: costs.map(({ idle }) => idle.approval) },
  // A leak of a kilobyte a frame would be a megabyte.
  { figure: "heap after 1,000 more frames", unit: "MB", limit: 1, seen: costs.map(({ growth }) => growth) },
  { figure: "leaving", unit: "ms", limit: 1_000, seen: costs.map(({ quit }) => quit) },
  { figure: "10,000 transitions, JSONPath", unit: "s", limit: 1, seen: machines.map((it) => it.jsonPath) },
  { figure: "10,000 transitions, JSONata", unit: "s", limit: 1, seen: machines.map((it) => it.jsonata) },
  { figure: "a history of 25,000 events", unit: "s", limit: 2, seen: machines.map((it) => it.fullHistory) },
  { figure: "a look at such a machine", unit: "ms", limit: 50, seen: machines.map((it) => it.following) },
  // Wait, Choice and Pass, started by twenty clients.
  { figure: "1,000 executions side by side", unit: "s", limit: 5, seen: machines.map((it) => it.sideBySide) },
  { figure: "heap after two more rounds", unit: "MB", limit: 3, seen: machines.map((it) => it.growth) },
  // An expression that never ends runs meanwhile.
  { figure: "longest silence", unit: "ms", limit: 100, seen: machines.map((it) => it.silence) },
  {
    figure: "the local account listening",
    unit: "s",
    limit: 0.5,
    seen: starts.map(({ listens }) => listens),
  },
  { figure: "the local account ending", unit: "s", limit: 1, seen: starts.map(({ ends }) => ends) },
  { figure: "verify all steps", unit: "s", limit: 1, seen: verifications },
  // Ten seconds were the limit of four steps; each of the nineteen is seen red, solved, and seen green.
  { figure: "build, every step, clean-up", unit: "s", limit: 15, seen: labs },
  { figure: "validate, 50 ms a call", unit: "s", seen: [slow.wall] },
  { figure: "the critical path of its calls", unit: "s", seen: [slow.path] },
  { figure: "the one by the other", unit: "", limit: 1.5, seen: [slow.ratio] },
  { figure: "resident memory of all of it", unit: "MB", limit: 400, seen: memory },
  ...resets.flatMap(({ accounts, seconds, resident }) => [
    // Two seconds of processor time an account: two functions' starts in it for its plan, and three for its reset.
    { figure: `reset of ${accounts} accounts`, unit: "s", limit: accounts * 1.5, seen: [seconds] },
    { figure: "its resident memory", unit: "MB", limit: 1_000 + accounts * 10, seen: [resident] },
  ]),
  // Four times as many accounts: linear is four at most, as what is there in any case is shared by more.
  { figure: "200 to 50 accounts, time", unit: "", limit: 4.6, seen: ratio(({ seconds }) => seconds) },
  { figure: "200 to 50 accounts, memory", unit: "", limit: 4.2, seen: ratio(({ resident }) => resident) },
  { figure: "200 to 50 accounts, heap", unit: "", limit: 4.2, seen: ratio(({ heap }) => heap) },
].map((row) => {
  const sorted = row.seen.toSorted((a, b) => a - b);
  return { limit: Number.POSITIVE_INFINITY, ...row, sorted, median: sorted[Math.floor(sorted.length / 2)]! };
});

const number = (value: number, unit: string): string =>
  (value === Number.POSITIVE_INFINITY
    ? "none"
    : `${value.toFixed(unit === "MB" || unit === "ms" ? 0 : 2)} ${unit}`
  ).padStart(9);
console.log(`${runs} runs, ${cpus().length} processors, Node ${process.version}`);
console.log(
  `${"figure".padEnd(30)}${["limit", "min", "median", "max"].map((it) => it.padStart(9)).join("")}`,
);
for (const { figure, unit, limit, sorted, median } of figures)
  console.log(
    `${figure.padEnd(30)}${[limit, sorted[0]!, median, sorted.at(-1)!].map((it) => number(it, unit)).join("")}${median > limit ? "  over" : ""}`,
  );
for (const { accounts, transitions } of resets)
  console.log(
    `reset of ${accounts} accounts: ${transitions} state transitions, of random states by seed ${seed}`,
  );
if (figures.some(({ limit, median }) => median > limit)) process.exitCode = 1;
