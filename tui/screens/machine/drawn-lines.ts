import { isSameSpot } from "../../drawing/block.ts";
import { drawMachine } from "../../drawing/draw-machine.ts";
import { earlierLines } from "../../drawing/earlier-lines.ts";
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
    lines: [...lines, ...endLines(view, clock.now, width)],
    at: follows ? spots.find((one) => isSameSpot(one.spot, spot))?.line : undefined,
  };
}

/** Why the execution failed, now and before it was redriven; what to do is told there where it can be done. */
function endLines({ status, error, cause, earlier }: ExecutionView, now: Date, width: number): Line[] {
  const before = earlierLines(earlier, now, width);
  const failed = status !== "RUNNING" && status !== "SUCCEEDED";
  const { what } = explainFailure(error ?? status, cause, "keys");
  const last = failed ? what.split("\n").flatMap((text) => wrap([{ text, color: COLORS.bad }], width)) : [];
  return before.length + last.length > 0 ? [EMPTY_LINE, ...before, ...last] : [];
}
