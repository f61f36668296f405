import fc from "fast-check";
import { Text, useInput } from "ink";
import { createElement, useState } from "react";
import { expect, test, vi } from "vitest";
import { App } from "../../tui/app.tsx";
import type { Orchestrator } from "../../tui/execution/orchestrator.ts";
import { type KeyName, keysOf } from "../../tui/keys/key-name.ts";
import type { LabSession } from "../../tui/session.ts";
import { guide, localPlace, noChanges, noShells } from "./fixtures.ts";
import { render } from "./render.ts";

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
    await expect
      .poll(() => app.lastFrame(), { interval: 5 })
      .toBe(
        Array(index + 1)
          .fill(name)
          .join(" "),
      );
  }
  app.unmount();
});

/** An account in which no machine that is started ever answers: all that is seen to happen is done by keys. */
const still: LabSession = {
  guide,
  // Of the class only these are used; its private fields are what TypeScript misses.
  orchestrator: {
    start: () => new Promise<string>(() => {}),
    recent: async () => [],
    async *past() {},
    has: () => true,
  } satisfies Partial<Orchestrator> as unknown as Orchestrator,
  place: localPlace,
  changes: noChanges,
  proposedSuffix: "me",
  notices: [],
  openShell: noShells,
};

/** The terminal in an account that is open. */
async function terminal() {
  const { stdin, lastFrame, unmount } = render(
    createElement(App, { guide, kind: "local", open: async () => still }),
  );
  const shows = (check: (frame: string) => void) =>
    vi.waitFor(() => check(lastFrame()!), { timeout: 15_000, interval: 1 });
  await shows((frame) => expect(frame).toMatch(/Ready\. Press b/));
  return { press: (keys: string) => stdin.write(keys), shows, lastFrame, unmount };
}

/** Lets React do all that a key has led to: it has nothing to wait for but its own turns. */
async function rendered(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** All that means something somewhere, but what leaves, and Esc, of which a terminal makes Alt where a key follows it. */
const KEYS = [
  ..."jkgGhamsvVbceptwxnNuyY123 /?[]",
  "\r",
  "\t",
  "\x7f",
  "\x1b[A",
  "\x1b[B",
  "\x1b[C",
  "\x1b[D",
  "\x1b[6~",
];

test("keys sent in one chunk lead to the same screen as the same keys one at a time", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...KEYS), { minLength: 2, maxLength: 6 }), async (keys) => {
      const [slow, fast] = await Promise.all([terminal(), terminal()]);
      try {
        for (const key of keys) {
          slow.press(key);
          await rendered();
        }
        fast.press(keys.join(""));
        await fast.shows((frame) => expect(frame).toBe(slow.lastFrame()));
      } finally {
        slow.unmount();
        fast.unmount();
      }
    }),
    {
      numRuns: 12,
      // What differs is waited for: a shorter example would take minutes to find.
      endOnFailure: true,
      // Into another screen and on there, back and on there; help scrolled as far as help goes; typed after a move.
      examples: [
        [["e", "?"]],
        [["j", "e", "[", "j"]],
        [["?", " ", " ", " ", "u"]],
        [["j", "b", "Z"]],
        [["/", "s", "\r", "n"]],
      ],
    },
  );
});
