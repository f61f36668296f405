import { type Dispatch, useCallback, useEffect, useRef, useState } from "react";
import type { Verb } from "../../workflows/contract.ts";
import { emptyView } from "../execution/view.ts";
import { restore } from "../restore.ts";
import type { LabSession, OpenSession } from "../session.ts";
import type { Action } from "../state.ts";

/** What the keys can have done in the account. */
export interface Lab {
  /** Absent while the account is being opened. */
  session: LabSession | undefined;
  build(): void;
  verify(steps: string[]): void;
  solve(step: string): void;
  cleanUp(): void;
  /** Answers a clean-up's plan. */
  approve(token: string, approved: boolean): void;
}

/** Opens the session, takes up what was there, and runs one machine at a time; what it learns goes to `dispatch`. */
export function useLab(open: OpenSession, dispatch: Dispatch<Action>): Lab {
  const [session, setSession] = useState<LabSession>();
  const stopping = useRef(new AbortController());

  const follow = useCallback(
    async (on: LabSession, verb: Verb, executionArn: string, step?: string) => {
      dispatch({ type: "execution-started", verb, step, view: emptyView(executionArn) });
      for await (const view of on.orchestrator.follow(executionArn, stopping.current.signal)) {
        if (view.status === "RUNNING") dispatch({ type: "execution-changed", view });
        else dispatch({ type: "execution-ended", verb, view });
      }
    },
    [dispatch],
  );

  /** A failed call is news for the participant, unless we are on our way out. */
  const guard = useCallback(
    (work: Promise<void>) => {
      work.catch((error: Error) => {
        if (!stopping.current.signal.aborted) dispatch({ type: "tell", text: error.message, bad: true });
      });
    },
    [dispatch],
  );

  useEffect(() => {
    const controller = stopping.current;
    const begin = async () => {
      const opened = await open((text) => dispatch({ type: "tell", text }));
      const { action, running } = await restore(opened);
      dispatch(action);
      setSession(opened);
      dispatch({
        type: "tell",
        text: action.build ? "Where you left off." : "Ready. Press b to build the lab.",
      });
      if (running) await follow(opened, running.verb, running.executionArn);
    };
    guard(begin());
    return () => controller.abort(new Error("The terminal is closing"));
  }, [open, dispatch, follow, guard]);

  const run = (verb: Verb, input: object, step?: string) => {
    if (!session) return;
    const begin = async () => {
      const arn = await session.orchestrator.start(verb, { lab: session.guide.id, ...input });
      await follow(session, verb, arn, step);
    };
    guard(begin());
  };
  return {
    session,
    build: () => run("build-lab", session?.template ? { template: session.template } : {}),
    verify: (steps) => run("verify-steps", { steps }, steps.length === 1 ? steps[0] : undefined),
    solve: (step) => run("solve-step", { step }, step),
    cleanUp: () => run("clean-up", { approval: "ask" }),
    approve: (token, approved) => {
      if (session) guard(session.orchestrator.approve(token, { approved, by: session.place.arn }));
    },
  };
}
