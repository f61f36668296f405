/** What the program in the shell has asked its terminal for, as far as it changes what keys send. */
export interface KeyModes {
  /** Arrow keys send `ESC O` instead of `ESC [` (DECCKM). */
  applicationCursorKeys: boolean;
  /** What is pasted comes between marks (mode 2004). */
  bracketedPaste: boolean;
}

/** What became of bytes that were typed. */
export interface Typed {
  /** For the shell. */
  send: Uint8Array;
  /** A key that is not the shell's, and what it does. */
  ours?: "end" | "give-back";
  /** What was typed after that key. */
  rest: Uint8Array;
}

const PASTE_BEGINS = "\x1b[200~";
const PASTE_ENDS = "\x1b[201~";

/** Ctrl-], which telnet and `handrail session` have for the same; and Shift-Tab, which shells have no use for. */
const OURS: Record<string, Typed["ours"]> = { "\x1d": "end", "\x1b[Z": "give-back" };

// biome-ignore lint/suspicious/noControlCharactersInRegex: keys are control characters and escape sequences.
const PIECE = /\x1b\[(?:20[01]~|[A-DFHZ])|\x1d|[^\x1b\x1d]+|\x1b/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const CURSOR_KEY = /^\x1b\[(?=[A-DFH]$)/;

/** Sorts what is typed while the keys are the shell's: what it is sent, and the two keys that are ours. */
export class Typing {
  #pasting = false;

  /** @param bytes as the terminal sends them, with pastes between marks */
  take(bytes: Uint8Array, modes: KeyModes): Typed {
    // A character a byte: what is not ASCII goes through untouched, even cut in two.
    const text = Buffer.from(bytes).toString("latin1");
    // A whole chunk that is one of our keys is never part of a paste: the way out works whatever came before.
    if (OURS[text]) return { send: NOTHING, ours: OURS[text], rest: NOTHING };
    let send = "";
    let end = 0;
    for (const { 0: piece, index } of text.matchAll(PIECE)) {
      end = index + piece.length;
      if (piece === PASTE_BEGINS || piece === PASTE_ENDS) {
        this.#pasting = piece === PASTE_BEGINS;
        if (modes.bracketedPaste) send += piece;
      } else if (this.#pasting) send += piece;
      else if (OURS[piece]) return { send: toBytes(send), ours: OURS[piece], rest: toBytes(text.slice(end)) };
      else send += modes.applicationCursorKeys ? piece.replace(CURSOR_KEY, "\x1bO") : piece;
    }
    return { send: toBytes(send), rest: NOTHING };
  }
}

const NOTHING = new Uint8Array();

const toBytes = (text: string): Uint8Array => Buffer.from(text, "latin1");
