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
  /** What runs in it, such as a shell; absent, the program. */
  program?: [file: string, ...args: string[]];
}

/** How long the slowest thing may take on a machine that is busy: only a failing test waits this long. */
const PATIENCE_MS = 25_000;

/** The real program in a pseudo-terminal, and the screen that it draws. It does not outlive the test. */
export function openTerminal({
  home,
  args = [],
  columns = 80,
  rows = 24,
  env = {},
  program = [process.execPath, PROGRAM],
}: TerminalOptions) {
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  const pty = spawn(program[0], [...program.slice(1), ...args], {
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
  let scrolls = 0;
  let drawn = false;
  screen.onScroll(() => {
    // The emulator also says so when it changes to the alternate screen.
    if (drawn && screen.buffer.active.type === "alternate") scrolls++;
  });
  pty.onData((data) => {
    raw += data;
    screen.write(data, () => {
      drawn ||= data.includes(FRAME_END);
      changed();
    });
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
    /** The frames that were drawn so far: what is between the marks of a synchronised update. */
    frames: () => raw.match(FRAME) ?? [],
    /**
     * What was drawn as it should not be: a write that scrolled the screen, so that the frame is no longer where the
     * program thinks it is, and bytes that belong to no frame. Empty where all is well.
     */
    disturbances(): string[] {
      const outside = raw.replaceAll(FRAME, "").replaceAll(MODES, "");
      return [
        ...(scrolls > 0 ? [`The screen was scrolled ${scrolls} times.`] : []),
        ...(outside === "" ? [] : [`Written outside of a frame: ${JSON.stringify(outside.slice(0, 200))}`]),
      ];
    },
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

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: what a terminal is sent.
const FRAME_END = "\x1b[?2026l";
const FRAME = /\x1b\[\?2026h.*?\x1b\[\?2026l/gs;
/** Alternate screen, cursor, bracketed paste: on and off. */
const MODES = /\x1b\[\?(1049|25|2004)[hl]/g;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: see above.

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
