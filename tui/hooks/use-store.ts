import { type Dispatch, useCallback, useRef, useState } from "react";
import { type Action, initialState, reduce, type TerminalState } from "../state/state.ts";

/** The terminal's state, to render from and, for keys that come faster than frames, as it is right now. */
export interface Store {
  state: TerminalState;
  now(): TerminalState;
  dispatch: Dispatch<Action>;
}

export function useStore(): Store {
  const latest = useRef(initialState);
  const [state, setState] = useState(initialState);
  const now = useCallback(() => latest.current, []);
  const dispatch = useCallback((action: Action) => {
    latest.current = reduce(latest.current, action);
    setState(latest.current);
  }, []);
  return { state, now, dispatch };
}
