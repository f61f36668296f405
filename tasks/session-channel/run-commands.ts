import type { SSMClient } from "@aws-sdk/client-ssm";
import { openSession, type SessionOptions } from "./session.ts";

/** A command and what the shell wrote after it, without the echo of the command and without the next prompt. */
export interface RanCommand {
  command: string;
  output: string;
}

/** What became of a session in which commands were typed. */
export interface Transcript {
  sessionId: string;
  commands: RanCommand[];
}

/** The session ended, or fell silent, before all commands were done. */
export class SessionFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SessionFailed";
  }
}

/** Wide enough that no command of ours is wrapped: a shell that wraps a line echoes it with line ends inside. */
const WINDOW = { cols: 500, rows: 50 };

/** How long one command may take: a limit, not a wait. */
const TIMEOUT_MS = 25_000;

/** The last line of what a shell writes when it waits for a command: `sh-5.2$ `, `root@host:~# `. */
const PROMPT = /^[^\r\n]*[$#%>] $/;

/** What a terminal would obey and not show: CSI and OSC sequences, of which bash's line editor writes some. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
const ESCAPES = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g;

/**
 * Opens a session, types commands one after the other, each when the shell waits for it, and ends the session.
 *
 * @throws SessionFailed in words, the server's own where it gave any; what StartSession throws
 */
export async function runCommands(
  ssm: SSMClient,
  options: Pick<SessionOptions, "target" | "reason" | "checkUrl">,
  commands: readonly string[],
  timeoutMs = TIMEOUT_MS,
): Promise<Transcript> {
  const screen = new Screen();
  const session = await openSession(ssm, {
    ...options,
    size: WINDOW,
    onOutput: (bytes) => screen.write(bytes),
  });
  void session.channel.ended.then(({ reason }) => screen.close(reason));
  try {
    await screen.prompt(timeoutMs);
    const ran: RanCommand[] = [];
    for (const command of commands) {
      screen.clear();
      session.channel.write(`${command}\n`);
      const text = await screen.prompt(timeoutMs, command);
      ran.push({ command, output: outputOf(text) });
    }
    return { sessionId: session.id, commands: ran };
  } finally {
    await session.end();
  }
}

/** What comes between the echo of the command, which is the first line, and the prompt, which is the last. */
const outputOf = (text: string): string => text.split("\n").slice(1, -1).join("\n");

/** What the shell has written since the last command, and who waits for its prompt. */
class Screen {
  readonly #decoder = new TextDecoder();
  #text = "";
  #over: string | undefined;
  #heard = () => {};

  write(bytes: Uint8Array): void {
    this.#text += this.#decoder.decode(bytes, { stream: true });
    this.#heard();
  }

  close(reason: string): void {
    this.#over = reason;
    this.#heard();
  }

  clear(): void {
    this.#text = "";
  }

  /**
   * Waits for a prompt; after a command, for one that follows its echo.
   * @returns all that was written since the last `clear`, as lines
   */
  prompt(timeoutMs: number, after?: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const fail = (message: string) => {
        clearTimeout(timer);
        reject(new SessionFailed(message));
      };
      const timer = setTimeout(
        () =>
          fail(`The shell did not answer ${after === undefined ? "" : `${JSON.stringify(after)} `}in time.`),
        timeoutMs,
      );
      this.#heard = () => {
        const text = this.#text.replace(ESCAPES, "").replaceAll("\r", "");
        const lines = text.split("\n");
        if (PROMPT.test(lines.at(-1)!) && (after === undefined || lines.length > 1)) {
          clearTimeout(timer);
          resolve(text);
        } else if (this.#over !== undefined)
          fail(
            `The session ended: ${[text.trim(), this.#over].filter(Boolean).join(" ") || "without a word"}`,
          );
      };
      this.#heard();
    });
  }
}
