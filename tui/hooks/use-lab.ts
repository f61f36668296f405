import { type Dispatch, useCallback, useEffect, useRef, useState } from "react";
import type { LabGuide } from "../../tasks/labs/lab.ts";
import type { Verb } from "../../workflows/contract.ts";
import { findToGoOn } from "../execution/going-on.ts";
import { isIdentityRefused } from "../execution/identity-refused.ts";
import { isThrottled, THROTTLED } from "../execution/throttling.ts";
import { emptyView } from "../execution/view.ts";
import type { LabSession, OpenSession } from "../session.ts";
import { restore } from "../state/restore.ts";
import { type Action, stationsOf } from "../state/state.ts";

/** What the keys can have done in the account. */
export interface Lab {
  /** Absent while the account is being opened. */
  session: LabSession | undefined;
  build(suffix: string): void;
  verify(steps: string[]): void;
  solve(step: string): void;
  cleanUp(): void;
  /** Has the last clean-up or validation go on where it failed or was cut short. */
  goOn(): void;
  /** Answers a clean-up's plan. */
  approve(token: string, approved: boolean): void;
  /** Opens the account again, after it could not be reached. */
  reopen(): void;
  /** Works in this session from now on. */
  take(session: LabSession): void;
}

/** What an execution is about, besides its verb. */
interface About {
  step?: string;
  suffix?: string;
}

/** An execution to be followed. */
interface Followed {
  verb: Verb;
  executionArn: string;
  about?: About;
}

/**
 * Opens the session, once there is something to open it with, takes up what was there, and runs one machine at a time; what it learns goes to `dispatch`.
 */
export function useLab(guide: LabGuide, open: OpenSession | undefined, dispatch: Dispatch<Action>): Lab {
  const [session, setSession] = useState<LabSession>();
  const [attempt, setAttempt] = useState(0);
  const stopping = useRef(new AbortController());
  /** From the key press on, not from when the screen shows it: two presses must not start two machines. */
  const starting = useRef(false);

  const follow = useCallback(
    async (on: LabSession, verb: Verb, executionArn: string, about: About = {}) => {
      dispatch({ type: "execution-started", verb, ...about, view: emptyView(executionArn) });
      for await (const view of on.orchestrator.follow(executionArn, stopping.current.signal)) {
        if (view.status === "RUNNING") dispatch({ type: "execution-changed", view });
        else dispatch({ type: "execution-ended", guide, verb, view });
      }
    },
    [dispatch, guide],
  );

  /**
   * A call that AWS refused is news for the participant; one that got no answer, or from an account that we are not of,
   * means that the account is gone.
   */
  const guard = useCallback(
    (work: Promise<void>, whenRefused: (reason: string, error: unknown) => Action) => {
      work.catch((error: Error) => {
        if (stopping.current.signal.aborted) return;
        const reason = error.message || error.name;
        const lost = !("$fault" in error) || isIdentityRefused(error);
        dispatch(lost ? unreachable(reason) : whenRefused(reason, error));
      });
    },
    [dispatch],
  );

  /** Takes up what is there, and follows what runs. */
  const takeUp = useCallback(
    async (opened: LabSession, { signal }: AbortController) => {
      const { standing, execution } = await restore(opened);
      signal.throwIfAborted();
      dispatch({ type: "restored", ...standing });
      setSession(opened);
      dispatch({ type: "tell", text: greeting(guide, standing) });
      if (!execution) return;
      const { verb, executionArn, ...about } = execution;
      await follow(opened, verb, executionArn, about);
    },
    [dispatch, follow, guide],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is what opens the account again.
  useEffect(() => {
    if (!open) return;
    stopping.current = new AbortController();
    const controller = stopping.current;
    const begin = async () => {
      dispatch({ type: "account-opening" });
      const opened = await open((text) => dispatch({ type: "tell", text }));
      controller.signal.throwIfAborted();
      if ("needs" in opened) dispatch({ type: "start/undeployed", account: opened });
      else await takeUp(opened, controller);
    };
    guard(begin(), unreachable);
    return () => controller.abort(new Error("The terminal is closing"));
  }, [open, attempt, dispatch, takeUp, guard]);

  const reopen = useCallback(() => {
    setSession(undefined);
    setAttempt((attempts) => attempts + 1);
  }, []);
  const take = useCallback(
    (opened: LabSession) => guard(takeUp(opened, stopping.current), unreachable),
    [guard, takeUp],
  );

  /** Has one thing begin at a time. `begin` answers what is then followed, if anything. */
  const beginOne = (begin: (on: LabSession) => Promise<Followed | undefined>) => {
    if (!session || starting.current) return;
    starting.current = true;
    const work = async () => {
      const begun = await begin(session).finally(() => {
        starting.current = false;
      });
      if (!begun) return;
      await follow(session, begun.verb, begun.executionArn, begun.about);
      // It has built the lab, and cleaned it up, by machines that were not followed here.
      if (begun.verb === "validate-lab") dispatch({ type: "restored", ...(await restore(session)).standing });
    };
    guard(work(), refused);
  };
  const run = (verb: Verb, input: object, about?: About) =>
    beginOne(async ({ orchestrator, guide: { id } }) => ({
      verb,
      executionArn: await orchestrator.start(verb, { lab: id, ...input }),
      about,
    }));
  const goOn = () =>
    beginOne(async ({ orchestrator, guide: { id } }) => {
      const last = await findToGoOn(orchestrator, id);
      if ("found" in last) {
        await orchestrator.redrive(last.found.executionArn);
        return last.found;
      }
      dispatch({ type: "tell", text: last.why, bad: true });
      return undefined;
    });
  return {
    session,
    build: (suffix) => {
      const template = session?.template;
      run("build-lab", { suffix, ...(template ? { template } : {}) }, { suffix });
    },
    verify: (steps) => run("verify-steps", { steps }, steps.length === 1 ? { step: steps[0] } : {}),
    solve: (step) => run("solve-step", { step }, { step }),
    cleanUp: () => run("clean-up", { approval: "ask" }),
    goOn,
    approve: (token, approved) => {
      if (session)
        guard(session.orchestrator.approve(token, { approved, by: session.place.arn }), answerRefused);
    },
    reopen,
    take,
  };
}

const unreachable = (reason: string): Action => ({ type: "account-lost", reason });

const refused = (reason: string, error: unknown): Action => ({
  type: "tell",
  text: isThrottled(error) ? THROTTLED : reason,
  bad: true,
});

/** A token is good for one answer, and anybody's; Step Functions says of one that is used up that its task timed out. */
const answerRefused = (reason: string, error: unknown): Action =>
  error instanceof Error && ["TaskTimedOut", "TaskDoesNotExist"].includes(error.name)
    ? refused("This plan has been answered already, in another terminal, or it waited too long.", error)
    : refused(reason, error);

/** The first thing to read: what to do now. */
function greeting(
  guide: LabGuide,
  { build, cleaned, station }: { build?: object; cleaned?: object; station: number },
): string {
  if (cleaned) return "Clean: nothing of the lab is left. Press b on the first line to build it anew.";
  if (!build) return "Ready. Press b to build the lab.";
  const at = stationsOf(guide)[station]!;
  return `Where you left off${at.kind === "step" ? `: ${at.step.title}` : ""}.`;
}
