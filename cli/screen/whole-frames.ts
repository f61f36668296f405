import { stripVTControlCharacters } from "node:util";
import { news, spokenLines } from "../../tui/text/spoken.ts";

/** What Ink writes around a frame: begin and end of a synchronised update (DEC private mode 2026). */
const BEGIN = "\x1b[?2026h";
const END = "\x1b[?2026l";

/** Moves of the cursor and erasing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal is sent.
const MOVES = /\x1b\[[\d;]*[A-HJK]/g;

/** Nothing but such: what Ink sends ahead of the first frame after a terminal was made smaller. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal is sent.
const ONLY_MOVES = /^(?:\x1b\[[\d;]*[A-HJK])+$/;

/**
 * The terminal for Ink to speak on, where a screen reader reads what is written: nothing is ever drawn over. Of each
 * frame, only what is new in it is written, below what was there.
 */
export function spokenFrames(
  terminal: NodeJS.WriteStream,
  write?: NodeJS.WriteStream["write"],
): NodeJS.WriteStream {
  let before: string[] = [];
  return gathered(terminal, write, {
    frame(text) {
      const lines = spokenLines(stripVTControlCharacters(text));
      const told = news(before, lines);
      before = lines;
      return told.map((line) => `${line}\n`).join("");
    },
    between: (text) => text.replaceAll(MOVES, ""),
  });
}

/**
 * The terminal for Ink to draw on: each frame, which Ink hands over in several pieces, is written at once, so that no
 * terminal can show half of it, also one that does not know synchronised updates. What is erased ahead of a frame goes
 * with it, so that there is no moment with an empty screen. All else is the terminal's own.
 *
 * @param write writes to the terminal itself, where `terminal.write` is not to be used
 */
export function wholeFrames(
  terminal: NodeJS.WriteStream,
  write?: NodeJS.WriteStream["write"],
): NodeJS.WriteStream {
  let erasing = "";
  const withErasing = (text: string): string => {
    const whole = erasing + text;
    erasing = "";
    return whole;
  };
  return gathered(terminal, write, {
    // Ink begins and ends a frame also where nothing has changed.
    frame: (text) => (text === "" ? "" : BEGIN + withErasing(text) + END),
    between(text) {
      if (!ONLY_MOVES.test(text)) return withErasing(text);
      erasing += text;
      return "";
    },
  });
}

/** What becomes of a frame, and of what is written between two of them. */
interface Writing {
  frame(text: string): string;
  between(text: string): string;
}

function gathered(
  terminal: NodeJS.WriteStream,
  write: NodeJS.WriteStream["write"] = terminal.write.bind(terminal),
  writing: Writing,
): NodeJS.WriteStream {
  let frame: string | undefined;
  const gather = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    if (text === BEGIN) frame = "";
    else if (frame === undefined) return Reflect.apply(write, terminal, [writing.between(text), ...rest]);
    else if (text !== END) frame += text;
    else {
      const whole = writing.frame(frame);
      frame = undefined;
      if (whole !== "") return write(whole);
    }
    return true;
  };
  return new Proxy(terminal, {
    get(target, name) {
      if (name === "write") return gather;
      const value = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
