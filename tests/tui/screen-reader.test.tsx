import { PassThrough } from "node:stream";
import { render } from "ink";
import { createElement } from "react";
import { expect, onTestFinished, test } from "vitest";
import { spokenFrames } from "../../cli/screen/whole-frames.ts";
import { App } from "../../tui/app.tsx";
import { guide } from "./fixtures.ts";

/** A terminal of a screen reader: what was written to it so far, all of which stays. */
function open() {
  let heard = "";
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  const write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    heard += String(chunk);
    const done = rest.find((one) => typeof one === "function");
    if (done) done();
    return true;
  };
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: () => stdin,
    ref: () => stdin,
    unref: () => stdin,
  });
  const app = render(createElement(App, { guide, kind: "local", open: () => new Promise<never>(() => {}) }), {
    // Of a terminal's streams Ink uses no more than these have.
    stdout: spokenFrames(terminal as unknown as NodeJS.WriteStream, write),
    stdin: stdin as unknown as NodeJS.ReadStream,
    isScreenReaderEnabled: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  onTestFinished(() => app.unmount());
  return {
    press: (keys: string) => stdin.write(keys),
    heard: () => heard,
    says: (text: RegExp) => expect.poll(() => heard, { interval: 10 }).toMatch(text),
  };
}

test("a screen reader is told where one is, and then what changes, once", async () => {
  const reader = open();
  await reader.says(new RegExp(`1 of ${guide.steps.length + 2}: Build the lab`));
  await reader.says(/LOCAL/);
  await reader.says(/question mark lists them/);
  const before = reader.heard().length;
  reader.press("j");
  await reader.says(new RegExp(`2 of ${guide.steps.length + 2}: ${guide.steps[0]!.title}`));
  const told = reader.heard().slice(before);
  expect(told).toMatch(/Do it\./);
  // What did not change is not told again, and nothing is drawn over.
  expect(told).not.toMatch(/LOCAL/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal is sent.
  expect(told).not.toMatch(/\x1b|[─│✓✗▸]/);
  reader.press("?");
  await reader.says(/Keys: The lab/);
  // All of it, however long.
  await reader.says(/leave; the account and a running machine are kept/);
});
