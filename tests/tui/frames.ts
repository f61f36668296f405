import type { Frame, Screen } from "../../tui/screens/screen.ts";
import type { ShellPane } from "../../tui/shell/use-shell.ts";
import { reduce } from "../../tui/state/reduce.ts";
import { nextMatch } from "../../tui/state/search.ts";
import { stationsOf, type TerminalState } from "../../tui/state/state.ts";
import { at, guide, localPlace, noChanges, noShells } from "./fixtures.ts";

const nothing = () => {};
const noShell: ShellPane = {
  emulator: undefined,
  open: nothing,
  enter: nothing,
  giveBack: nothing,
  end: nothing,
  type: nothing,
  close: nothing,
};

/** What a screen of 80 by 24 is drawn from, in an account in which nothing happens. */
export const frameOf = (state: TerminalState, patch: Partial<Frame> = {}): Frame => ({
  state,
  guide,
  stations: stationsOf(guide),
  session: {
    guide,
    orchestrator: undefined as never,
    changes: noChanges,
    openShell: noShells,
    place: localPlace,
    proposedSuffix: "me",
    notices: [],
  },
  shell: noShell,
  now: at(0),
  width: 80,
  height: 21,
  ...patch,
});

/** A search, as the keys begin it and go on with it. */
export function searcher(find: NonNullable<Screen["find"]>, patch: Partial<Frame> = {}) {
  return (state: TerminalState, query: string, step: 1 | -1 = 1): TerminalState => {
    const finds = find(frameOf(state, patch), query)!;
    const index = nextMatch(state, finds, step);
    const { found } = finds;
    return reduce(state, { type: "search/go", query, found: found[index], index, count: found.length });
  };
}
