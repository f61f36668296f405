import { type Dispatch, useEffect, useRef } from "react";
import type { LabGuide } from "../../../tasks/labs/lab.ts";
import type { PastExecution } from "../../execution/orchestrator.ts";
import type { LabSession } from "../../session.ts";
import type { Action, TerminalState } from "../../state/state.ts";
import { aboutOf } from "./about.ts";
import { indexOfSelected } from "./state.ts";

/** With fewer than this below the selected one, the next of the list are asked for. */
const AHEAD = 10;

/** How many inputs are read at a time: within the request limits of Step Functions. */
const BATCH = 10;

/** A selection that moves on within this, in milliseconds, is not worth asking AWS about. */
const SETTLES = 120;

/**
 * What the screen of the machines needs of the account: the list of executions, page by page, and the one that is
 * looked at, for as long as it is. Nothing is asked while another screen is shown.
 */
export function useExecutions(
  session: LabSession | undefined,
  state: TerminalState,
  dispatch: Dispatch<Action>,
): void {
  const shown = state.screen === "machine";
  const { selected, asked, list, more } = state.executions;
  const own = state.machine?.view.executionArn;
  const pages = useRef<AsyncGenerator<PastExecution[]>>(undefined);
  const reading = useRef(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what this terminal starts or sees end makes the list another.
  useEffect(() => {
    if (!session || !shown) return;
    pages.current = session.orchestrator.past(session.guide.id);
    return readPage(session, pages.current, false, dispatch, reading);
  }, [session, shown, asked, own, state.busy, dispatch]);

  const wantsMore = more && (list?.length ?? 0) - indexOfSelected(state.executions) < AHEAD;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once a page has come, the next one may be wanted.
  useEffect(() => {
    if (!session || !shown || !wantsMore || !pages.current || reading.current) return;
    return readPage(session, pages.current, true, dispatch, reading);
  }, [session, shown, wantsMore, list?.length, dispatch]);

  const isOwn = selected === own;
  useEffect(() => {
    if (!session || !shown || !selected || isOwn) return;
    const leaving = new AbortController();
    const timer = setTimeout(() => follow(session, selected, leaving.signal, dispatch), SETTLES);
    return () => {
      clearTimeout(timer);
      leaving.abort(new Error("Another execution is looked at"));
    };
  }, [session, shown, selected, isOwn, dispatch]);
}

/** Reads a page of the list, and then what each of its executions is about. Answers what makes it stop. */
function readPage(
  { orchestrator, guide }: LabSession,
  pages: AsyncGenerator<PastExecution[]>,
  further: boolean,
  dispatch: Dispatch<Action>,
  reading: { current: boolean },
): () => void {
  const leaving = new AbortController();
  const { signal } = leaving;
  reading.current = true;
  const read = async () => {
    const { value = [], done } = await pages.next();
    reading.current = false;
    if (signal.aborted) return;
    const executions = value as PastExecution[];
    dispatch({ type: "machine/listed", executions, more: !done && executions.length > 0, further });
    for (let from = 0; from < executions.length; from += BATCH) {
      const about = await aboutAll(orchestrator, guide, executions.slice(from, from + BATCH));
      if (signal.aborted) return;
      dispatch({ type: "machine/told", about });
    }
  };
  read().catch((error: Error) => tell(error, signal, dispatch));
  return () => {
    reading.current = false;
    leaving.abort();
  };
}

async function aboutAll(
  orchestrator: LabSession["orchestrator"],
  guide: LabGuide,
  executions: readonly PastExecution[],
): Promise<Record<string, string>> {
  const told = executions.map(async ({ executionArn, verb }) => [
    executionArn,
    aboutOf(verb, await orchestrator.input(executionArn), guide),
  ]);
  return Object.fromEntries(await Promise.all(told));
}

async function follow(
  { orchestrator }: LabSession,
  executionArn: string,
  signal: AbortSignal,
  dispatch: Dispatch<Action>,
): Promise<void> {
  try {
    for await (const view of orchestrator.follow(executionArn, signal))
      if (!signal.aborted) dispatch({ type: "machine/viewed", view });
  } catch (error) {
    tell(error as Error, signal, dispatch);
  }
}

/** What is only looked at may fail without anything being lost: it is told, and can be asked for again. */
function tell(error: Error, signal: AbortSignal, dispatch: Dispatch<Action>): void {
  if (signal.aborted) return;
  dispatch({ type: "tell", text: `${error.message || error.name} Press r to look again.`, bad: true });
}
