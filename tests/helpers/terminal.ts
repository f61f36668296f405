import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { onTestFinished } from "vitest";
import { bareEnvironment, PROGRAM } from "./program.ts";

export interface TerminalOptions {
  home: string;
  args?: string[];
  columns?: number;
  rows?: number;
  env?: NodeJS.ProcessEnv;
}

/** How long the slowest thing may take on a machine that is busy: only a failing test waits this long. */
const PATIENCE_MS = 25_000;

/** The real program in a pseudo-terminal, and the screen that it draws. It does not outlive the test. */
export function openTerminal({ home, args = [], columns = 80, rows = 24, env = {} }: TerminalOptions) {
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  const pty = spawn(process.execPath, [PROGRAM, ...args], {
    cols: columns,
    rows,
    env: bareEnvironment(home, env),
    cwd: home,
  });
  const waiting = new Set<() => void>();
  const changed = () => {
    for (const check of waiting) check();
  };
  let raw = "";
  pty.onData((data) => {
    raw += data;
    screen.write(data, changed);
  });
  let exitCode: number | undefined;
  const ended = new Promise<number>((resolve) => {
    pty.onExit((event) => {
      exitCode = event.exitCode;
      changed();
      resolve(event.exitCode);
    });
  });
  onTestFinished(async () => {
    if (exitCode === undefined) pty.kill("SIGKILL");
    await ended;
    screen.dispose();
  });

  /** The lines that are on the screen, without the spaces at their ends. */
  const lines = (): string[] => {
    const buffer = screen.buffer.active;
    return Array.from(
      { length: screen.rows },
      (_, row) =>
        buffer
          .getLine(buffer.baseY + row)
          ?.translateToString()
          .trimEnd() ?? "",
    );
  };
  const text = () => lines().join("\n");

  /** Waits until the screen shows this. @throws with the screen, if it does not come or the program ends */
  const shows = (pattern: RegExp | ((lines: string[]) => boolean)): Promise<void> => {
    const holds = () => (typeof pattern === "function" ? pattern(lines()) : pattern.test(text()));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => settle(new Error(`The screen never showed ${pattern}:\n${text()}`)),
        PATIENCE_MS,
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
  };

  return {
    pid: pty.pid,
    ended,
    lines,
    text,
    /** All that was ever written to it, control sequences included. */
    raw: () => raw,
    /** Which of the two screens is shown: a program's own, or the one that was there before. */
    buffer: () => screen.buffer.active.type,
    press(keys: string): void {
      pty.write(keys);
    },
    resize(toColumns: number, toRows: number): void {
      screen.resize(toColumns, toRows);
      pty.resize(toColumns, toRows);
    },
    kill(signal: NodeJS.Signals): void {
      pty.kill(signal);
    },
    shows,
    /** Has the lab built, with the suffix that is proposed. */
    async builds(): Promise<void> {
      pty.write("b");
      await shows(/Your suffix: /);
      pty.write("\r");
    },
  };
}

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
