import { expect, onTestFinished, test, vi } from "vitest";
import type { FleetAccount } from "../../../tui/fleet/fleet-account.ts";
import { Rounds } from "../../../tui/fleet/rounds.ts";
import { accountWith, fleetOf } from "./fleets.ts";

/** Watches a fleet; each account may be looked at again at once. */
function watched(accounts: readonly FleetAccount[], pace = { same: 0, any: 1 }) {
  const fleet = fleetOf(accounts);
  const told: FleetAccount[][] = [];
  const lefts: number[] = [];
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  let side = 0;
  let most = 0;
  const { look } = fleet.source;
  const source = {
    ...fleet.source,
    async look(id: string) {
      most = Math.max(most, ++side);
      await new Promise(setImmediate);
      side--;
      return look(id);
    },
  };
  const hearer = {
    found(found: readonly FleetAccount[], left: number) {
      told.push([...found]);
      lefts.push(left);
    },
    resets: () => {},
  };
  const rounds = new Rounds(source, hearer, leaving.signal, pace);
  return { ...fleet, rounds, told, lefts, leaving, most: () => most };
}

const many = Array.from({ length: 40 }, (_, index) => accountWith(index, ["build-lab", "SUCCEEDED"]));

test("a round looks at each account once, ten side by side, and tells what it found together", async () => {
  const { rounds, told, lefts, looks, most } = watched(many, { same: 60_000, any: 60_000 });
  rounds.all();
  rounds.all();
  await vi.waitFor(() => expect(lefts.at(-1)).toBe(0));
  expect(looks.toSorted()).toEqual(many.map(({ account }) => account.id));
  expect(most()).toBe(10);
  expect(told.flat()).toHaveLength(40);
  expect(told.length).toBeLessThan(5);
});

test("in between, every other look is for what is on the screen or at work, and the rest has its turn", async () => {
  const [resting, other, working] = [
    accountWith(0, ["build-lab", "SUCCEEDED"]),
    accountWith(1, ["build-lab", "SUCCEEDED"]),
    accountWith(2, ["build-lab", "RUNNING"]),
  ];
  const { rounds, looks, lefts } = watched([resting, other, working]);
  rounds.begin();
  await vi.waitFor(() => expect(lefts.length).toBeGreaterThan(0));
  looks.length = 0;
  await vi.waitFor(() => expect(looks.length).toBeGreaterThan(20));
  const of = (one: FleetAccount) => looks.filter((id) => id === one.account.id).length / looks.length;
  expect(of(working)).toBeGreaterThan(0.45);
  expect(of(resting)).toBeGreaterThan(0.1);
  rounds.shows([other.account.id]);
  looks.length = 0;
  await vi.waitFor(() => expect(looks.length).toBeGreaterThan(20));
  expect(of(other)).toBeGreaterThan(of(resting));
});

test("who has left is told nothing more, and nothing more is looked at", async () => {
  const { rounds, told, looks, leaving } = watched(many);
  rounds.begin();
  leaving.abort();
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(told).toEqual([]);
  expect(looks.length).toBeLessThanOrEqual(11);
});
