import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual, promisify } from "node:util";
import type { ResetReport } from "../../cli/reset/report.ts";
import { PROGRAM } from "../../drive/program.ts";
import { startLocalAccount } from "../../infra/local/local-account.ts";
import { type ConfigStore, configStore } from "../../infra/local/services/config/store.ts";
import { loadSnapshot } from "../../infra/local/snapshot.ts";
import { inSameWords, wholeOf } from "../../tests/lifecycle/fleet/whole-account.ts";
import { startAccount } from "../account.ts";
import { freePort, openHeap } from "../heap.ts";
import { ENVIRONMENT } from "../program.ts";
import { type MadeFleet, makeFleet } from "./make-fleet.ts";
import { stateIn } from "./state-in.ts";

export interface ResetCost {
  accounts: number;
  /** From the command's start to its end, the plans included. */
  seconds: number;
  /** What the local account's process had resident at most. */
  resident: number;
  /** Megabytes of its heap that are in use in the end. */
  heap: number;
  /** State transitions, as the report has them. */
  transitions: number;
}

/**
 * What it costs to reset so many local accounts by the program that ships, each in a random state of the lab.
 * @throws Error where one is not as before the lab, or one that was not listed is not the same to the byte
 */
export async function resetCost(accounts: number, seed: number): Promise<ResetCost> {
  const home = await mkdtemp(join(tmpdir(), "handrail-fleet-"));
  try {
    const fleet = await makeFleet(home, accounts, seed);
    const before = await wholeIn(home, fleet.witnesses);
    const cost = await measure(home, fleet.listed);
    const after = await wholeIn(home, fleet.witnesses);
    for (const [index, id] of fleet.witnesses.entries())
      for (const [name, digest] of Object.entries(before[index]!))
        if (after[index]![name] !== digest)
          throw new Error(`Of seed ${seed}, ${id} was not listed and was touched: its ${name} is another.`);
    await assertClean(home, fleet, seed);
    return { accounts, ...cost };
  } finally {
    await rm(home, { recursive: true, maxRetries: 5 });
  }
}

const wholeIn = async (home: string, ids: readonly string[]) => {
  const { state } = await loadSnapshot(home);
  // A recorder looks around once more whenever its account is opened, and notes when.
  for (const id of ids)
    for (const stores of Object.values(state[id]!))
      for (const recorder of Object.values(
        (stores[configStore.name] as ConfigStore | undefined)?.recorders ?? {},
      ))
        delete recorder.last;
  return ids.map((id) => wholeOf(state, id));
};

async function measure(home: string, listed: readonly string[]): Promise<Omit<ResetCost, "accounts">> {
  const file = join(home, "accounts.txt");
  await writeFile(file, listed.join("\n"));
  const port = await freePort();
  const account = await startAccount(
    { NODE_OPTIONS: `--inspect-port=127.0.0.1:${port} --inspect-publish-uid=http` },
    home,
  );
  try {
    const began = performance.now();
    const args = ["reset", "--home", home, "--accounts", file, "--alias", "training-*", "--yes", "--json"];
    const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...args], {
      env: ENVIRONMENT,
      maxBuffer: 256 * 1024 * 1024,
    });
    const seconds = (performance.now() - began) / 1000;
    const { totals, transitions } = JSON.parse(stdout) as ResetReport;
    if (totals.clean !== listed.length) throw new Error(`Not all are clean: ${JSON.stringify(totals)}`);
    const resident = await mostResident(account.pid);
    const heap = await openHeap(account.pid, port);
    const live = await heap.live();
    heap.close();
    return { seconds, resident, heap: live, transitions: transitions.here + transitions.there };
  } finally {
    await account.stop();
  }
}

/** The most that a process ever had resident, in megabytes: /proc/PID/status, VmHWM. */
async function mostResident(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]) / 1024;
}

async function assertClean(home: string, { listed, untouched }: MadeFleet, seed: number): Promise<void> {
  const account = await startLocalAccount({ home, pace: "instant" });
  try {
    for (const id of listed)
      if (!isDeepStrictEqual(inSameWords(id, await stateIn(account, id)), inSameWords(id, untouched)))
        throw new Error(`Of seed ${seed}, the account ${id} is not as it was before the lab.`);
  } finally {
    await account.stop();
  }
}
