import { machineName, type Verb } from "../../workflows/contract.ts";
import { begunAt, redrivenInWords } from "../execution/redriving.ts";
import { type ExecutionView, waitedFor } from "../execution/view.ts";
import { elapsed } from "../text/duration.ts";

/** A machine's name, how it stands, for how long it has been at work and how often it was redriven, for the rule above its states. */
export function machineTitle(verb: Verb, view: ExecutionView, now: Date): string {
  const status = view.approval
    ? "waits for your answer"
    : view.throttled
      ? "runs; AWS throttles, it is looked at again"
      : waitedFor(view).length > 0
        ? "waits for AWS"
        : STATUS_WORDS[view.status];
  const [first] = view.states;
  if (!first) return `${machineName(verb)} ${status}`;
  const time = elapsed(begunAt(first.enteredAt, view.earlier), view.ended?.at ?? now);
  return [`${machineName(verb)} ${status} ${time}`, redrivenInWords(view.earlier.length)]
    .filter(Boolean)
    .join(", ");
}

const STATUS_WORDS: Record<ExecutionView["status"], string> = {
  RUNNING: "running",
  SUCCEEDED: "done",
  FAILED: "failed",
  TIMED_OUT: "timed out",
  ABORTED: "stopped",
  PENDING_REDRIVE: "waits to be taken up again",
};
