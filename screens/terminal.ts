import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";

/** The program as it ships: `npm run build` makes it. */
export const PROGRAM = new URL("../dist/handrail.js", import.meta.url).pathname;

/** Only a program that does not do what the tour expects waits this long. */
const PATIENCE_MS = 60_000;

/** A real terminal with the real program in it. */
export interface Terminal {
  /** Of the program's own process. */
  pid: number;
  screen: xterm.Terminal;
  press(keys: string): void;
  /** Waits until the screen shows this. @throws Error with the screen, where it never does */
  shows(pattern: RegExp): Promise<void>;
  text(): string;
  /** Resolves when the program has ended. */
  ended: Promise<void>;
  /** Ends the program by its own key. */
  leave(): Promise<void>;
}

/** Starts the program in a pseudo-terminal of so many columns and lines, with a home of its own. */
export function openTerminal(
  home: string,
  columns: number,
  rows: number,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): Terminal {
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  const pty = spawn(process.execPath, [PROGRAM, ...args], {
    cols: columns,
    rows,
    cwd: home,
    // Nothing of whoever takes the pictures is to be in them.
    env: {
      PATH: process.env.PATH,
      HOME: home,
      HANDRAIL_HOME: home,
      TERM: "xterm-256color",
      LANG: "C.UTF-8",
      ...env,
    },
  });
  const waiting = new Set<() => void>();
  pty.onData((data) =>
    screen.write(data, () => {
      // A frame may come in pieces; half of one is no picture.
      if (screen.modes.synchronizedOutputMode) return;
      for (const check of waiting) check();
    }),
  );
  const ended = new Promise<void>((resolve) => pty.onExit(() => resolve()));
  const text = () => linesOf(screen).join("\n");
  return {
    pid: pty.pid,
    screen,
    press: (keys) => pty.write(keys),
    text,
    ended,
    shows: (pattern) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(check);
          reject(new Error(`The screen never showed ${pattern}:\n${text()}`));
        }, PATIENCE_MS);
        const check = () => {
          if (!pattern.test(text())) return;
          clearTimeout(timer);
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    async leave() {
      pty.write("\x03");
      await ended;
      screen.dispose();
    },
  };
}

/** The lines of a screen, without the spaces at their ends. */
export const linesOf = ({ buffer, rows }: xterm.Terminal): string[] =>
  Array.from({ length: rows }, (_, row) => buffer.active.getLine(row)?.translateToString().trimEnd() ?? "");
