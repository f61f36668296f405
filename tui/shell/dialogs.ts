import type { Dialog } from "../keys/binding.ts";
import { isText, type KeyName } from "../keys/key-name.ts";
import { askToQuit } from "../keys/shared-bindings.ts";
import { serversOf } from "./servers.ts";

/** What the keys type that have a name and come in one chunk with others; the keyboard itself has all the rest. */
const TYPED: Record<KeyName, string> = { Enter: "\r", Tab: "\t", Backspace: "\x7f" };

/** Every key is the shell's, but for two. They come by the keyboard's own way, past the names of keys. */
const inShell: Dialog = {
  isOpen: ({ state }) => state.shell.hasKeys,
  hints: () => [
    ["Every key", "is the server's"],
    ["Shift-Tab", "back to the guide"],
    ["Ctrl-]", "end the session"],
    ["exit", "ends it too"],
  ],
  typing: true,
  takesAll: true,
  press({ shell }, key) {
    if (key === "Shift-Tab") shell.giveBack();
    else if (isText(key)) shell.type(key);
    else if (TYPED[key]) shell.type(TYPED[key]);
  },
};

/** The list of servers. */
const choosing: Dialog = {
  isOpen: ({ state }) => state.shell.choosing !== undefined,
  hints: () => [
    ["Enter", "open a session"],
    ["↑↓", "choose"],
    ["Esc", "do not"],
  ],
  typing: false,
  press(context, key) {
    const { guide, state, dispatch, shell } = context;
    const servers = serversOf(guide, state.resources);
    const selected = Math.min(state.shell.choosing!, servers.length - 1);
    const move = (to: number) =>
      dispatch({ type: "shell/choose", index: Math.max(0, Math.min(to, servers.length - 1)) });
    if (key === "Down" || key === "j") move(selected + 1);
    else if (key === "Up" || key === "k") move(selected - 1);
    else if (key === "Home" || key === "g") move(0);
    else if (key === "End" || key === "G") move(servers.length - 1);
    else if (key === "Enter" && servers[selected]) shell.open(servers[selected]);
    else if (key === "Esc" || key === "x") dispatch({ type: "shell/choose", index: undefined });
    else if (key === "?") dispatch({ type: "toggle-help" });
    else if (key === "q") askToQuit(context);
  },
};

export const shellDialogs: readonly Dialog[] = [inShell, choosing];
