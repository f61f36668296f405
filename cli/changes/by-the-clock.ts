import type { Change, ChangeSource } from "../../tui/session.ts";

/** Milliseconds between two looks at an AWS account: soon after a key or a result, rarely where nothing happens. */
const LOOK = { first: 10_000, growth: 1.5, longest: 120_000 };

/**
 * "It may have changed", by the clock, for an AWS account: nothing there tells us. EventBridge could (the fast lane:
 * a rule for CloudTrail's management events that starts the checks of the steps concerned); a source that hears of that
 * is to take this one's place where it is deployed.
 */
export function byTheClock(): ChangeSource {
  let wait = LOOK.first;
  let hurry: (() => void) | undefined;
  return {
    async *changes(signal): AsyncGenerator<Change> {
      wait = LOOK.first;
      while (!signal.aborted) {
        // A stir begins the shortest wait anew, but never makes it longer.
        for (let due = Date.now() + wait; !signal.aborted && Date.now() < due; )
          if ((await nap(due - Date.now(), signal)) === "stirred")
            due = Math.min(due, Date.now() + LOOK.first);
        if (signal.aborted) return;
        wait = Math.min(wait * LOOK.growth, LOOK.longest);
        yield { late: false };
      }
    },
    stir() {
      wait = LOOK.first;
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
