import type { SSMClient } from "@aws-sdk/client-ssm";
import { openSession, type SessionOptions } from "./session.ts";

/** The session ended, or fell silent, before what was asked of it was done. */
export class SessionFailed extends Error {
  /** The server's own words, where it gave any. */
  readonly reason: string;

  constructor(message: string, reason = "") {
    super(message);
    this.name = "SessionFailed";
    this.reason = reason;
  }
}

/** What a command wrote, without the echo of the command and without the next prompt. */
export interface Answer {
  output: string;
  /** Whether the command ended the session, as `exit` does. */
  over: boolean;
}

/** A session with a shell that is typed into by a program. Whoever opens it ends it. */
export interface Shell {
  sessionId: string;
  /** Resolves when the shell waits for its first command. @throws SessionFailed */
  started(): Promise<void>;
  /** Types a command, and waits for the prompt after it. @throws SessionFailed */
  run(command: string): Promise<Answer>;
  /** Terminates the session. */
  end(): Promise<void>;
}

export interface ShellOptions extends Pick<SessionOptions, "target" | "reason" | "checkUrl"> {
  /** How long a command may take, in milliseconds: a limit, not a wait. Absent, as long as it takes. */
  timeoutMs?: number;
}

/** Wide enough that no command is wrapped: a shell that wraps a line echoes it with line ends inside. */
const WINDOW = { cols: 1_000, rows: 50 };

/** The last line of what a shell writes when it waits for a command: `sh-5.2$ `, `root@host:~# `. */
const PROMPT = /(?<=^|\n)[^\n]*[$#%>] $/;

/** What a terminal would obey and not show: CSI and OSC sequences, of which bash's line editor writes some. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
const ESCAPES = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g;

/** What a shell has written, without the control sequences and carriage returns that a screen would want. */
const readable = (text: string): string => text.replace(ESCAPES, "").replaceAll("\r", "");

/** Whether a shell that has written this waits for a command. */
export const endsWithPrompt = (text: string): boolean => PROMPT.test(readable(text));

/**
 * Opens a session for a program to type in.
 * @throws what StartSession throws
 */
export async function openShell(ssm: SSMClient, options: ShellOptions): Promise<Shell> {
  const screen = new Screen(options.timeoutMs);
  const session = await openSession(ssm, {
    ...options,
    size: WINDOW,
    onOutput: (bytes) => screen.write(bytes),
  });
  void session.channel.ended.then(({ reason }) => screen.close(reason));
  return {
    sessionId: session.id,
    end: () => session.end(),
    started: async () => {
      const { text, reason } = await screen.prompt();
      if (reason === undefined) return;
      const words = [text.trim(), reason].filter(Boolean).join(" ");
      throw new SessionFailed(`The session ended: ${words || "without a word"}`, words);
    },
    run: async (command) => {
      screen.clear();
      session.channel.write(`${command}\n`);
      const { text, reason } = await screen.prompt(command);
      if (reason) throw new SessionFailed(`The session ended: ${reason}`, reason);
      const over = reason !== undefined;
      // The first line is the echo of the command.
      const output = text.slice(text.indexOf("\n") + 1).replace(/\n$/, "");
      return { output, over };
    },
  };
}

/** What the shell has written since the last command, and who waits for its prompt. */
class Screen {
  readonly #decoder = new TextDecoder();
  readonly #timeoutMs: number | undefined;
  #text = "";
  /** The first prompt: what a shell most likely writes for the next ones as well. */
  #prompt: string | undefined;
  #reason: string | undefined;
  #heard = () => {};

  constructor(timeoutMs: number | undefined) {
    this.#timeoutMs = timeoutMs;
  }

  write(bytes: Uint8Array): void {
    this.#text += this.#decoder.decode(bytes, { stream: true });
    this.#heard();
  }

  close(reason: string): void {
    this.#reason = reason;
    this.#heard();
  }

  clear(): void {
    this.#text = "";
  }

  /**
   * Waits for a prompt; after a command, for one that follows its echo.
   * @returns what was written since the last `clear`, without the prompt; with a `reason` if the session is over
   * @throws SessionFailed if neither comes in time
   */
  prompt(after?: string): Promise<{ text: string; reason?: string }> {
    return new Promise((resolve, reject) => {
      const command = after === undefined ? "" : ` ${JSON.stringify(after)}`;
      const timer =
        this.#timeoutMs === undefined
          ? undefined
          : setTimeout(
              () => reject(new SessionFailed(`The shell did not answer${command} in time.`)),
              this.#timeoutMs,
            );
      this.#heard = () => {
        const text = readable(this.#text);
        const prompt = after === undefined || text.includes("\n") ? this.#promptOf(text) : undefined;
        if (prompt === undefined && this.#reason === undefined) return;
        clearTimeout(timer);
        if (prompt === undefined) {
          resolve({ text, reason: this.#reason });
          return;
        }
        this.#prompt ??= prompt;
        resolve({ text: text.slice(0, text.length - prompt.length) });
      };
      this.#heard();
    });
  }

  /** The prompt that the text ends with; on the line of the output, where that does not end with a line end. */
  #promptOf(text: string): string | undefined {
    if (this.#prompt !== undefined && text.endsWith(this.#prompt)) return this.#prompt;
    return PROMPT.exec(text)?.[0];
  }
}
