import type { ChangeSource } from "../../tui/session.ts";

/** How far apart looks are, in milliseconds: the first ones, how much rarer each next one is, and the rarest. */
interface Pace {
  first: number;
  growth: number;
  longest: number;
}

/** A look at what the account holds is a check of a step, which makes some twenty calls. */
const ACCOUNT: Pace = { first: 10_000, growth: 1.5, longest: 120_000 };

/** A look at the list of executions is a call a machine, and a few more where one that failed is far down. */
const EXECUTIONS: Pace = { first: 5_000, growth: 1.5, longest: 60_000 };

/**
 * "It may have changed", by the clock, for an AWS account: nothing there tells us, and all that AWS mode does at present is
 * to look. The account's contents are looked at 10 seconds apart at first and 2 minutes at last, and only while somebody
 * watches a step; the list of executions 5 seconds and a minute apart, and only while it is on the screen. A key, or
 * anything that a look finds, begins the shortest wait anew.
 *
 * EventBridge could tell of the first within seconds (the fast lane: a rule for CloudTrail's management events, and
 * "Step Functions Execution Status Change" for the second). Nothing deploys such rules, and nothing here listens to them;
 * a source that does is to take this one's place where they are deployed.
 */
export function byTheClock(): ChangeSource {
  const [account, executions] = [ticking(ACCOUNT), ticking(EXECUTIONS)];
  return {
    async *changes(signal) {
      for await (const _ of account.ticks(signal)) yield { late: false };
    },
    executions: executions.ticks,
    stir() {
      account.stir();
      executions.stir();
    },
  };
}

/** A clock that ticks ever more rarely until it is stirred. */
function ticking({ first, growth, longest }: Pace) {
  let wait = first;
  let hurry: (() => void) | undefined;
  return {
    async *ticks(signal: AbortSignal): AsyncGenerator<void> {
      wait = first;
      while (!signal.aborted) {
        // A stir begins the shortest wait anew, but never makes it longer.
        for (let due = Date.now() + wait; !signal.aborted && Date.now() < due; )
          if ((await nap(due - Date.now(), signal)) === "stirred") due = Math.min(due, Date.now() + first);
        if (signal.aborted) return;
        wait = Math.min(wait * growth, longest);
        yield;
      }
    },
    stir() {
      wait = first;
      hurry?.();
    },
  };

  /** Ends early when something stirs. */
  function nap(milliseconds: number, signal: AbortSignal): Promise<"slept" | "stirred"> {
    return new Promise((resolve) => {
      const end = (how: "slept" | "stirred") => {
        clearTimeout(timer);
        signal.removeEventListener("abort", stopped);
        hurry = undefined;
        resolve(how);
      };
      const stopped = () => end("slept");
      const timer = setTimeout(() => end("slept"), milliseconds);
      signal.addEventListener("abort", stopped, { once: true });
      hurry = () => end("stirred");
    });
  }
}
