import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { wholeFrames } from "../../../cli/screen/whole-frames.ts";

const BEGIN = "\x1b[?2026h";
const END = "\x1b[?2026l";

function screen() {
  const written: string[] = [];
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  const write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    written.push(String(chunk));
    const done = rest.find((one) => typeof one === "function");
    if (done) done();
    return true;
  };
  // Of a terminal only this is used.
  return { terminal, written, drawn: wholeFrames(terminal as unknown as NodeJS.WriteStream, write) };
}

test("what is between the marks of a frame is one write, and what is outside is written as it comes", () => {
  const { written, drawn } = screen();
  for (const piece of ["\x1b[?1049h", BEGIN, "\x1b[?25l", "a frame", END, "\x1b[?25h"]) drawn.write(piece);
  expect(written).toEqual(["\x1b[?1049h", `${BEGIN}\x1b[?25la frame${END}`, "\x1b[?25h"]);
});

test("a frame in which nothing is new is not written at all", () => {
  const { written, drawn } = screen();
  drawn.write(BEGIN);
  drawn.write(END);
  expect(written).toEqual([]);
});

test("what is erased ahead of a frame is erased by the same write, or by the next of anything else", () => {
  const { written, drawn } = screen();
  const erased = "\x1b[2K\x1b[1A\x1b[2K\x1b[G";
  for (const piece of [erased, BEGIN, "a frame", END, erased, "\x1b[?1049l"]) drawn.write(piece);
  expect(written.filter((text) => text !== "")).toEqual([
    `${BEGIN}${erased}a frame${END}`,
    `${erased}\x1b[?1049l`,
  ]);
});

test("whoever waits for a write outside of a frame is told of it", async () => {
  const { drawn } = screen();
  await new Promise<void>((resolve) => drawn.write("", () => resolve()));
});

test("all else is the terminal's own: its size, now and later, and its events", () => {
  const { terminal, drawn } = screen();
  let resized = 0;
  const listener = () => resized++;
  drawn.on("resize", listener);
  terminal.columns = 120;
  terminal.emit("resize");
  drawn.off("resize", listener);
  terminal.emit("resize");
  expect([drawn.isTTY, drawn.columns, drawn.rows, resized]).toEqual([true, 120, 24, 1]);
});
