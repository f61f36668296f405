import type { KeyContext } from "../../keys/binding.ts";

/** Goes on with the lab and the place that are chosen. */
export function choose({ state, start }: Pick<KeyContext, "state" | "start">): void {
  const { lab, kind } = state.start;
  const guide = start?.beginning?.launch.labs[lab];
  if (guide) start.beginning!.choose({ guide, kind });
}
