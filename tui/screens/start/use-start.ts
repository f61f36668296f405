import { type Dispatch, useMemo } from "react";
import type { Lab } from "../../hooks/use-lab.ts";
import type { KeyName } from "../../keys/key-name.ts";
import type { Choice, Launch } from "../../session.ts";
import type { Action, TerminalState } from "../../state/state.ts";

/** Where to begin, and how to begin elsewhere: what the terminal is put together with. */
export interface Beginning {
  launch: Launch;
  /** Whether lab and place are chosen: the account is then being opened, or open. */
  chosen: boolean;
  choose(choice: Choice | undefined): void;
  /** Whether that was done: another terminal is about to take this one's place. */
  left(): boolean;
  /** The keys that came with the one that chose: they are for the terminal that follows. */
  ahead: KeyName[];
}

/** What the keys of the start screen can do. */
export interface Start {
  /** Absent where nothing is to be chosen: one lab in one account was asked for. */
  beginning?: Beginning;
  /** Puts the state machines into the account that is shown. */
  deploy(): void;
  /** Goes on with those that are there. */
  goOn(): void;
}

/** The start screen's work: choosing, and deploying what the account lacks. */
export function useStart(
  beginning: Beginning | undefined,
  lab: Lab,
  now: () => TerminalState,
  dispatch: Dispatch<Action>,
): Start {
  const { reopen, take } = lab;
  return useMemo(
    () => ({
      beginning,
      deploy() {
        const { account } = now().start;
        if (!account) return;
        dispatch({ type: "start/deploying" });
        account
          .deploy((line) => dispatch({ type: "start/told", line }))
          .then(reopen, (error: Error) => dispatch({ type: "start/failed", reason: error.message }));
      },
      goOn() {
        const { session } = now().start.account ?? {};
        if (session) take(session);
      },
    }),
    [beginning, reopen, take, now, dispatch],
  );
}
