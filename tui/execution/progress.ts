import type { ExecutionView, ItemCounts, IterationView, StateStatus, StateView } from "./view.ts";

/** How far the states of one name have come, in what is going on now: not in an earlier attempt or round. */
export interface StateProgress {
  /** The index of the latest, in `states`. */
  index: number;
  latest: StateView;
  /** How often it was entered where the latest is: in a loop, more than once. */
  rounds: number;
  /** How many items of a Map stand how with it. Outside a Map it is one. */
  items: ItemCounts;
  inMap: boolean;
}

export interface Progress {
  /** By name, which is unique in a machine (AWS Step Functions Developer Guide, "State machine structure"). */
  of(name: string): StateProgress | undefined;
  /** Whether a state has led to another. */
  led(from: string, to: string): boolean;
  /** The iterations of a Map's latest attempt, by item. */
  iterations(map: number): readonly IterationView[];
  /** Of an iteration, the latest state, and the latest that failed and was caught; by index. */
  inIteration(map: number, item: number): { latest?: number; caught?: number };
}

const known = new WeakMap<ExecutionView["states"], Progress>();

/** Sums an execution up for drawing; once for each view, however often that is drawn. */
export function progressOf(view: ExecutionView): Progress {
  const before = known.get(view.states);
  if (before) return before;
  const progress = sumUp(view);
  known.set(view.states, progress);
  return progress;
}

function sumUp({ states, iterations }: ExecutionView): Progress {
  const isOfEarlierAttempt = ({ id, parent }: StateView): boolean =>
    parent !== undefined && id < (states[parent]!.since ?? 0);
  const rounds = new Map<string, { index: number; count: number }>();
  const led = new Set<string>();
  for (const [index, state] of states.entries()) {
    const { name, parent, iteration, after } = state;
    if (isOfEarlierAttempt(state)) continue;
    const place = `${parent}/${iteration}/${name}`;
    rounds.set(place, { index, count: (rounds.get(place)?.count ?? 0) + 1 });
    if (after !== undefined) led.add(edge(states[after]!.name, name));
  }

  const current = new Set<number | undefined>([undefined]);
  const byName = new Map<string, StateProgress & { items: Partial<Record<StateStatus, number>> }>();
  const within = new Map<number, { latest: number; caught?: number }>();
  for (const [index, state] of states.entries()) {
    const { name, parent, iteration, status } = state;
    if (isOfEarlierAttempt(state) || !current.has(parent)) continue;
    if (iteration !== undefined)
      within.set(iteration, {
        latest: index,
        caught: status === "caught" ? index : within.get(iteration)?.caught,
      });
    const { index: latest, count } = rounds.get(`${parent}/${iteration}/${name}`)!;
    if (index !== latest) continue;
    // What is inside of it counts only if it does itself.
    if (state.type === "Map" || state.type === "Parallel") current.add(index);
    const items = byName.get(name)?.items ?? {};
    items[status] = (items[status] ?? 0) + 1;
    byName.set(name, { index, latest: state, rounds: count, items, inMap: iteration !== undefined });
  }

  const byMap = new Map<number, { iteration: IterationView; index: number }[]>();
  for (const [index, iteration] of iterations.entries()) {
    if (iteration.id < (states[iteration.map]?.since ?? 0)) continue;
    const before = byMap.get(iteration.map);
    if (before) before.push({ iteration, index });
    else byMap.set(iteration.map, [{ iteration, index }]);
  }
  return {
    of: (name) => byName.get(name),
    led: (from, to) => led.has(edge(from, to)),
    iterations: (map) => (byMap.get(map) ?? []).map(({ iteration }) => iteration),
    inIteration(map, item) {
      const found = byMap.get(map)?.find(({ iteration }) => iteration.item === item);
      return (found && within.get(found.index)) ?? {};
    },
  };
}

const edge = (from: string, to: string): string => `${from}\n${to}`;
