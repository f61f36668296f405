import type { StepGuide } from "../../tasks/labs/lab.ts";
import type { TerminalState } from "./state.ts";

/** How many hints were asked for, by step. What was shown once stays shown. */
export type Hints = Readonly<Record<string, number>>;

/** One more hint; or first those that were shown before, where another page was read meanwhile. */
export function nextHint({ page, hints }: TerminalState, { id, hints: all }: StepGuide): Hints {
  const shown = hints[id] ?? 0;
  const more = page === "hints" || shown === 0 ? shown + 1 : shown;
  return { ...hints, [id]: Math.min(more, all.length) };
}
