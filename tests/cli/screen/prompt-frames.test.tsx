import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import fc from "fast-check";
import { render, Text, useInput } from "ink";
import { createElement, useEffect, useState } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { promptFrames } from "../../../cli/screen/prompt-frames.ts";

const FRAME_MS = 1000 / 30;

afterEach(() => {
  vi.useRealTimers();
});

test("each key is drawn within a thirtieth of a second, the first at once, and never more than thirty a second", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 80 }), { minLength: 1 }), (gaps) => {
      vi.useFakeTimers({ toFake: ["setTimeout", "performance"] });
      const frames: number[] = [];
      const heard = promptFrames(async () => void frames.push(performance.now()));
      const keys = gaps.map((gap) => {
        vi.advanceTimersByTime(gap);
        heard();
        return performance.now();
      });
      vi.advanceTimersByTime(100);
      expect(frames[0]).toBe(keys[0]);
      // A timer of Node.js counts whole milliseconds.
      for (const [index, at] of frames.slice(1).entries())
        expect(at - frames[index]!).toBeGreaterThanOrEqual(Math.floor(FRAME_MS));
      for (const key of keys) {
        const drawn = frames.find((at) => at >= key)!;
        expect(drawn - key).toBeLessThanOrEqual(Math.ceil(FRAME_MS));
      }
    }),
  );
});

/** A terminal of which only what is written counts. */
class Screen extends EventEmitter {
  readonly isTTY = true;
  readonly columns = 80;
  readonly rows = 24;
  written = "";
  write(text: string, done?: () => void): boolean {
    this.written += text;
    done?.();
    return true;
  }
}

/** A keyboard as Ink wants it. */
class Keys extends PassThrough {
  readonly isTTY = true;
  setRawMode = () => this;
  ref = () => this;
  unref = () => this;
}

interface ShownProps {
  ticks: EventEmitter;
  heard(): void;
}

function Shown({ ticks, heard }: ShownProps) {
  const [text, setText] = useState("nothing");
  useEffect(() => {
    ticks.on("tick", setText);
    return () => void ticks.off("tick", setText);
  }, [ticks]);
  useInput((input) => {
    setText(`key ${input}`);
    heard();
  });
  return createElement(Text, undefined, text);
}

test.each([
  [true, "ahead of its turn"],
  [false, "in its turn, which does not come here"],
])("a key's frame behind a tick's: told of the key, %s, it is drawn %s", async (told) => {
  // None of Ink's own timers goes off, and to Ink no time passes either.
  vi.useFakeTimers({ toFake: ["setTimeout", "Date"] });
  const [screen, stdin, ticks] = [new Screen(), new Keys(), new EventEmitter()];
  const prompt = promptFrames(() => app.waitUntilRenderFlush());
  const app = render(createElement(Shown, { ticks, heard: told ? prompt : () => {} }), {
    // Of the streams only these parts are used by Ink.
    stdout: screen as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
    interactive: true,
    patchConsole: false,
    exitOnCtrlC: false,
  });
  // React has its turns of the event loop; there is nothing else to wait for.
  const drawn = async () => {
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    return screen.written;
  };
  expect(await drawn()).toContain("nothing");
  vi.advanceTimersByTime(1_000);
  ticks.emit("tick", "a tick");
  expect(await drawn()).toContain("a tick");
  stdin.write("x");
  const seen = await drawn();
  // Its turn has come.
  vi.advanceTimersByTime(1_000);
  const later = await drawn();
  app.unmount();
  if (told) expect(seen).toContain("key x");
  else expect(seen).not.toContain("key x");
  expect(later).toContain("key x");
});
