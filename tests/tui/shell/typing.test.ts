import { describe, expect, test } from "vitest";
import { type KeyModes, Typing } from "../../../tui/shell/typing.ts";

const PLAIN: KeyModes = { applicationCursorKeys: false, bracketedPaste: false };
const END = "\x1d";
const GIVE_BACK = "\x1b[Z";

/** What becomes of chunks that are typed one after the other. */
function typed(chunks: string[], modes: Partial<KeyModes> = {}) {
  const typing = new Typing();
  return chunks.map((chunk) => {
    const { send, ours, rest } = typing.take(Buffer.from(chunk), { ...PLAIN, ...modes });
    return { send: Buffer.from(send).toString(), ours, rest: Buffer.from(rest).toString() };
  });
}

describe("what is typed", () => {
  test.each([
    ["letters, also those of more than one byte", "grüße 世界 🙂\r"],
    ["Ctrl-C, Ctrl-D, Ctrl-Z and the others", "\x03\x04\x1a\x01\x7f\t"],
    ["Esc alone, and Alt with a letter", "\x1b"],
    ["Alt with a letter", "\x1bb"],
    ["keys that Ink has no name for", "\x1b[15~\x1b[1;5D\x1bOP\x1b[3~"],
    ["arrow keys", "\x1b[A\x1b[B\x1b[C\x1b[D\x1b[H\x1b[F"],
  ])("%s is the shell's, byte by byte", (_, text) => {
    expect(typed([text])).toEqual([{ send: text, ours: undefined, rest: "" }]);
  });

  test("a character that is cut in two is put together by the other end", () => {
    const typing = new Typing();
    const bytes = Buffer.from("世");
    const pieces = [bytes.subarray(0, 1), bytes.subarray(1)].map((piece) => typing.take(piece, PLAIN).send);
    expect(Buffer.concat(pieces).toString()).toBe("世");
  });

  test("arrow keys change for a program that asked for it, and others do not", () => {
    expect(typed(["\x1b[A\x1b[H\x1b[3~a"], { applicationCursorKeys: true })[0]!.send).toBe(
      "\x1bOA\x1bOH\x1b[3~a",
    );
  });

  test("the two keys that are ours split what came in one chunk", () => {
    expect(typed([`ls\r${END}v`])).toEqual([{ send: "ls\r", ours: "end", rest: "v" }]);
    expect(typed([`ls\r${GIVE_BACK}v`])).toEqual([{ send: "ls\r", ours: "give-back", rest: "v" }]);
  });
});

describe("what is pasted", () => {
  const paste = `\x1b[200~echo ${END}${GIVE_BACK}\r\x1b[201~`;

  test("comes between marks where the shell asked for them, and our keys in it are not keys", () => {
    expect(typed([paste], { bracketedPaste: true })).toEqual([{ send: paste, ours: undefined, rest: "" }]);
  });

  test("comes without them where it did not", () => {
    expect(typed([paste])[0]).toMatchObject({ send: `echo ${END}${GIVE_BACK}\r`, ours: undefined });
  });

  test("may come in several chunks, and a key by itself ends even one that never ends", () => {
    const [first, second, key] = typed([`\x1b[200~one ${END}x`, `two ${END}y`, END]);
    expect([first!.send, second!.send]).toEqual([`one ${END}x`, `two ${END}y`]);
    expect(key).toMatchObject({ send: "", ours: "end" });
  });
});
