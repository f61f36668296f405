import { ERRORS } from "../../workflows/contract.ts";
import type { StateDefinition } from "../execution/definition.ts";
import { explainFailure } from "../execution/failure.ts";
import type { StateView } from "../execution/view.ts";
import { type Line, wrap } from "../text/text.ts";
import { COLORS } from "../theme.ts";

/** The longest that an error may be on a drawing; all of it is among the state's details. */
const LONGEST = 4;

/** Why a state failed, or is tried again, in words. */
export function errorLines(
  state: StateView | undefined,
  { type, error, cause }: Pick<StateDefinition, "type" | "error" | "cause">,
  width: number,
): Line[] {
  const own = type === "Fail" ? { name: error ?? "", cause: cause ?? "" } : undefined;
  const failure = state?.error ?? own;
  if (!state || !failure || (state.status !== "failed" && state.status !== "running")) return [];
  // Being asked to look again is no error: its words say what is waited for.
  const waiting = failure.name === ERRORS.notYet && state.status === "running";
  const what = waiting ? failure.cause : explainFailure(failure.name, failure.cause, "keys").what;
  const look = waiting ? { dim: true } : { color: state.status === "failed" ? COLORS.bad : COLORS.busy };
  const lines = what.split("\n").flatMap((text) => wrap([{ text, ...look }], Math.max(8, width)));
  if (lines.length <= LONGEST) return lines;
  return [...lines.slice(0, LONGEST), { spans: [{ text: "… (Enter shows all of it)", dim: true }] }];
}
