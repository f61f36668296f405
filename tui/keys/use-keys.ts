import { useInput, usePaste } from "ink";
import { useEffect, useEffectEvent } from "react";
import { SCREENS } from "../screens/screens.ts";
import type { TerminalState } from "../state/state.ts";
import type { KeyContext } from "./binding.ts";
import { DIALOGS, press } from "./dialogs.ts";
import { type KeyName, keysOf } from "./key-name.ts";
import { endingSearch, searching } from "./search-bindings.ts";
import { everywhere, lineByLine, scrolling } from "./shared-bindings.ts";

interface Keyboard extends Omit<KeyContext, "state"> {
  /** Whether nothing of the screen is to be seen: only what leaves is heard then. */
  hidden: boolean;
  /**
   * The state as it is right now. Several keys may come before React renders: each is heard by the screen that the key
   * before it has led to, drawn or not.
   */
  now(): TerminalState;
  /** Told of keys once they are heard. */
  heard?: () => void;
}

/** Hears the keys, one by one. */
export function useKeys({ now, hidden, heard, ...context }: Keyboard): void {
  const beginning = context.start?.beginning;
  const hearOne = (name: KeyName): void => {
    if (name === "Ctrl-C") context.quit();
    else if (name === "Ctrl-Z") context.suspend();
    else if (hidden) return;
    else if (beginning?.left()) beginning.ahead.push(name);
    else hear({ ...context, state: now() }, name);
  };
  useInput((input, key) => {
    for (const name of keysOf(input, key)) hearOne(name);
    heard?.();
  });
  const takeUp = useEffectEvent(() => {
    for (const name of beginning?.ahead.splice(0) ?? []) hearOne(name);
  });
  useEffect(() => takeUp(), []);
  // Text from elsewhere is text where one types, and nothing anywhere else: its letters are not meant as keys.
  usePaste((text) => {
    heard?.();
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
function hear(context: KeyContext, key: KeyName): void {
  const { state, dispatch, lab } = context;
  const situation = { ...context, open: lab.session !== undefined };
  const dialog = DIALOGS.find((one) => one.isOpen(situation));
  if (dialog?.typing) dialog.press(context, key);
  else if (!dialog && press([endingSearch], context, key)) return;
  else if (state.help && (key === "?" || key === "Esc")) dispatch({ type: "toggle-help" });
  else if (state.help && press([...lineByLine, ...scrolling, ...searching], context, key)) return;
  else if (dialog) dialog.press(context, key);
  else press([...SCREENS[state.screen].bindings, ...searching, ...everywhere], context, key);
}
