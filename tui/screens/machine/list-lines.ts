import { cutLine } from "../../drawing/block.ts";
import type { PastExecution } from "../../execution/past-executions.ts";
import { redrivenInWords } from "../../execution/redriving.ts";
import type { ExecutionView } from "../../execution/view.ts";
import { elapsed } from "../../text/duration.ts";
import type { Line } from "../../text/text.ts";
import { when } from "../../text/when.ts";
import { STATE_MARKS } from "../../theme.ts";
import { VERB_WORDS } from "./about.ts";
import { type ExecutionsState, isUpToDate } from "./state.ts";

/** How an execution stands, as a state's mark says it. */
export const STATUS_MARKS: Record<ExecutionView["status"], (typeof STATE_MARKS)[keyof typeof STATE_MARKS]> = {
  RUNNING: STATE_MARKS.running,
  SUCCEEDED: STATE_MARKS.succeeded,
  FAILED: STATE_MARKS.failed,
  TIMED_OUT: STATE_MARKS.failed,
  ABORTED: STATE_MARKS.stopped,
  PENDING_REDRIVE: STATE_MARKS.stopped,
};

/**
 * The executions, newest first, a line each: how it went, the verb, what about, how often it was redriven, when it began,
 * and for how long it has run, since it was last redriven: the list of them does not say how long it lay in between.
 */
export function listLines(
  { list = [], about, selected, focus }: ExecutionsState,
  own: ExecutionView | undefined,
  now: Date,
  width: number,
): Line[] {
  return list.map((execution) => {
    const { executionArn, verb, startedAt, redrives } = execution;
    const isOwn = own?.executionArn === executionArn && isUpToDate(own, execution);
    const status = isOwn ? own.status : execution.status;
    const mark = STATUS_MARKS[status];
    const isSelected = executionArn === selected;
    const again = redrives > 0 ? ` ${redrivenInWords(redrives)}` : "";
    const facts = `${again} ${when(startedAt, now).padStart(8)} ${lasted(execution, status, now).padStart(8)}`;
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

function lasted(
  { startedAt, redrivenAt, endedAt }: PastExecution,
  status: ExecutionView["status"],
  now: Date,
): string {
  const from = redrivenAt ?? startedAt;
  if (status === "RUNNING") return elapsed(from, now);
  return endedAt ? elapsed(from, endedAt) : "";
}
