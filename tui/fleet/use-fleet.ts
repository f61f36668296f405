import { useCallback, useEffect, useRef, useState } from "react";
import { Rounds } from "./rounds.ts";
import type { FleetSource } from "./source.ts";
import { type FleetAction, type FleetState, initialFleet, reduceFleet } from "./state.ts";

/** The view's state, to render from and, for keys that come faster than frames, as it is right now. */
export interface FleetStore {
  state: FleetState;
  now(): FleetState;
  dispatch(action: FleetAction): void;
  /** Looks at all accounts now, or at one. */
  look(id?: string): void;
  /** Says which accounts are on the screen: they are looked at sooner. */
  shows(ids: readonly string[]): void;
}

/** Looks at the accounts of a fleet for as long as the view is there. */
export function useFleet(source: FleetSource): FleetStore {
  const [state, setState] = useState(() =>
    initialFleet(
      source.accounts.length,
      source.guide.steps.map(({ id }) => id),
    ),
  );
  const latest = useRef(state);
  const rounds = useRef<Rounds>(undefined);
  const now = useCallback(() => latest.current, []);
  const dispatch = useCallback((action: FleetAction) => {
    latest.current = reduceFleet(latest.current, action);
    setState(latest.current);
  }, []);
  useEffect(() => {
    const leaving = new AbortController();
    rounds.current = new Rounds(
      source,
      {
        found: (accounts, left) => dispatch({ type: "found", accounts, left }),
        resets: (resets) => dispatch({ type: "resets", resets }),
      },
      leaving.signal,
    );
    rounds.current.begin();
    return () => leaving.abort();
  }, [source, dispatch]);
  const look = useCallback((id?: string) => {
    if (id === undefined) rounds.current?.all();
    else rounds.current?.one(id);
  }, []);
  const shows = useCallback((ids: readonly string[]) => rounds.current?.shows(ids), []);
  return { state, now, dispatch, look, shows };
}
