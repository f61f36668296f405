import { explainFailure } from "../execution/failure.ts";
import type { Orchestrator } from "../execution/orchestrator.ts";
import { begunAt } from "../execution/redriving.ts";
import { type ExecutionView, nameOf, type StateView } from "../execution/view.ts";

export type Tell = (line: string) => void;

/** Follows an execution to its end and tells each state as it ends, one plain line each. */
export async function tellExecution(
  orchestrator: Orchestrator,
  executionArn: string,
  tell: Tell,
  onView: (view: ExecutionView) => void | Promise<void> = () => {},
): Promise<ExecutionView> {
  const told = new Set<number>();
  let last: ExecutionView | undefined;
  for await (const view of orchestrator.follow(executionArn)) {
    // A plan is told before what is done of it, also where both are new.
    await onView(view);
    for (const state of view.states) {
      if (state.status === "running" || told.has(state.id)) continue;
      told.add(state.id);
      if (isWorthALine(state)) tell(stateLine(nameOf(view, state), state));
    }
    last = view;
  }
  if (!last) throw new Error(`The execution ${executionArn} had no end.`);
  return last;
}

/** Tells why an execution did not succeed, and what to do. */
export function tellFailure({ error, status, cause }: ExecutionView, tell: Tell): void {
  const { what, todo } = explainFailure(error ?? status, cause, "commands");
  for (const line of what.split("\n")) tell(line);
  if (todo) tell(todo);
}

/** Choices and assignments take no time and do nothing that a reader of a log wants to know. */
const isWorthALine = (state: StateView): boolean => state.status === "failed" || duration(state) >= 0.05;

const duration = ({ enteredAt, exitedAt, earlier }: StateView): number =>
  exitedAt ? (exitedAt.getTime() - begunAt(enteredAt, earlier).getTime()) / 1000 : 0;

function stateLine(name: string, state: StateView): string {
  const mark = state.status === "failed" ? "✗" : "✓";
  const retries = state.retries > 0 ? `, tried ${state.retries + 1} times` : "";
  return `  ${mark} ${name} (${duration(state).toFixed(1)} s${retries})`;
}
