import { useInput, usePaste } from "ink";
import type { Screen } from "../screens/screen.ts";
import type { TerminalState } from "../state/state.ts";
import type { KeyContext } from "./binding.ts";
import { DIALOGS, press } from "./dialogs.ts";
import { type KeyName, keysOf } from "./key-name.ts";
import { endingSearch, searching } from "./search-bindings.ts";
import { everywhere, lineByLine, scrolling } from "./shared-bindings.ts";

interface Keyboard extends Omit<KeyContext, "state"> {
  screen: Screen;
  /** Whether nothing of the screen is to be seen: only what leaves is heard then. */
  hidden: boolean;
  /** The state as it is right now: of several keys in one chunk each sees what the one before it has changed. */
  now(): TerminalState;
}

/** Hears the keys, one by one. */
export function useKeys({ now, screen, hidden, ...context }: Keyboard): void {
  useInput((input, key) => {
    for (const name of keysOf(input, key)) {
      if (name === "Ctrl-C") context.quit();
      else if (name === "Ctrl-Z") context.suspend();
      else if (!hidden) hear({ ...context, state: now() }, screen, name);
    }
  });
  // Text from elsewhere is text where one types, and nothing anywhere else: its letters are not meant as keys.
  usePaste((text) => {
    if (hidden) return;
    const situation = { ...context, state: now(), open: context.lab.session !== undefined };
    const dialog = DIALOGS.find((one) => one.isOpen(situation));
    if (dialog?.typing)
      for (const character of text.trim())
        if (character >= " ") dialog.press({ ...context, state: now() }, character);
    if (!dialog)
      context.dispatch({
        type: "tell",
        text: "Pasted text is not taken as keys; there is nothing to type in here.",
      });
  });
}

/** Who a key is for: whatever is open, then help, then the screen. */
function hear(context: KeyContext, screen: Screen, key: KeyName): void {
  const { state, dispatch, lab } = context;
  const situation = { ...context, open: lab.session !== undefined };
  const dialog = DIALOGS.find((one) => one.isOpen(situation));
  if (dialog?.typing) dialog.press(context, key);
  else if (!dialog && press([endingSearch], context, key)) return;
  else if (state.help && (key === "?" || key === "Esc")) dispatch({ type: "toggle-help" });
  else if (state.help && press([...lineByLine, ...scrolling, ...searching], context, key)) return;
  else if (dialog) dialog.press(context, key);
  else press([...screen.bindings, ...searching, ...everywhere], context, key);
}
