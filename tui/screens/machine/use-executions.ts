import { useInput } from "ink";
import { type Dispatch, useEffect, useRef } from "react";
import type { LabSession } from "../../session.ts";
import type { Action, TerminalState } from "../../state/state.ts";
import { ExecutionList, lookFailed } from "./execution-list.ts";
import { indexOfSelected, inList, isUpToDate } from "./state.ts";

/** With fewer than this below the selected one, the next of the list are asked for. */
const AHEAD = 10;

/** A selection that moves on within this, in milliseconds, is not worth asking AWS about. */
const SETTLES = 120;

/**
 * What the screen of the machines needs of the account: the list of executions, page by page, what other terminals add to
 * it, and the one that is looked at, for as long as it is. Nothing is asked while another screen is shown.
 */
export function useExecutions(
  session: LabSession | undefined,
  state: TerminalState,
  dispatch: Dispatch<Action>,
): void {
  const shown = state.screen === "machine";
  const { selected, asked, list, more } = state.executions;
  const ownView = state.machine?.view;
  const own = ownView?.executionArn;
  const executions = useRef<ExecutionList>(undefined);

  useEffect(() => {
    if (!session || !shown) return;
    const leaving = new AbortController();
    const { signal } = leaving;
    const reader = new ExecutionList(session, dispatch, signal);
    executions.current = reader;
    const listen = async () => {
      for await (const _ of session.changes.executions(signal)) reader.newest();
    };
    listen().catch((error: Error) => signal.aborted || dispatch(lookFailed(error)));
    return () => {
      executions.current = undefined;
      leaving.abort();
    };
  }, [session, shown, dispatch]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what this terminal starts or sees end makes the list another.
  useEffect(() => executions.current?.anew(), [session, shown, asked, own, state.busy, dispatch]);

  const wantsMore = more && (list?.length ?? 0) - indexOfSelected(state.executions) < AHEAD;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once a page has come, the next one may be wanted.
  useEffect(() => {
    if (wantsMore) executions.current?.further();
  }, [session, shown, wantsMore, list?.length, dispatch]);

  const listed = inList(list, selected);
  const isOwn = selected === own && ownView !== undefined && isUpToDate(ownView, listed);
  const redrives = listed?.redrives;
  // biome-ignore lint/correctness/useExhaustiveDependencies: one that is redriven after its end is to be followed again.
  useEffect(() => {
    if (!session || !shown || !selected || isOwn) return;
    const leaving = new AbortController();
    const timer = setTimeout(() => follow(session, selected, leaving.signal, dispatch), SETTLES);
    return () => {
      clearTimeout(timer);
      leaving.abort(new Error("Another execution is looked at"));
    };
  }, [session, shown, selected, isOwn, redrives, dispatch]);

  useInput(() => session?.changes.stir(), { isActive: shown });
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
    if (!signal.aborted) dispatch(lookFailed(error as Error));
  }
}
