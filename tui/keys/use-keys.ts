import { useInput } from "ink";
import type { Screen } from "../screens/screen.ts";
import type { TerminalState } from "../state/state.ts";
import type { KeyContext } from "./binding.ts";
import { DIALOGS, press } from "./dialogs.ts";
import { type KeyName, keysOf } from "./key-name.ts";
import { everywhere, lineByLine, scrolling } from "./shared-bindings.ts";

interface Keyboard extends Omit<KeyContext, "state"> {
  screen: Screen;
  /** The state as it is right now: of several keys in one chunk each sees what the one before it has changed. */
  now(): TerminalState;
}

/** Hears the keys, one by one. */
export function useKeys({ now, screen, ...context }: Keyboard): void {
  useInput((input, key) => {
    for (const name of keysOf(input, key)) hear({ ...context, state: now() }, screen, name);
  });
}

/** Who a key is for: leaving always works, then whatever is open, then help, then the screen. */
function hear(context: KeyContext, screen: Screen, key: KeyName): void {
  const { state, dispatch, lab, quit } = context;
  const situation = { ...context, open: lab.session !== undefined };
  const dialog = DIALOGS.find((one) => one.isOpen(situation));
  if (key === "Ctrl-C") quit();
  else if (state.help && (key === "?" || key === "Esc")) dispatch({ type: "toggle-help" });
  else if (state.help && press([...lineByLine, ...scrolling], context, key)) return;
  else if (dialog) dialog.press(context, key);
  else press([...screen.bindings, ...everywhere], context, key);
}
