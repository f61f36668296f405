import fc from "fast-check";
import { expect, test } from "vitest";
import { addresses, cidrRange, formatAddress, toCidrs } from "../../../tasks/network/addresses.ts";
import {
  covers,
  intersect,
  type Range,
  rangeSet,
  size,
  subtract,
  union,
} from "../../../tasks/network/ranges.ts";

const LAST = 40;
const ranges = fc.array(fc.tuple(fc.integer({ min: 0, max: LAST }), fc.integer({ min: 0, max: LAST })), {
  maxLength: 6,
});
const members = (list: readonly Range[]): Set<number> =>
  new Set(
    Array.from({ length: LAST + 1 }, (_, n) => n).filter((n) => list.some(([a, b]) => a <= n && n <= b)),
  );

test("sets of ranges behave as sets of numbers", () => {
  fc.assert(
    fc.property(ranges, ranges, (left, right) => {
      const [a, b] = [rangeSet(left), rangeSet(right)];
      const [inA, inB] = [members(left), members(right)];
      expect(members(a)).toEqual(inA);
      expect(members(union(a, b))).toEqual(inA.union(inB));
      expect(members(intersect(a, b))).toEqual(inA.intersection(inB));
      expect(members(subtract(a, b))).toEqual(inA.difference(inB));
      expect(covers(a, b)).toBe(inB.isSubsetOf(inA));
      expect(size(a)).toBe(inA.size);
    }),
  );
});

test("equal sets have one form: sorted, apart and not touching", () => {
  fc.assert(
    fc.property(ranges, ranges, (left, right) => {
      const [a, b] = [rangeSet(left), rangeSet(right)];
      for (const set of [a, union(a, b), intersect(a, b), subtract(a, b)]) {
        expect(set).toEqual(rangeSet(set.toReversed()));
        for (const [i, [from]] of set.entries()) if (i > 0) expect(from).toBeGreaterThan(set[i - 1]![1] + 1);
      }
    }),
  );
});

test("a set is its CIDR blocks, and no two of those could be one", () => {
  const block = fc
    .tuple(fc.nat(2 ** 32 - 1), fc.integer({ min: 0, max: 32 }))
    .map(([address, length]) => `${formatAddress(address)}/${length}`);
  fc.assert(
    fc.property(fc.array(block, { maxLength: 5 }), (cidrs) => {
      const set = addresses(...cidrs);
      const blocks = toCidrs(set);
      expect(addresses(...blocks)).toEqual(set);
      expect(size(set)).toBe(blocks.reduce((sum, cidr) => sum + 2 ** (32 - Number(cidr.split("/")[1])), 0));
      expect(blocks.length).toBeLessThanOrEqual(Math.max(cidrs.length, set.length * 62));
    }),
  );
});

test.each(["10.0.0.0/33", "10.0.0", "10.0.0.256/24", "::/0", "", "10.0.0.0/"])(
  "%j is no IPv4 block",
  (cidr) => {
    expect(() => cidrRange(cidr)).toThrow(RangeError);
  },
);

test("bits beyond the prefix are dropped, as EC2 drops them", () => {
  expect(cidrRange("10.0.2.77/24")).toEqual(cidrRange("10.0.2.0/24"));
});
