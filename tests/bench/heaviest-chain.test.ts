import fc from "fast-check";
import { expect, test } from "vitest";
import { heaviestChain, type Interval } from "../../bench/heaviest-chain.ts";

const intervals = fc.array(
  fc
    .record({ from: fc.nat(20), length: fc.integer({ min: 1, max: 8 }), weight: fc.nat(5) })
    .map(({ from, length, weight }): Interval => ({ from, to: from + length, weight })),
  { maxLength: 8 },
);

/** By trying each of them as the next one. */
const byTrying = (all: readonly Interval[], since = Number.NEGATIVE_INFINITY): number =>
  Math.max(0, ...all.filter(({ from }) => from >= since).map(({ weight, to }) => weight + byTrying(all, to)));

test("no chain of intervals is heavier", () => {
  fc.assert(
    fc.property(intervals, (all) => {
      expect(heaviestChain(all)).toBe(byTrying(all));
    }),
  );
});

test("waiting between two calls makes no chain heavier, and a call beside another none either", () => {
  const call = (from: number): Interval => ({ from, to: from + 50, weight: 1 });
  expect(heaviestChain([call(0), call(1_000)])).toBe(2);
  expect(heaviestChain([call(0), call(20), call(30)])).toBe(1);
  expect(heaviestChain([])).toBe(0);
});
