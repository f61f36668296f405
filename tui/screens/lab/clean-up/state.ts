/** How a plan is looked at: which of its rows is selected, and which are folded otherwise than they were at first. */
export interface CleanUpState {
  /** A row's id; absent: the first. */
  selected?: string;
  toggled: readonly string[];
  /** What was entered last, and is no word that approves the plan. */
  wrong?: string;
}

export const initialCleanUp: CleanUpState = { toggled: [] };

export type CleanUpAction =
  | { type: "clean-up/select"; row: string; scroll: number }
  | { type: "clean-up/fold"; row: string }
  | { type: "clean-up/wrong-word"; word: string };

export const isCleanUpAction = (action: { type: string }): action is CleanUpAction =>
  action.type.startsWith("clean-up/");

export function reduceCleanUp(state: CleanUpState, action: CleanUpAction): CleanUpState {
  switch (action.type) {
    case "clean-up/select":
      return { ...state, selected: action.row };
    case "clean-up/fold": {
      const { row } = action;
      const toggled = state.toggled.includes(row)
        ? state.toggled.filter((one) => one !== row)
        : [...state.toggled, row];
      return { ...state, selected: row, toggled };
    }
    case "clean-up/wrong-word":
      return { ...state, wrong: action.word };
  }
}
