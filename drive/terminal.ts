import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { bareEnvironment, PROGRAM } from "./program.ts";

export interface TerminalOptions {
  /** Handrail's home, which is the user's as well. */
  home: string;
  args?: string[];
  columns?: number;
  rows?: number;
  env?: NodeJS.ProcessEnv;
  /** What runs in it, such as a shell; absent, the program. */
  program?: [file: string, ...args: string[]];
  /** Milliseconds that `shows` waits: only a program that does not do what is expected of it makes use of them. */
  patience: number;
}

/** A real terminal with the real program in it. */
export type Terminal = ReturnType<typeof openTerminal>;

/** Starts the program in a pseudo-terminal, and keeps the screen that it draws. */
export function openTerminal({
  home,
  args = [],
  columns = 80,
  rows = 24,
  env = {},
  program = [process.execPath, PROGRAM],
  patience,
}: TerminalOptions) {
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  const pty = spawn(program[0], [...program.slice(1), ...args], {
    cols: columns,
    rows,
    env: bareEnvironment(home, env),
    cwd: home,
  });
  const waiting = new Set<() => void>();
  const look = () => {
    for (const check of waiting) check();
  };
  /** Shows a piece, and lets whoever has waited for it go on before the next one. */
  const show = (piece: string) =>
    new Promise<void>((resolve) => {
      screen.write(piece, () => {
        // A frame may come in pieces, and half of one says nothing.
        if (!screen.modes.synchronizedOutputMode) look();
        setImmediate(resolve);
      });
    });
  let shown = Promise.resolve();
  /** What a sequence begins with whose end has not come yet: it may be the end of a frame. */
  let begun = "";
  pty.onData((data) => {
    const come = begun + data;
    [begun = ""] = BEGUN.exec(come) ?? [];
    // Each frame by itself: of several that come at once none is passed over.
    for (const piece of come.slice(0, come.length - begun.length).split(AFTER_FRAME))
      shown = shown.then(() => show(piece));
  });
  let isGone = false;
  let exitCode: number | undefined;
  const ended = new Promise<number>((resolve) =>
    pty.onExit((event) => {
      isGone = true;
      // What it wrote last may not be on the screen yet.
      shown = shown.then(() => {
        // What a shell says of a program that a signal ended.
        exitCode = event.signal ? 128 + event.signal : event.exitCode;
        look();
        resolve(exitCode);
      });
    }),
  );
  const lines = () => linesOf(screen);
  const text = () => lines().join("\n");

  return {
    /** Of the program's own process. */
    pid: pty.pid,
    screen,
    /** Resolves to the exit code when the program has ended. */
    ended,
    /** The lines that are on the screen, without the spaces at their ends. */
    lines,
    text,
    /** Hears all that the program writes, control sequences included, before the screen does. */
    onData: (listener: (data: string) => void) => void pty.onData(listener),
    press: (keys: string) => pty.write(keys),
    resize(toColumns: number, toRows: number): void {
      screen.resize(toColumns, toRows);
      pty.resize(toColumns, toRows);
    },
    /** Sends the program a signal, unless it has ended. */
    kill(signal: NodeJS.Signals): void {
      if (!isGone) pty.kill(signal);
    },
    /** Closes the window: the program is left without a terminal. */
    close(): void {
      // It is missing from the declarations, not from the module.
      (pty as typeof pty & { destroy(): void }).destroy();
    },
    /** Waits until the screen shows this. @throws with the screen, if it does not come or the program ends */
    shows(pattern: RegExp | ((lines: string[]) => boolean)): Promise<void> {
      const holds = () => (typeof pattern === "function" ? pattern(lines()) : pattern.test(text()));
      return new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => settle(new Error(`The screen never showed ${pattern}:\n${text()}`)),
          patience,
        );
        const settle = (error?: Error) => {
          clearTimeout(timer);
          waiting.delete(check);
          if (error) reject(error);
          else resolve();
        };
        const check = () => {
          if (holds()) settle();
          else if (exitCode !== undefined)
            settle(new Error(`It ended (${exitCode}) without ${pattern}:\n${text()}`));
        };
        waiting.add(check);
        check();
      });
    },
    /** Ends the program by its own key. */
    async leave(): Promise<void> {
      pty.write(KEYS.ctrlC);
      await ended;
      screen.dispose();
    },
  };
}

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: what a terminal is sent.
/** Behind the end of a synchronised update, which a frame is. */
const AFTER_FRAME = /(?<=\x1b\[\?2026l)/;
const BEGUN = /\x1b(\[(\?\d*)?)?$/;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: see above.

/** What keys send that have no character of their own. */
export const KEYS = {
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  end: "\x1b[F",
  escape: "\x1b",
  enter: "\r",
  tab: "\t",
  ctrlC: "\x03",
};

/** The lines of a screen, without the spaces at their ends. */
function linesOf({ buffer: { active }, rows }: xterm.Terminal): string[] {
  return Array.from(
    { length: rows },
    (_, row) =>
      active
        .getLine(active.baseY + row)
        ?.translateToString()
        .trimEnd() ?? "",
  );
}
