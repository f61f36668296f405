import { Terminal } from "@xterm/headless";
import { expect, test } from "vitest";
import { LineEditor } from "../../../../infra/local/instance-shell/line-editor.ts";

/** An editor in a terminal of 20 columns, which shows what a person would see. */
function open(columns = 20) {
  const terminal = new Terminal({ cols: columns, rows: 8, allowProposedApi: true });
  const lines: string[] = [];
  const events: string[] = [];
  let written = "";
  const editor = new LineEditor(
    (text) => {
      written += text;
    },
    {
      line: (text) => {
        lines.push(text);
        editor.start("$ ");
      },
      interrupted: () => {
        events.push("interrupted");
        editor.start("$ ");
      },
      ended: () => events.push("ended"),
    },
  );
  editor.columns = columns;
  editor.start("$ ");
  const shown = async () => {
    const text = written;
    written = "";
    await new Promise<void>((resolve) => terminal.write(text, resolve));
    const { active } = terminal.buffer;
    const rows = Array.from({ length: 8 }, (_, row) =>
      active.getLine(row)!.translateToString(true).trimEnd(),
    );
    return {
      rows: rows.slice(0, rows.findLastIndex((row) => row !== "") + 1),
      cursor: [active.cursorX, active.cursorY],
    };
  };
  return { editor, lines, events, shown };
}

test("what is typed is shown, and is the line", async () => {
  const { editor, lines, shown } = open();
  editor.feed("ls -l");
  expect(await shown()).toEqual({ rows: ["$ ls -l"], cursor: [7, 0] });
  editor.feed("\r");
  expect(lines).toEqual(["ls -l"]);
  expect((await shown()).cursor).toEqual([2, 1]);
});

test("a line is edited in its middle, at both ends and across rows", async () => {
  const { editor, lines, shown } = open();
  editor.feed("wroldx\x1b[D\x1b[D\x1b[D\x1b[D\x7f\x1b[Cr\x05\x1b[D\x1b[3~");
  expect(await shown()).toEqual({ rows: ["$ world"], cursor: [7, 0] });
  editor.feed("\x01hello ");
  expect(await shown()).toEqual({ rows: ["$ hello world"], cursor: [8, 0] });
  editor.feed("\x05, and whatever");
  expect((await shown()).rows).toEqual(["$ hello world, and w", "hatever"]);
  editor.feed("\x01\x0b");
  expect(await shown()).toEqual({ rows: ["$"], cursor: [2, 0] });
  editor.feed("one two  three\x17\x17");
  expect((await shown()).rows).toEqual(["$ one"]);
  editor.feed("x\x15y\r");
  expect(lines).toEqual(["y"]);
});

test("the arrows recall lines that were typed before", async () => {
  const { editor, lines, shown } = open();
  editor.feed("first\rsecond\r\r");
  editor.feed("\x1b[A\x1b[A");
  expect((await shown()).rows.at(-1)).toBe("$ first");
  editor.feed("\x1b[B!\r\x1b[A\x1b[B\r");
  expect(lines).toEqual(["first", "second", "", "second!", ""]);
});

test("Ctrl-C leaves a line, Ctrl-D an empty one", async () => {
  const { editor, lines, events, shown } = open();
  editor.feed("half\x03");
  expect(await shown()).toEqual({ rows: ["$ half^C", "$"], cursor: [2, 1] });
  editor.feed("x\x04\x01\x04\x04");
  expect(events).toEqual(["interrupted", "ended"]);
  expect(lines).toEqual([]);
  expect((await shown()).rows).toEqual(["$ half^C", "$", "exit"]);
});

test("what is pasted waits for Enter, and may have several lines", async () => {
  const { editor, lines, shown } = open();
  editor.feed("\x1b[200~echo a\r");
  editor.feed("echo b\x1b[201~");
  expect(lines).toEqual([]);
  expect((await shown()).rows).toEqual(["$ echo a", "echo b"]);
  editor.feed("\r");
  expect(lines).toEqual(["echo a\necho b"]);
});

test("keys may come in pieces, and unknown ones do nothing", async () => {
  const { editor, shown } = open();
  editor.feed("ac\x1b");
  editor.feed("[");
  editor.feed("Db\x1b[15~\x1bx\t");
  expect((await shown()).rows).toEqual(["$ abc"]);
});

test("keys that come before the prompt are read at it", () => {
  const lines: string[] = [];
  const editor: LineEditor = new LineEditor(() => {}, {
    line: (text) => void lines.push(text),
    interrupted: () => {},
    ended: () => {},
  });
  editor.feed("early\r");
  expect(lines).toEqual([]);
  editor.start("$ ");
  expect(lines).toEqual(["early"]);
  editor.feed("dropped\r");
  editor.discard();
  editor.start("$ ");
  editor.feed("late\r");
  expect(lines).toEqual(["early", "late"]);
});
