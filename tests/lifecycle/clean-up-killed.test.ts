import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { injectFault } from "../../infra/local/faults.ts";
import { DEFAULT_ACCOUNT_ID } from "../../infra/local/local-account.ts";
import { statesStore } from "../../infra/local/services/states/store.ts";
import { encodeSnapshot } from "../../infra/local/snapshot.ts";
import { withoutPast } from "../helpers/past.ts";
import { stateOf } from "./account-state.ts";
import { LAB, openLabAccount, startLabAccount } from "./lab-account.ts";

/**
 * The process ends without a word in each state of a clean-up: what is on disk then is the account as it was at that
 * moment, which is kept here at the first call that each state makes. Opened anew, each goes on and leaves nothing.
 */

/** What leaves something in most of the stages. */
const SOLVED = [
  "trail",
  "config",
  "guardduty",
  "load-balancer-isolation",
  "log-group",
  "session-preferences",
];

/** The account's file at the first call of each state, and the clean-up. */
interface Killed {
  state: string;
  snapshot: string;
}

let homes: string;
let executionArn: string;
let before: Record<string, unknown>;
const killed: Killed[] = [];

beforeAll(async () => {
  homes = await mkdtemp(join(tmpdir(), "handrail-killed-"));
  const lab = await startLabAccount({ home: join(homes, "whole") });
  const { cloud } = lab.account;
  // What has happened until then is most of what is written and read again each time.
  const forgetPast = () => {
    cloud.state[DEFAULT_ACCOUNT_ID] = withoutPast(cloud.state[DEFAULT_ACCOUNT_ID]!);
  };
  forgetPast();
  before = await stateOf(lab);
  await lab.build();
  for (const step of SOLVED) await lab.solve(step);
  forgetPast();
  let entered = 0;
  const keeping = injectFault(cloud, {
    meets: () => {
      const { executions } = cloud.store(statesStore, { accountId: DEFAULT_ACCOUNT_ID, region: "us-east-1" });
      const states = Object.values(executions)
        .filter(({ machineName }) => machineName === "handrail-clean-up")
        .flatMap(({ events }) =>
          events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []),
        );
      if (states.length > entered)
        killed.push({ state: states.at(-1)!, snapshot: encodeSnapshot(cloud.state) });
      entered = states.length;
      return false;
    },
  });
  executionArn = await lab.start("clean-up", { lab: LAB, approval: "given" });
  expect(await lab.end(executionArn)).toMatchObject({ status: "SUCCEEDED" });
  keeping();
  await lab.stop();
});
afterAll(() => rm(homes, { recursive: true, force: true }));

test("in each state of a clean-up its process may end: opened anew, it goes on and leaves nothing", async () => {
  const names = new Set(killed.map(({ state }) => state));
  for (const name of ["Plan what goes", "Sweep the stage", "Compare with the ledger", "Close the ledger"])
    expect(names).toContain(name);
  for (const [index, { state, snapshot }] of killed.entries()) {
    const home = join(homes, String(index));
    await cp(join(homes, "whole", "blobs"), join(home, "blobs"), { recursive: true });
    await writeFile(join(home, "account.json"), snapshot);
    const lab = await openLabAccount({ home });
    onTestFinished(() => lab.stop());
    expect(await lab.end(executionArn), `${index}: ${state}`).toMatchObject({ status: "SUCCEEDED" });
    expect(await stateOf(lab), `${index}: ${state}`).toEqual(before);
    await lab.stop();
  }
});
