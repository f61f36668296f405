import type { StepGuide } from "../../../tasks/labs/lab.ts";
import type { LabResources } from "../../../workflows/contract.ts";
import type { SessionPlace } from "../../session.ts";
import { type Line, wrap } from "../../text/text.ts";

/**
 * Where a step is done in the console. The console shows AWS's own accounts, which the local one is not.
 *
 * @param instead what stands in for it there
 */
export function consoleLines(
  step: StepGuide,
  resources: LabResources,
  place: SessionPlace,
  width: number,
  instead: string,
): Line[] {
  if (place.kind === "local") return wrap([{ text: instead, dim: true }], width);
  const href = step.consoleUrl(resources, place);
  return wrap(
    [
      { text: "In the console: ", dim: true },
      { text: href, href },
    ],
    width,
  );
}
