import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import type { FleetAccount } from "../../../tui/fleet/fleet-account.ts";
import { Rounds } from "../../../tui/fleet/rounds.ts";
import { accountWith, fleetOf } from "./fleets.ts";

// Its time passes by hand, also that of timers/promises.
beforeEach(
  () =>
    void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"], fakeNodeBuiltins: true }),
);
afterEach(() => void vi.useRealTimers());
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

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
      const found = await look(id);
      side--;
      return found;
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
  await pass(1_000);
  expect(looks.toSorted()).toEqual(many.map(({ account }) => account.id));
  expect(most()).toBe(10);
  expect(told.map((found) => found.length)).toEqual([40]);
  expect(lefts).toEqual([0]);
});

test("in between, every other look is for what is on the screen or at work, and the rest has its turn", async () => {
  const [resting, other, working] = [
    accountWith(0, ["build-lab", "SUCCEEDED"]),
    accountWith(1, ["build-lab", "SUCCEEDED"]),
    accountWith(2, ["build-lab", "RUNNING"]),
  ];
  const { rounds, looks } = watched([resting, other, working]);
  rounds.begin();
  await pass(10);
  /** The looks of the next forty milliseconds, of which each has one. */
  const next = async () => {
    looks.length = 0;
    await pass(40);
    expect(looks).toHaveLength(40);
    return looks.slice();
  };
  const isOf = (...accounts: FleetAccount[]) => {
    const ids = accounts.map(({ account }) => account.id);
    return (id: string) => ids.includes(id);
  };
  /** Whether so many looks on end always have one for which this holds. */
  const inEach = (count: number, ids: string[], holds: (id: string) => boolean) =>
    ids.slice(count - 1).every((_, index) => ids.slice(index, index + count).some(holds));
  const before = await next();
  expect(inEach(2, before, isOf(working))).toBe(true);
  for (const one of [resting, other]) expect(inEach(4, before, isOf(one))).toBe(true);
  rounds.shows([other.account.id]);
  const after = await next();
  expect(inEach(2, after, isOf(working, other))).toBe(true);
  expect(inEach(4, after, isOf(other))).toBe(true);
  expect(inEach(6, after, isOf(resting))).toBe(true);
  expect(after.filter(isOf(other)).length).toBeGreaterThan(after.filter(isOf(resting)).length);
});

test("who has left is told nothing more, and nothing more is looked at", async () => {
  const { rounds, told, looks, leaving } = watched(many);
  rounds.begin();
  leaving.abort();
  await pass(60_000);
  expect(told).toEqual([]);
  // What had begun.
  expect(looks).toHaveLength(10);
});
