/** Whole numbers from `from` to `to`, both included. */
export type Range = readonly [from: number, to: number];

/** A set of whole numbers, as sorted ranges that neither overlap nor touch; so equal sets are equal arrays. */
export type RangeSet = readonly Range[];

export const EMPTY: RangeSet = [];

/** The set that these ranges make, in whatever order and however they overlap. Ranges that end before they begin are empty. */
export function rangeSet(ranges: Iterable<Range>): RangeSet {
  const sorted = [...ranges].filter(([from, to]) => from <= to).sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = merged.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

export function union(...sets: readonly RangeSet[]): RangeSet {
  return rangeSet(sets.flat());
}

export function intersect(a: RangeSet, b: RangeSet): RangeSet {
  const common: Range[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [aFrom, aTo] = a[i]!;
    const [bFrom, bTo] = b[j]!;
    const from = Math.max(aFrom, bFrom);
    const to = Math.min(aTo, bTo);
    if (from <= to) common.push([from, to]);
    if (aTo < bTo) i++;
    else j++;
  }
  return common;
}

/** What is in `a` and not in `b`. */
export function subtract(a: RangeSet, b: RangeSet): RangeSet {
  const left: Range[] = [];
  for (const [from, to] of a) {
    let next = from;
    for (const [cutFrom, cutTo] of b) {
      if (cutTo < next) continue;
      if (cutFrom > to) break;
      if (cutFrom > next) left.push([next, cutFrom - 1]);
      next = cutTo + 1;
    }
    if (next <= to) left.push([next, to]);
  }
  return left;
}

export const isEmpty = (set: RangeSet): boolean => set.length === 0;

/** Whether everything in `b` is in `a`. */
export const covers = (a: RangeSet, b: RangeSet): boolean => isEmpty(subtract(b, a));

export const overlaps = (a: RangeSet, b: RangeSet): boolean => !isEmpty(intersect(a, b));

/** How many numbers are in the set. */
export const size = (set: RangeSet): number => set.reduce((sum, [from, to]) => sum + to - from + 1, 0);
