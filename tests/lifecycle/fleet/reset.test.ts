import { afterAll, beforeAll, expect, test } from "vitest";
import { stateOf } from "../account-state.ts";
import { FIRST, type Fleet, startFleet } from "./fleet.ts";

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet(4);
});
afterAll(() => fleet.stop());

/** What an account holds. */
const stateIn = async (id: string) => (await stateOf(await fleet.labAccount(id)))[id];

const statesIn = (ids: readonly string[]) => Promise.all(ids.map(stateIn));

test("a plan says what would be done in each account, and changes nothing there", async () => {
  const before = await statesIn(fleet.accounts);
  const planned = await fleet.reset({ mode: "plan" });
  expect(planned).toMatchObject({ status: "SUCCEEDED" });
  expect(Object.keys(planned.children).toSorted()).toEqual(fleet.accounts);
  for (const [id, { reset }] of Object.entries(planned.children))
    expect(reset).toMatchObject({
      outcome: "planned",
      account: { id, alias: `training-${id}` },
      result: { plan: { stages: ["Delete the stack", "Delete the key pair"] } },
    });
  expect(await statesIn(fleet.accounts)).toEqual(before);
});

test("accounts that are listed are clean after one run, and one that is not is as it was", async () => {
  const accounts = fleet.accounts.slice(0, -1);
  const unlisted = fleet.accounts.at(-1)!;
  const before = await stateIn(unlisted);
  const reset = await fleet.reset({ accounts });
  expect(reset).toMatchObject({ status: "SUCCEEDED" });
  expect(JSON.parse(reset.output!)).toEqual({ lab: "fnd203", mode: "reset", accounts: 3, succeeded: 3 });
  expect(Object.keys(reset.children).toSorted()).toEqual(accounts);
  for (const { reset: child } of Object.values(reset.children))
    expect(child).toMatchObject({
      outcome: "clean",
      passes: 1,
      result: { cleaned: { clean: true, left: [], missing: [], changed: [] } },
    });
  expect(await stateIn(FIRST)).toEqual(fleet.untouched);
  expect(await stateIn(unlisted)).toEqual(before);
});
