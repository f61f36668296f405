import { EventEmitter } from "node:events";
import { render as draw } from "ink";
import type { ReactNode } from "react";

/** What Ink writes to, without a terminal behind it. */
class Output extends EventEmitter {
  readonly frames: string[] = [];
  columns: number;
  rows: number;

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
  }

  write = (frame: string): boolean => {
    this.frames.push(frame);
    return true;
  };
}

/** What Ink reads keys from. */
class Keys extends EventEmitter {
  readonly isTTY = true;
  #pressed: string | null = null;

  /** Ink hears it before this returns. */
  write = (pressed: string): void => {
    this.#pressed = pressed;
    this.emit("readable");
  };

  read(): string | null {
    const pressed = this.#pressed;
    this.#pressed = null;
    return pressed;
  }

  setEncoding(): void {}
  setRawMode(): void {}
  ref(): void {}
  unref(): void {}
}

/**
 * Draws with Ink as on a terminal of this size, frame by frame. Whoever draws unmounts. It is this instead of
 * ink-testing-library because a terminal without rows has Ink run `tput` and `resize` at every frame to learn its size.
 */
export function render(element: ReactNode, columns = 80, rows = 24) {
  const stdout = new Output(columns, rows);
  const stdin = new Keys();
  const { unmount, rerender } = draw(element, {
    // Of the streams only these parts are used.
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: new Output(columns, rows) as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
    // Each frame is written at once and whole.
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  return {
    stdin,
    frames: stdout.frames,
    lastFrame: () => stdout.frames.at(-1),
    rerender,
    unmount,
    resize(columns: number, rows: number): void {
      Object.assign(stdout, { columns, rows });
      stdout.emit("resize");
    },
  };
}
