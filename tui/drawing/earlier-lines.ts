import { explainFailure } from "../execution/failure.ts";
import type { EarlierRun } from "../execution/view.ts";
import { type Line, wrap } from "../text/text.ts";
import { when } from "../text/when.ts";

/** Of one that was redriven more often, the latest are told. */
const MOST = 5;

/** How an execution, or a state of it, went before each time that it was redriven. */
export function earlierLines(earlier: readonly EarlierRun[] | undefined, now: Date, width: number): Line[] {
  return (earlier ?? []).slice(-MOST).flatMap(({ status, error, redrivenAt }) => {
    const how = status === "stopped" ? "was cut short" : "failed";
    const why = error?.name ? `: ${explainFailure(error.name, error.cause, "keys").what}` : ".";
    return `Redriven at ${when(redrivenAt, now)}. Before that it ${how}${why}`
      .split("\n")
      .flatMap((text) => wrap([{ text, dim: true }], width));
  });
}
