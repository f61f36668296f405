import type { StateDefinition } from "../execution/definition.ts";
import type { StateView } from "../execution/view.ts";

/**
 * When a Wait is over, where its definition and its input say so: seconds, a moment, or a path to either. What an
 * expression computes is not known from outside.
 *
 * @param timeScale how much shorter than AWS's the account's waits are
 */
export function waitEnds(
  state: StateView,
  wait: StateDefinition["wait"],
  timeScale: number,
): Date | undefined {
  if (state.type !== "Wait" || wait === undefined) return undefined;
  // One that is redriven waits anew.
  const from = (state.earlier?.at(-1)?.redrivenAt ?? state.enteredAt).getTime();
  const told = typeof wait === "string" ? (momentOf(wait) ?? at(state.input, wait)) : wait;
  if (typeof told === "number") return new Date(from + told * 1000 * timeScale);
  const until = momentOf(told);
  if (until === undefined) return undefined;
  const lasts = until - from;
  return new Date(from + Math.max(0, lasts) * timeScale);
}

function momentOf(text: unknown): number | undefined {
  if (typeof text !== "string" || !/^\d{4}-\d\d-\d\dT/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** What a plain path leads to in a state's input: `$.a.b`, or `{% $states.input.a.b %}`. */
function at(input: string | undefined, path: string): unknown {
  const [, names] = /^(?:\$|\{%\s*\$states\.input)((?:\.\w+)+)(?:\s*%\})?$/.exec(path.trim()) ?? [];
  if (!names) return undefined;
  try {
    return names
      .slice(1)
      .split(".")
      .reduce<unknown>((value, name) => (value as Record<string, unknown>)?.[name], JSON.parse(input ?? ""));
  } catch {
    return undefined;
  }
}
