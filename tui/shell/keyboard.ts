import { Readable } from "node:stream";
import type { ReadStream } from "node:tty";

/** Takes the bytes that are its own, and answers those behind them that are not. */
export type Taker = (bytes: Buffer) => Uint8Array;

/**
 * The keyboard as Ink reads it, with a switch in front: whoever takes the keys gets their bytes as they come, and Ink
 * never sees them. Ink itself makes names of what it reads, drops the sequences that it knows no key for and holds an
 * Esc back for a moment, so that no shell could be driven by what it hands on.
 */
export class Keyboard extends Readable {
  /** Asked for by Ink, as the two methods that follow. */
  readonly isTTY = true;
  readonly #terminal: ReadStream;
  #taker: Taker | undefined;

  constructor(terminal: ReadStream) {
    super({ read() {} });
    this.#terminal = terminal;
  }

  /** Hands all bytes from the next one on to a taker; without one, to Ink again. */
  handTo(taker: Taker | undefined): void {
    this.#taker = taker;
  }

  setRawMode(on: boolean): this {
    this.#terminal.setRawMode(on);
    this.#terminal.off("data", this.#hear);
    // A stream that was paused, as while the shell had the terminal, stays so until it is told otherwise.
    if (on) this.#terminal.on("data", this.#hear).resume();
    else this.#terminal.pause();
    return this;
  }

  ref(): this {
    this.#terminal.ref();
    return this;
  }

  unref(): this {
    this.#terminal.unref();
    return this;
  }

  readonly #hear = (bytes: Buffer): void => {
    const rest = this.#taker ? this.#taker(bytes) : bytes;
    if (rest.length > 0) this.push(rest);
  };
}
