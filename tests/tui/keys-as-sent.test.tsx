import { Text, useInput } from "ink";
import { render } from "ink-testing-library";
import { createElement, useState } from "react";
import { expect, test, vi } from "vitest";
import { type KeyName, keysOf } from "../../tui/keys/key-name.ts";

function Heard() {
  const [names, setNames] = useState<KeyName[]>([]);
  useInput((input, key) => setNames((before) => [...before, ...keysOf(input, key)]));
  return createElement(Text, undefined, names.join(" "));
}

/** What terminals send, by their terminfo entries: xterm, its application mode, tmux and screen, rxvt, Linux console. */
test.each<[KeyName, ...string[]]>([
  ["Up", "\x1b[A", "\x1bOA"],
  ["Down", "\x1b[B", "\x1bOB"],
  ["Left", "\x1b[D", "\x1bOD"],
  ["Right", "\x1b[C", "\x1bOC"],
  ["Home", "\x1b[H", "\x1bOH", "\x1b[1~", "\x1b[7~"],
  ["End", "\x1b[F", "\x1bOF", "\x1b[4~", "\x1b[8~"],
  ["PgUp", "\x1b[5~"],
  ["PgDn", "\x1b[6~"],
  ["Enter", "\r", "\n"],
  ["Tab", "\t"],
  ["Shift-Tab", "\x1b[Z"],
  ["Esc", "\x1b"],
  ["Backspace", "\x7f", "\b", "\x1b[3~"],
  ["Ctrl-C", "\x03"],
  ["Ctrl-Z", "\x1a"],
])("%s is known by each of its sequences", async (name, ...sequences) => {
  const app = render(createElement(Heard));
  for (const [index, sequence] of sequences.entries()) {
    app.stdin.write(sequence);
    await vi.waitFor(
      () =>
        expect(app.lastFrame()).toBe(
          Array(index + 1)
            .fill(name)
            .join(" "),
        ),
      {
        timeout: 5_000,
        interval: 5,
      },
    );
  }
  app.unmount();
});
