/**
 * The shell of an emulated instance: what Session Manager shows a participant. A terminal with line editing as bash's,
 * a small language (`syntax.ts`) and the commands that a lab's guide asks for and people type around them
 * (`commands/`); what they show of the network, the metadata and the credentials is the account's own.
 *
 * Known gaps: everything else of a Linux machine. Commands that Amazon Linux has and this has not say so; so do the
 * parts of bash that are missing. Files are the session's own, and gone with it. Programs of a pipeline run one after
 * the other.
 */
import type { Call } from "../service.ts";
import type { InstanceRecord } from "../services/ec2/store.ts";
import type { ShellState } from "./command.ts";
import { home } from "./home.ts";
import { Interpreter } from "./interpreter.ts";
import { Incomplete } from "./lexer.ts";
import { LineEditor } from "./line-editor.ts";
import { Machine } from "./machine.ts";

/** A shell and the terminal that it is in. */
export interface Shell {
  /** What is typed, as bytes of UTF-8. */
  input(bytes: Uint8Array): void;
  resize(columns: number, rows: number): void;
  /** Ends whatever runs. Nothing is written any more, and `exit` is not told. */
  close(): void;
}

export interface ShellTerminal {
  write(text: string): void;
  /** The shell has ended by itself. */
  exit(): void;
}

export interface ShellOptions {
  user: string;
  /** Runs this, and ends, instead of reading commands. */
  command?: string;
}

export function openShell(
  call: Call,
  instance: InstanceRecord,
  terminal: ShellTerminal,
  options: ShellOptions,
): Shell {
  return new InstanceShell(new Machine(call, instance), terminal, options);
}

class InstanceShell implements Shell {
  readonly #machine: Machine;
  readonly #terminal: ShellTerminal;
  readonly #state: ShellState;
  readonly #editor: LineEditor;
  readonly #interpreter: Interpreter;
  readonly #decoder = new TextDecoder();
  #unfinished = "";
  #running: AbortController | undefined;
  #endInput: (() => void) | undefined;
  /** Ctrl-D was typed, and no program has read it yet. */
  #inputEnded = false;
  #closed = false;

  constructor(machine: Machine, terminal: ShellTerminal, { user, command }: ShellOptions) {
    this.#machine = machine;
    this.#terminal = terminal;
    this.#editor = new LineEditor((text) => this.#write(text), {
      line: (text) => void this.#take(text),
      interrupted: () => this.#prompt(130),
      ended: () => this.#exit(),
    });
    const { history } = this.#editor;
    this.#state = {
      user,
      // The agent starts shells where it was itself started.
      folder: "/usr/bin",
      variables: {
        USER: user,
        HOME: home(user),
        PWD: "/usr/bin",
        SHELL: "/bin/sh",
        TERM: "xterm-256color",
        LANG: "C.UTF-8",
        PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
        HOSTNAME: machine.hostname,
      },
      exported: new Set(["USER", "HOME", "PWD", "SHELL", "TERM", "LANG", "PATH", "HOSTNAME"]),
      status: 0,
      exiting: false,
      history,
      clearHistory: () => {
        history.length = 0;
      },
    };
    this.#interpreter = new Interpreter(machine, this.#state, {
      write: (text) => this.#write(text.replaceAll(/\r?\n/g, "\r\n")),
      endOfInput: (signal) => this.#endOfInput(signal),
    });
    if (command === undefined) this.#prompt(0);
    else void this.#take(command, true);
  }

  input(bytes: Uint8Array): void {
    const text = this.#decoder.decode(bytes, { stream: true });
    if (!this.#running) {
      this.#editor.feed(text);
      return;
    }
    // A program has the terminal: its driver hears Ctrl-C and Ctrl-D, and keeps the rest for who reads next.
    for (const character of text) {
      if (character === "\x03") {
        this.#write("^C");
        this.#editor.discard();
        this.#running?.abort();
      } else if (character === "\x04") {
        this.#inputEnded = true;
        this.#endInput?.();
      } else this.#editor.feed(character);
    }
  }

  resize(columns: number): void {
    if (columns >= 1) this.#editor.columns = columns;
  }

  close(): void {
    this.#closed = true;
    this.#running?.abort();
  }

  #write(text: string): void {
    if (!this.#closed) this.#terminal.write(text);
  }

  #prompt(status: number): void {
    if (this.#closed) return;
    this.#unfinished = "";
    this.#state.status = status;
    this.#editor.start(`${this.#machine.prompt}${this.#state.user === "root" ? "#" : "$"} `);
  }

  #exit(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#terminal.exit();
  }

  /** Runs a line, or asks for more of it. */
  async #take(line: string, once = false): Promise<void> {
    const source = this.#unfinished === "" ? line : `${this.#unfinished}\n${line}`;
    const running = new AbortController();
    this.#running = running;
    this.#inputEnded = false;
    try {
      await this.#interpreter.run(source, running.signal);
    } catch (error) {
      this.#running = undefined;
      if (error instanceof Incomplete) {
        this.#unfinished = source;
        return once ? this.#exit() : this.#editor.start("> ");
      }
      this.#complain(error);
    }
    this.#running = undefined;
    // A program that was killed has left the cursor where it was; one that heard Ctrl-C has ended its line.
    if (this.#interpreter.killed) this.#write("\r\n");
    if (this.#state.exiting || once) {
      if (this.#state.exiting) this.#write("exit\r\n");
      return this.#exit();
    }
    this.#prompt(this.#state.status);
  }

  /** A command that fails in itself must not take the session with it. */
  #complain(error: unknown): void {
    if (process.env.HANDRAIL_DEBUG) console.error(error);
    this.#write(`sh: Handrail's shell failed, which is a bug: ${(error as Error).message}\r\n`);
  }

  #endOfInput(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#endInput = resolve;
      if (this.#inputEnded || signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }
}
