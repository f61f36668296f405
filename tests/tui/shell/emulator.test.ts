import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { ShellLine } from "../../../tui/shell/cells.ts";
import { createEmulator } from "../../../tui/shell/emulator.ts";

const NO_CURSOR = "\x1b[?25l";

async function emulator(cols = 20, rows = 4) {
  const made = await createEmulator({ cols, rows });
  onTestFinished(() => made.dispose());
  const drawn = vi.fn<() => void>();
  made.subscribe(drawn);
  /** Writes, and waits until all of it was read and is to be drawn. */
  const shows = async (text: string | Uint8Array, holds: (texts: string[]) => boolean) => {
    made.write(typeof text === "string" ? Buffer.from(text) : text);
    await expect.poll(() => textsOf(made.lines()), { interval: 5 }).toSatisfy(holds);
    return made.lines();
  };
  return { made, drawn, shows };
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

test("a flood is read without holding anything up, and drawn thirty times a second at most", async () => {
  const { made, drawn, shows } = await emulator(100, 40);
  const chunk = Buffer.from("all work and no play makes Jack a dull boy\r\n".repeat(1_500));
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  onTestFinished(() => clearInterval(timer));
  const began = performance.now();
  for (let count = 0; count < 400; count++) made.write(chunk);
  await shows("the end", has("the end"));
  const frames = (performance.now() - began) / 33 + 2;
  expect(drawn.mock.calls.length).toBeLessThanOrEqual(frames);
  expect(turns).toBeGreaterThan(5);
  expect(made.below).toBe(0);
});
