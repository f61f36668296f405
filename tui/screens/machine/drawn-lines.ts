import { isSameSpot } from "../../drawing/block.ts";
import { drawMachine } from "../../drawing/draw-machine.ts";
import type { Clock } from "../../drawing/state-notes.ts";
import { explainFailure } from "../../execution/failure.ts";
import type { ExecutionView } from "../../execution/view.ts";
import { EMPTY_LINE, type Line, wrap } from "../../text/text.ts";
import { COLORS } from "../../theme.ts";
import { machineLines } from "../lab/machine-lines.ts";
import { shownSpot } from "./spots.ts";
import type { ExecutionsState } from "./state.ts";

/** The drawing of an execution's machine, how it ended, and the line that is to be seen: of what is selected. */
export function drawnLines(
  view: ExecutionView,
  executions: ExecutionsState,
  clock: Clock,
  width: number,
  spacious: boolean,
): { lines: Line[]; at: number | undefined } {
  const spot = shownSpot(executions, view);
  const selected = executions.focus === "list" ? undefined : spot;
  const { lines, spots } = drawMachine({ view, width, ...clock, selected, spacious });
  if (lines.length === 0) {
    const listed = machineLines(view, clock.now, width).lines;
    return { lines: listed, at: listed.length - 1 };
  }
  const follows = executions.focus !== "list" || view.status !== "SUCCEEDED";
  return {
    lines: [...lines, ...endLines(view, width)],
    at: follows ? spots.find((one) => isSameSpot(one.spot, spot))?.line : undefined,
  };
}

/** Why the execution failed; what to do is told there where it can be done. */
function endLines({ status, error, cause }: ExecutionView, width: number): Line[] {
  if (status === "RUNNING" || status === "SUCCEEDED") return [];
  const { what } = explainFailure(error ?? status, cause, "keys");
  return [EMPTY_LINE, ...what.split("\n").flatMap((text) => wrap([{ text, color: COLORS.bad }], width))];
}
