import type { StepGuide } from "../../../tasks/labs/lab.ts";
import type { Station, TerminalState } from "../../state/state.ts";

/** How far one has come, as it is known: `7 of 12 done, 2 of 7 optional`, shorter where the columns are few. */
export function progress(stations: readonly Station[], state: TerminalState, width: number): string {
  const steps = stations.flatMap((station) => (station.kind === "step" ? [station.step] : []));
  const [required, optional] = [
    steps.filter((step) => !step.optional),
    steps.filter((step) => step.optional),
  ];
  const done = (some: StepGuide[]) => some.filter(({ id }) => state.results[id]?.status === "met").length;
  const text = `${done(required)} of ${required.length} done`;
  if (optional.length === 0) return text;
  const long = `${text}, ${done(optional)} of ${optional.length} optional`;
  return long.length <= width ? long : `${text}, ${done(optional)} of ${optional.length} opt.`;
}
