import type { Terminal } from "@xterm/headless";
import { type ShellLine, shownLines } from "./cells.ts";
import { characterWidths } from "./character-widths.ts";
import type { ShellSize } from "./shell.ts";
import type { KeyModes } from "./typing.ts";

/** Thirty frames a second: what is written faster is seen in the next one. */
const FRAME_MS = 33;

/** Lines that are kept above the screen, to be scrolled back to. */
const SCROLLBACK = 1_000;

/** How much is read at a time, in bytes: some milliseconds, so that a key never waits for more. */
const MOST_AT_ONCE = 64 * 1024;

/** How much may wait to be read, in bytes: more than the screen and all lines above it hold. */
const MOST_WAITING = 4 * 1024 * 1024;

/** Puts a terminal's emulation behind the first frame: half of those who open the program never open a shell. */
export async function createEmulator(size: ShellSize): Promise<Emulator> {
  const { default: xterm } = await import("@xterm/headless");
  return new Emulator(
    new xterm.Terminal({ ...size, scrollback: SCROLLBACK, allowProposedApi: true, logLevel: "off" }),
  );
}

/**
 * A shell's screen: reads what a server writes as a terminal would, and keeps what would be seen. Whatever a terminal
 * would obey (a title, the clipboard, a bell, another screen) is read here and goes no further.
 */
export class Emulator {
  readonly #terminal: Terminal;
  readonly #listeners = new Set<() => void>();
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #isReading = false;
  #timer: NodeJS.Timeout | undefined;
  #drawnAt = 0;
  #version = 0;
  #cursorShown = true;
  #isDisposed = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    terminal.unicode.register(characterWidths);
    terminal.unicode.activeVersion = characterWidths.version;
    const cursor = (shown: boolean) => (parameters: (number | number[])[]) => {
      if (parameters.includes(CURSOR_MODE)) this.#cursorShown = shown;
      // The terminal itself is to know of it as well.
      return false;
    };
    terminal.parser.registerCsiHandler({ prefix: "?", final: "h" }, cursor(true));
    terminal.parser.registerCsiHandler({ prefix: "?", final: "l" }, cursor(false));
  }

  /** Hears the answers of the terminal to what the server asks of it, such as where the cursor is. */
  onAnswer(listener: (text: string) => void): void {
    this.#terminal.onData(listener);
  }

  /**
   * Shows bytes, as soon as those before them are read. Where they come faster for long, the oldest are left out: they
   * would have left the screen by then.
   */
  write(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    while (this.#waitingBytes > MOST_WAITING && this.#waiting.length > 1)
      this.#waitingBytes -= this.#waiting.shift()!.length;
    this.#read();
  }

  resize({ cols, rows }: ShellSize): void {
    if (cols === this.#terminal.cols && rows === this.#terminal.rows) return;
    this.#terminal.resize(cols, rows);
    this.#changed();
  }

  /** Scrolls by screens; negative ones go back to what was written before. */
  scroll(screens: number): void {
    this.#terminal.scrollPages(screens);
    this.#changed();
  }

  /** Shows the last lines again, where the cursor is. */
  toEnd(): void {
    this.#terminal.scrollToBottom();
    this.#changed();
  }

  /** How many lines there are below what is shown. */
  get below(): number {
    const { baseY, viewportY } = this.#terminal.buffer.active;
    return baseY - viewportY;
  }

  get modes(): KeyModes {
    const { applicationCursorKeysMode, bracketedPasteMode } = this.#terminal.modes;
    return { applicationCursorKeys: applicationCursorKeysMode, bracketedPaste: bracketedPasteMode };
  }

  /** What is on the screen now, a line a row. */
  lines(): ShellLine[] {
    return shownLines(this.#terminal.buffer.active, this.#terminal.rows, this.#cursorShown);
  }

  /** For `useSyncExternalStore`: another number whenever there is something new to draw. */
  readonly version = (): number => this.#version;

  /** Told, at most thirty times a second, that there is something new to draw. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  dispose(): void {
    this.#isDisposed = true;
    this.#waiting = [];
    clearTimeout(this.#timer);
    this.#terminal.dispose();
  }

  #read(): void {
    if (this.#isReading || this.#isDisposed || this.#waiting.length === 0) return;
    this.#isReading = true;
    let count = 0;
    let bytes = 0;
    while (count < this.#waiting.length && bytes < MOST_AT_ONCE) bytes += this.#waiting[count++]!.length;
    this.#waitingBytes -= bytes;
    this.#terminal.write(Buffer.concat(this.#waiting.splice(0, count)), () => {
      this.#isReading = false;
      this.#changed();
      this.#read();
    });
  }

  #changed(): void {
    if (this.#timer || this.#isDisposed) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#drawnAt = performance.now();
        this.#version++;
        for (const listener of this.#listeners) listener();
      },
      Math.max(0, this.#drawnAt + FRAME_MS - performance.now()),
    );
  }
}

/** DECTCEM: whether the cursor is shown. */
const CURSOR_MODE = 25;
