import { type Dispatch, useCallback, useRef, useState } from "react";
import { reduce } from "../state/reduce.ts";
import { type Action, initialState, type TerminalState } from "../state/state.ts";

/** The terminal's state, to render from and, for keys that come faster than frames, as it is right now. */
export interface Store {
  state: TerminalState;
  now(): TerminalState;
  dispatch: Dispatch<Action>;
}

/** @param begin where the first frame is, as far as that is not as usual */
export function useStore(begin: () => Partial<TerminalState>): Store {
  const [state, setState] = useState<TerminalState>(() => ({ ...initialState, ...begin() }));
  const latest = useRef(state);
  const now = useCallback(() => latest.current, []);
  const dispatch = useCallback((action: Action) => {
    latest.current = reduce(latest.current, action);
    setState(latest.current);
  }, []);
  return { state, now, dispatch };
}
