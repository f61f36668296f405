import { cutLine } from "../../drawing/block.ts";
import type { PastExecution } from "../../execution/orchestrator.ts";
import type { ExecutionView, StateStatus } from "../../execution/view.ts";
import { elapsed } from "../../text/duration.ts";
import type { Line } from "../../text/text.ts";
import { STATE_MARKS } from "../../theme.ts";
import { VERB_WORDS } from "./about.ts";
import type { ExecutionsState } from "./state.ts";

const STATUSES: Record<ExecutionView["status"], StateStatus> = {
  RUNNING: "running",
  SUCCEEDED: "succeeded",
  FAILED: "failed",
  TIMED_OUT: "failed",
  ABORTED: "stopped",
  PENDING_REDRIVE: "stopped",
};

/** The executions, newest first, a line each: how it went, the verb, what about, when, and for how long. */
export function listLines(
  { list = [], about, selected, focus }: ExecutionsState,
  own: ExecutionView | undefined,
  now: Date,
  width: number,
): Line[] {
  return list.map((execution) => {
    const { executionArn, verb, startedAt } = execution;
    const status = own?.executionArn === executionArn ? own.status : execution.status;
    const mark = STATE_MARKS[STATUSES[status]];
    const isSelected = executionArn === selected;
    const facts = ` ${when(startedAt, now)} ${lasted(execution, status, now).padStart(8)}`;
    const text = `${VERB_WORDS[verb].padEnd(8)} ${about[executionArn] ?? ""}`;
    const room = Math.max(10, width - 4 - facts.length);
    const look = { inverse: isSelected && focus === "list", bold: isSelected };
    return cutLine(
      {
        spans: [
          { text: isSelected ? "› " : "  " },
          { text: `${mark.sign} `, color: mark.color },
          {
            text: cutLine({ spans: [{ text }] }, room)
              .spans.map((span) => span.text)
              .join("")
              .padEnd(room),
            ...look,
          },
          { text: facts, dim: !isSelected },
        ],
      },
      width,
    );
  });
}

function lasted({ startedAt, endedAt }: PastExecution, status: ExecutionView["status"], now: Date): string {
  if (status === "RUNNING") return elapsed(startedAt, now);
  return endedAt ? elapsed(startedAt, endedAt) : "";
}

/** The time of day for what was today, else the day. */
function when(at: Date, now: Date): string {
  const today = at.toDateString() === now.toDateString();
  return today
    ? at.toLocaleTimeString("en-GB")
    : at.toLocaleDateString("en-GB", { day: "2-digit", month: "short" }).padStart(8);
}
