/** Something that took from one moment to another, and weighs something. */
export interface Interval {
  from: number;
  to: number;
  weight: number;
}

/** What the heaviest of all chains weighs in which each interval begins once the one before it has ended. */
export function heaviestChain(intervals: readonly Interval[]): number {
  const byEnd = intervals.toSorted((a, b) => a.to - b.to);
  /** The heaviest of the first intervals, by how many those are. */
  const best = [0];
  for (const [index, { from, weight }] of byEnd.entries()) {
    const before = byEnd.findLastIndex((other, at) => at < index && other.to <= from);
    best.push(Math.max(best[index]!, weight + best[before + 1]!));
  }
  return best.at(-1)!;
}
