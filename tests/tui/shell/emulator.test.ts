import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { ShellLine } from "../../../tui/shell/cells.ts";
import { createEmulator } from "../../../tui/shell/emulator.ts";

const NO_CURSOR = "\x1b[?25l";

async function emulator(cols = 20, rows = 4) {
  const made = await createEmulator({ cols, rows });
  onTestFinished(() => made.dispose());
  /** Writes, and waits until all of it was read and is to be drawn. */
  const shows = async (text: string | Uint8Array, holds: (texts: string[]) => boolean) => {
    made.write(typeof text === "string" ? Buffer.from(text) : text);
    await expect.poll(() => textsOf(made.lines()), { interval: 5 }).toSatisfy(holds);
    return made.lines();
  };
  return { made, shows };
}

const textsOf = (lines: ShellLine[]): string[] => lines.map((line) => line.map(({ text }) => text).join(""));

const has = (text: string) => (texts: string[]) => texts.join("\n").includes(text);

describe("bytes become lines", () => {
  test("with colours, bold and the rest, and the blanks at the end left out", async () => {
    const { shows } = await emulator(40);
    const [first, second] = await shows(
      `${NO_CURSOR}plain \x1b[1;31mred\x1b[0m\r\n\x1b[7minverse \x1b[0m \x1b[44mblue  \x1b[0m   end`,
      has("end"),
    );
    expect(first).toEqual([{ text: "plain " }, { text: "red", bold: true, color: "red" }]);
    expect(second).toEqual([
      { text: "inverse ", inverse: true },
      { text: " " },
      { text: "blue  ", background: "blue" },
      { text: "   end" },
    ]);
  });

  test.each([
    ["38;5;196", "redBright"],
    ["38;5;22", "green"],
    ["38;5;244", "gray"],
    ["38;5;12", "blueBright"],
    ["38;2;200;20;220", "magentaBright"],
    ["38;2;250;250;250", "whiteBright"],
  ])("of the colours in %s, the sixteen have %s", async (code, color) => {
    const { shows } = await emulator();
    const [line] = await shows(`${NO_CURSOR}\x1b[${code}mx`, has("x"));
    expect(line).toEqual([{ text: "x", color }]);
  });

  test("the cursor is inverse, on blanks and behind the last column as well, unless it is hidden", async () => {
    const { shows } = await emulator(4, 2);
    expect((await shows("a", has("a")))[0]).toEqual([{ text: "a" }, { text: " ", inverse: true }]);
    expect((await shows("bcd", has("d")))[0]).toEqual([{ text: "abc" }, { text: "d", inverse: true }]);
    expect((await shows(`${NO_CURSOR}\r\nx`, has("x")))[1]).toEqual([{ text: "x" }]);
  });

  test("characters of more bytes, in pieces; wide ones take two columns", async () => {
    const { made, shows } = await emulator();
    const bytes = Buffer.from(`${NO_CURSOR}grüße 世界!`);
    made.write(bytes.subarray(0, bytes.length - 3));
    const [line] = await shows(bytes.subarray(bytes.length - 3), has("!"));
    expect(line).toEqual([{ text: "grüße 世界!" }]);
  });
});

describe("nothing that a terminal would obey gets through", () => {
  test.each([
    ["a title", "\x1b]0;owned\x07"],
    ["the clipboard", "\x1b]52;c;b3duZWQ=\x07"],
    ["a link", "\x1b]8;;http://evil.example/\x07"],
    ["a bell", "\x07"],
    ["a device string", "\x1bP+q544e\x1b\\"],
    ["modes of mouse and paste", "\x1b[?1000h\x1b[?1006h\x1b[?2004h"],
    ["C1 controls", "\u009b31m\u009d0;owned\u009c"],
    ["format characters", "a\u202eb\u200b\u2066"],
  ])("%s", async (_, sequence) => {
    const { shows } = await emulator();
    const lines = await shows(`${NO_CURSOR}before ${sequence} after`, has("after"));
    for (const text of textsOf(lines)) expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test("the other screen stays in the pane, and is left again", async () => {
    const { shows } = await emulator();
    await shows("shell$ vi", has("vi"));
    expect(textsOf(await shows("\x1b[?1049h\x1b[Hfile", has("file"))).join("")).not.toContain("shell$");
    await shows("\x1b[?1049l", has("shell$ vi"));
  });
});

test("keys are told what a program asked its terminal for, and the terminal answers where it is asked", async () => {
  const { made, shows } = await emulator();
  const answers: string[] = [];
  made.onAnswer((text) => answers.push(text));
  expect(made.modes).toEqual({ applicationCursorKeys: false, bracketedPaste: false });
  await shows("\x1b[?1h\x1b[?2004hab\x1b[6n", has("ab"));
  expect(made.modes).toEqual({ applicationCursorKeys: true, bracketedPaste: true });
  expect(answers).toEqual(["\x1b[1;3R"]);
});

test("what has left the screen is scrolled back to, and stays while more is written", async () => {
  const { made, shows } = await emulator(20, 4);
  await shows(Array.from({ length: 40 }, (_, line) => `line ${line}`).join("\r\n"), has("line 39"));
  made.scroll(-1);
  const seen = textsOf(made.lines());
  expect(seen[0]).toBe("line 33");
  expect(made.below).toBe(3);
  made.write(Buffer.from("\r\nmore"));
  await expect.poll(() => made.below).toBe(4);
  expect(textsOf(made.lines())).toEqual(seen);
  made.toEnd();
  expect(textsOf(made.lines())[3]).toContain("more");
});

describe("a flood", () => {
  const LINE = "all work and no play makes Jack a dull boy\r\n";

  /** An emulator whose time passes by hand: nothing of it is read or drawn in between. */
  async function byHand() {
    const { made } = await emulator(100, 40);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    onTestFinished(() => void vi.useRealTimers());
    // It was opened a while ago.
    vi.advanceTimersByTime(1_000);
    const drawn: number[] = [];
    made.subscribe(() => drawn.push(performance.now()));
    return { made, drawn, shown: () => textsOf(made.lines()).join("\n") };
  }

  test("is read piece by piece, so that whatever else is due has its turn in between", async () => {
    const { made, shown } = await byHand();
    for (let count = 0; count < 400; count++) made.write(Buffer.from(LINE.repeat(1_500)));
    made.write(Buffer.from("the end"));
    expect(shown().trim()).toBe("");
    // Whenever it is looked at, as between two pieces, some milliseconds have passed.
    let milliseconds = performance.now();
    const clock = vi.spyOn(performance, "now").mockImplementation(() => (milliseconds += 4));
    onTestFinished(() => clock.mockRestore());
    let turns = 0;
    for (; !shown().includes("the end"); turns++) vi.advanceTimersToNextTimer();
    // Four megabytes are kept of it: some sixty pieces, three or four of which are twelve milliseconds, a turn.
    expect(turns).toBeGreaterThan(14);
    expect(made.below).toBe(0);
  });

  test("is drawn thirty times a second at most, its beginning at once and its end as soon", async () => {
    const { made, drawn, shown } = await byHand();
    const began = performance.now();
    for (let millisecond = 0; millisecond < 1_000; millisecond++) {
      made.write(Buffer.from(LINE));
      vi.advanceTimersByTime(1);
    }
    made.write(Buffer.from("the end"));
    vi.advanceTimersByTime(100);
    expect(shown()).toContain("the end");
    expect(drawn[0]! - began).toBeLessThan(5);
    for (const [index, at] of drawn.slice(1).entries()) {
      // A timer counts whole milliseconds.
      expect(at - drawn[index]!).toBeGreaterThanOrEqual(33);
      expect(at - drawn[index]!).toBeLessThanOrEqual(40);
    }
    expect(drawn.at(-1)! - began).toBeGreaterThan(1_000);
  });
});
