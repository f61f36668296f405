import { useInput } from "ink";
import { useEffect, useRef } from "react";
import type { StepResult } from "../../workflows/contract.ts";
import type { LabSession } from "../session.ts";
import type { Station } from "../state/state.ts";
import { lookAt } from "../watch/look.ts";
import { Watcher } from "../watch/watcher.ts";
import type { Store } from "./use-store.ts";

/** How long what changed is marked, in milliseconds: time enough to look up from the other window. */
const NEWS_MS = 6_000;

/** While the watch is on, verifies the selected step when the account changes: quietly, one look at a time. */
export function useWatch(
  session: LabSession | undefined,
  stations: readonly Station[],
  { state, now, dispatch }: Store,
): void {
  const watcher = useRef<Watcher>(undefined);
  const station = stations[state.selected];
  const step = station?.kind === "step" ? station.step.id : undefined;
  const listening = state.watch.on && state.build !== undefined && state.lost === undefined;

  useEffect(() => {
    if (!session || !listening) return;
    const { guide, changes } = session;
    const failed = (reason: string) => dispatch({ type: "watch/failed", reason });
    const own = new Watcher(async (one, signal, waits) => {
      dispatch({ type: "watch/looking", step: one });
      await lookAt(session, one, signal, {
        found: (results, output) =>
          dispatch({ type: "watch/found", guide, results, resources: output?.resources }),
        failed,
        waits,
      });
      dispatch({ type: "watch/looking", step: undefined });
      changes.stir();
    });
    watcher.current = own;
    const controller = new AbortController();
    const listen = async () => {
      for await (const { late } of changes.changes(controller.signal)) {
        const { selected, results } = now();
        const at = stations[selected];
        // What only comes to be seen late does not undo what is met, but there may be advice that it answers.
        if (late && at?.kind === "step" && isAllMet(results[at.step.id])) continue;
        own.changed();
      }
    };
    listen().catch((error: Error) => {
      if (!controller.signal.aborted) failed(error.message);
    });
    return () => {
      controller.abort();
      own.stop();
    };
  }, [session, listening, stations, dispatch, now]);

  // A machine that runs has its own findings at its end.
  const aim = listening && !state.busy ? step : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another session has another watcher.
  useEffect(() => watcher.current?.aim(aim), [aim, session]);

  const { news } = state.watch;
  useEffect(() => {
    if (!news) return;
    const timer = setTimeout(() => dispatch({ type: "watch/settled" }), NEWS_MS);
    return () => clearTimeout(timer);
  }, [news, dispatch]);

  useInput(() => session?.changes.stir(), { isActive: listening });
}

const isAllMet = (result: StepResult | undefined): boolean =>
  result?.findings.every(({ status }) => status === "met" || status === "elsewhere") ?? false;
