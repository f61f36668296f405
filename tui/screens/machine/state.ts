import { isSameSpot, type Spot } from "../../drawing/block.ts";
import type { PastExecution } from "../../execution/past-executions.ts";
import type { ExecutionView } from "../../execution/view.ts";

/** What the keys of this screen move: the list, the drawing, or the details of what is selected on it. */
export type MachineFocus = "list" | "drawing" | "details";

/** The executions of the past and of now, and the one that is looked at. */
export interface ExecutionsState {
  /** Newest first; absent until the list has come. */
  list?: readonly PastExecution[];
  /** Whether there are more, further back. */
  more: boolean;
  /** What each is about, besides its verb, by ARN. */
  about: Readonly<Record<string, string>>;
  /** The ARN of the one that is looked at. */
  selected?: string;
  focus: MachineFocus;
  /** What is selected on the drawing; absent: whatever runs, or failed. */
  spot?: Spot;
  /** The selected execution, once it has been read, unless it is the one that this terminal started. */
  view?: ExecutionView;
  /** Counts how often the list was asked for anew. */
  asked: number;
}

export const initialExecutions: ExecutionsState = { more: false, about: {}, focus: "list", asked: 0 };

export type ExecutionsAction =
  | { type: "machine/open" }
  /** The list as it is now. `quiet`: nobody asked for it, so that whoever reads something is left with it. */
  | { type: "machine/listed"; executions: readonly PastExecution[]; more: boolean; quiet: boolean }
  | { type: "machine/told"; about: Readonly<Record<string, string>> }
  | { type: "machine/select"; by: number }
  | { type: "machine/focus"; focus: MachineFocus }
  | { type: "machine/spot"; spot: Spot; jump?: boolean }
  | { type: "machine/viewed"; view: ExecutionView }
  | { type: "machine/ask-again" };

export const isExecutionsAction = (action: { type: string }): action is ExecutionsAction =>
  action.type.startsWith("machine/");

export function reduceExecutions(state: ExecutionsState, action: ExecutionsAction): ExecutionsState {
  switch (action.type) {
    case "machine/open":
      return { ...looking(state, state.list?.[0]?.executionArn), focus: "list" };
    case "machine/listed":
      return listed(state, action);
    case "machine/told":
      return { ...state, about: { ...state.about, ...action.about } };
    case "machine/select": {
      const { list = [] } = state;
      const to = list[Math.max(0, Math.min(indexOfSelected(state) + action.by, list.length - 1))];
      return to && to.executionArn !== state.selected ? looking(state, to.executionArn) : state;
    }
    case "machine/focus":
      return { ...state, focus: action.focus };
    case "machine/spot":
      return isSameSpot(state.spot, action.spot) ? state : { ...state, spot: action.spot };
    case "machine/viewed":
      return action.view.executionArn === state.selected ? { ...state, view: action.view } : state;
    case "machine/ask-again":
      return { ...state, asked: state.asked + 1 };
  }
}

/** The view of the selected execution: as it was read for this screen, or as the lab's own screen follows it. */
export function shownView(
  { selected, view, list }: ExecutionsState,
  own: ExecutionView | undefined,
): ExecutionView | undefined {
  if (!own || own.executionArn !== selected) return view;
  return isUpToDate(own, inList(list, selected)) ? own : (view ?? own);
}

export const inList = (list: ExecutionsState["list"], arn: string | undefined): PastExecution | undefined =>
  list?.find(({ executionArn }) => executionArn === arn);

/** Whether a view knows of all redrives that the list does: one that has ended is followed no longer. */
export const isUpToDate = (view: ExecutionView, listed: PastExecution | undefined): boolean =>
  view.earlier.length >= (listed?.redrives ?? 0);

export const indexOfSelected = ({ list = [], selected }: ExecutionsState): number =>
  Math.max(
    0,
    list.findIndex(({ executionArn }) => executionArn === selected),
  );

/** Another place on the screen, which may be another execution: that one is then read anew. */
export const lookingAt = (
  state: ExecutionsState,
  place: Pick<ExecutionsState, "selected" | "focus" | "spot">,
): ExecutionsState => ({
  ...state,
  ...place,
  view: place.selected === state.selected ? state.view : undefined,
});

const looking = (state: ExecutionsState, selected: string | undefined): ExecutionsState => ({
  ...state,
  selected,
  spot: undefined,
  view: undefined,
});

function listed(
  state: ExecutionsState,
  { executions: list, more, quiet }: Extract<ExecutionsAction, { type: "machine/listed" }>,
): ExecutionsState {
  const stays = list.some(({ executionArn }) => executionArn === state.selected);
  // Who looks at the newest, in the list, looks at the one that has become the newest.
  const wasNewest = state.focus === "list" && state.selected === state.list?.[0]?.executionArn;
  const next = { ...state, list, more };
  return (stays && (quiet || !wasNewest)) || list[0]?.executionArn === state.selected
    ? next
    : looking(next, list[0]?.executionArn);
}

/** Whether what is looked at is what was looked at before, so that it is read on where one was. */
export const isSameLook = (
  before: ExecutionsState,
  after: ExecutionsState,
  { type }: ExecutionsAction,
): boolean =>
  type === "machine/viewed" ||
  type === "machine/told" ||
  (type === "machine/listed" && after.selected === before.selected);

/** Whether an execution is looked at that goes on, so that its durations do. */
export const isWatching = ({
  screen,
  executions,
}: {
  screen: string;
  executions: ExecutionsState;
}): boolean => screen === "machine" && executions.view?.status === "RUNNING" && !executions.view.approval;
