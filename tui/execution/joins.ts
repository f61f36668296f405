import type { Flow, StateDefinition } from "./definition.ts";

/** Where ways meet again, and what leads where. */
export interface Joins {
  /** The nearest state that all good ways from this one pass; undefined where there is none. */
  of(name: string): string | undefined;
  /** Whether a way leads from one state to another. */
  leads(from: string, to: string): boolean;
}

/** What follows grows with the square of the states; nobody has drawn a machine of this many by hand. */
const LARGEST = 500;

/**
 * Finds where the ways from each state meet again: the nearest of the states that every way to a good end passes (the
 * immediate post-dominator, in a graph without what can only fail). A machine is drawn around these.
 */
export function joinsOf({ states }: Flow): Joins {
  const endsHere = (name: string) => {
    const { type, next } = states.get(name)!;
    return type !== "Choice" && next === undefined;
  };
  const next = new Map([...states.values()].map((state) => [state.name, waysFrom(state, states)]));
  const good = endingWell(states, next);
  const well = (name: string) => next.get(name)!.filter((to) => good.has(to));
  const passed = states.size > LARGEST ? undefined : passedByAll([...good], well, endsHere);
  return {
    of(name) {
      if (!passed) return states.get(name)?.next;
      if (endsHere(name)) return undefined;
      const [first, ...others] = well(name).map((to) => new Set([to, ...passed.get(to)!]));
      if (!first) return undefined;
      const common = [...first].filter((one) => one !== name && others.every((other) => other.has(one)));
      // The nearest has all the others still before it.
      return common.sort((a, b) => passed.get(b)!.size - passed.get(a)!.size)[0];
    },
    leads: (from, to) => reachable(from, next).has(to),
  };
}

/** Everywhere that a state can lead, each once. */
const waysFrom = (state: StateDefinition, states: Flow["states"]): string[] => [
  ...new Set(
    [
      ...(state.type === "Choice" || state.next === undefined ? [] : [state.next]),
      ...state.choices.map((way) => way.next),
      ...state.catches.map((way) => way.next),
    ].filter((name) => states.has(name)),
  ),
];

function reachable(from: string, next: ReadonlyMap<string, string[]>): Set<string> {
  const seen = new Set<string>([from]);
  // A set's iteration takes in what is added meanwhile.
  for (const name of seen) for (const to of next.get(name) ?? []) seen.add(to);
  return seen;
}

/** The states from which an end other than a Fail can be reached. */
function endingWell(states: Flow["states"], next: ReadonlyMap<string, string[]>): Set<string> {
  const before = new Map<string, string[]>();
  for (const [from, tos] of next) for (const to of tos) before.set(to, [...(before.get(to) ?? []), from]);
  const ends = [...states.values()].filter(
    ({ type, name, next: onward }) =>
      type !== "Fail" &&
      (type === "Succeed" || (onward === undefined && type !== "Choice") || next.get(name)!.length === 0),
  );
  const good = new Set(ends.map(({ name }) => name));
  for (const name of good) for (const from of before.get(name) ?? []) good.add(from);
  return good;
}

/** For each state, those that all of its ways to a good end pass after it. */
function passedByAll(
  names: readonly string[],
  next: (name: string) => string[],
  endsHere: (name: string) => boolean,
): Map<string, Set<string>> {
  const passed = new Map<string, Set<string>>();
  for (let changed = true; changed; ) {
    changed = false;
    // Later states mostly stand further down, so that one or two rounds settle it.
    for (const name of names.toReversed()) {
      const known = endsHere(name) ? [new Set<string>()] : [];
      const onward = next(name).flatMap((to) => {
        const after = passed.get(to);
        return after ? [new Set([to, ...after])] : [];
      });
      const [first, ...others] = [...known, ...onward];
      if (!first) continue;
      const all = new Set([...first].filter((one) => others.every((other) => other.has(one))));
      const before = passed.get(name);
      if (before?.size === all.size) continue;
      passed.set(name, all);
      changed = true;
    }
  }
  for (const name of names) if (!passed.has(name)) passed.set(name, new Set());
  return passed;
}
