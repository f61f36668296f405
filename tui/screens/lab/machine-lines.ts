import { ERRORS, machineName, type Verb } from "../../../workflows/contract.ts";
import { explainFailure } from "../../execution/failure.ts";
import { type ExecutionView, nameOf, type StateView, waitedFor } from "../../execution/view.ts";
import { type Line, type Span, wrap } from "../../text/text.ts";
import { COLORS, STATE_MARKS } from "../../theme.ts";

/** A machine's name, how it stands and for how long, for the rule above its states. */
export function machineTitle(verb: Verb, view: ExecutionView, now: Date): string {
  const status = view.approval
    ? "waits for your answer"
    : waitedFor(view).length > 0
      ? "waits for AWS"
      : STATUS_WORDS[view.status];
  const [first] = view.states;
  if (!first) return `${machineName(verb)} ${status}`;
  const end = view.status === "RUNNING" ? now : (view.states.at(-1)?.exitedAt ?? now);
  return `${machineName(verb)} ${status} ${elapsed(first.enteredAt, end)}`;
}

const STATUS_WORDS: Record<ExecutionView["status"], string> = {
  RUNNING: "running",
  SUCCEEDED: "done",
  FAILED: "failed",
  TIMED_OUT: "timed out",
  ABORTED: "stopped",
  PENDING_REDRIVE: "waits to be taken up again",
};

/** A machine's states in their order, each with its status, duration and retries, and at its end why it failed. */
export function machineLines(view: ExecutionView, now: Date, width: number): Line[] {
  return [
    ...view.states.flatMap((state) => stateLines(state, nameOf(view, state), now, width)),
    ...endLines(view, width),
  ];
}

function stateLines(state: StateView, name: string, now: Date, width: number): Line[] {
  const mark = STATE_MARKS[state.status];
  const head: Span[] = [
    { text: name },
    {
      text: ` ${elapsed(state.enteredAt, state.exitedAt ?? now)}${state.retries > 0 ? `, try ${state.retries + 1}` : ""}`,
      dim: true,
    },
  ];
  const lines = wrap(head, width - 2).map(
    (line, row): Line => ({
      spans: [row === 0 ? { text: `${mark.sign} `, color: mark.color } : { text: "  " }, ...line.spans],
    }),
  );
  if (!state.error || state.status === "succeeded" || state.status === "caught") return lines;
  const { name: error, cause } = state.error;
  // Being asked to look again is no error: its words say what is waited for.
  const waiting = error === ERRORS.notYet && state.status === "running";
  const words: Span = waiting
    ? { text: cause, dim: true }
    : {
        text: [error, cause].filter(Boolean).join(": "),
        color: state.status === "failed" ? COLORS.bad : COLORS.busy,
      };
  return [...lines, ...wrap([words], width - 2).map((line) => ({ spans: [{ text: "  " }, ...line.spans] }))];
}

function endLines(view: ExecutionView, width: number): Line[] {
  if (view.status === "RUNNING" || view.status === "SUCCEEDED") return [];
  const { what, todo } = explainFailure(view.error ?? view.status, view.cause, "keys");
  return [
    ...what.split("\n").flatMap((text) => wrap([{ text, color: COLORS.bad }], width)),
    ...(todo ? wrap([{ text: todo, bold: true }], width) : []),
  ];
}

/** `0.4 s`, `12.3 s`, `3 min 5 s`. Another machine's clock may be ahead of ours: never less than nothing. */
function elapsed(from: Date, to: Date): string {
  const seconds = Math.max(0, (to.getTime() - from.getTime()) / 1000);
  if (seconds < 100) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}
