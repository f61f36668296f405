import { setTimeout } from "node:timers/promises";
import type { CommandContext, ShellState } from "./command.ts";
import { home } from "./home.ts";
import { SyntaxFault, type Word } from "./lexer.ts";
import { findProgram, notFound } from "./lookup.ts";
import type { Machine } from "./machine.ts";
import { Redirections, type Streams } from "./redirections.ts";
import { type Pipeline, parse, type SimpleCommand } from "./syntax.ts";

/** What a pipeline stage may write, so that a command that goes on for ever does not fill the account's memory. */
const MAX_PIPED = 1_000_000;

/** Runs command lines on an instance. One is made for each session. */
export class Interpreter {
  readonly #machine: Machine;
  readonly #state: ShellState;
  readonly #terminal: { write(text: string): void; endOfInput(signal: AbortSignal): Promise<void> };

  constructor(
    machine: Machine,
    state: ShellState,
    terminal: { write(text: string): void; endOfInput(signal: AbortSignal): Promise<void> },
  ) {
    this.#machine = machine;
    this.#state = state;
    this.#terminal = terminal;
  }

  /** Whether Ctrl-C has killed the program that ran last, which did not hear it. */
  killed = false;

  /**
   * Runs one line, whole as the parser takes it.
   * @param signal aborts with Ctrl-C: what is left of the line is not run, and the status of a killed program is 130
   * @throws Incomplete where the line wants another
   */
  async run(source: string, signal: AbortSignal): Promise<void> {
    const write = (text: string) => this.#terminal.write(text);
    const streams: Streams = { input: undefined, out: write, err: write, toTerminal: true };
    this.killed = false;
    this.#state.status = await this.#runSource(source, streams, signal);
  }

  async #runSource(source: string, streams: Streams, signal: AbortSignal): Promise<number> {
    let pipelines: Pipeline[];
    try {
      pipelines = parse(source);
    } catch (error) {
      if (!(error instanceof SyntaxFault)) throw error;
      streams.err(`sh: ${error.message}\n`);
      return 2;
    }
    let status = this.#state.status;
    for (const pipeline of pipelines) {
      if (pipeline.when === "success" && status !== 0) continue;
      if (pipeline.when === "failure" && status === 0) continue;
      status = await this.#runPipeline(pipeline, streams, signal);
      this.#state.status = status;
      if (signal.aborted || this.#state.exiting) return status;
    }
    return status;
  }

  async #runPipeline(
    { commands, negated }: Pipeline,
    streams: Streams,
    signal: AbortSignal,
  ): Promise<number> {
    let input = streams.input;
    let status = 0;
    for (const [index, command] of commands.entries()) {
      const last = index === commands.length - 1;
      let piped = "";
      const out = (text: string) => {
        if (piped.length < MAX_PIPED) piped += text;
      };
      status = await this.#runCommand(
        command,
        last ? { ...streams, input } : { input, out, err: streams.err, toTerminal: false },
        signal,
      );
      input = piped;
      if (signal.aborted) return status;
    }
    return negated ? Number(status === 0) : status;
  }

  async #runCommand(command: SimpleCommand, outer: Streams, signal: AbortSignal): Promise<number> {
    const redirections = new Redirections(this.#machine, this.#state);
    const expand = (word: Word) => this.#expand(word, outer, signal);
    const fields: string[] = [];
    for (const word of command.words) fields.push(...(await expand(word)));
    let streams = outer;
    for (const redirection of command.redirections) {
      const target = redirection.to.kind === "file" ? (await expand(redirection.to.word)).join(" ") : "";
      const redirected = redirections.apply(streams, redirection, target);
      if (typeof redirected === "string") {
        outer.err(`sh: ${redirected}\n`);
        return 1;
      }
      streams = redirected;
    }
    const assigned: [string, string][] = [];
    let status = 0;
    for (const { name, value } of command.assignments) {
      assigned.push([name, (await this.#expand(value, outer, signal, false)).join(" ")]);
      status = this.#state.status;
    }
    if (fields.length === 0) {
      for (const [name, value] of assigned) this.#state.variables[name] = value;
      redirections.finish();
      // An assignment's status is that of the substitution in it, if there is one.
      return command.assignments.some(({ value }) => value.some((part) => part.kind === "command"))
        ? status
        : 0;
    }
    status = await this.#execute(fields, Object.fromEntries(assigned), streams, signal);
    redirections.finish();
    return status;
  }

  async #execute(
    [name = "", ...args]: string[],
    assigned: Record<string, string>,
    streams: Streams,
    signal: AbortSignal,
  ): Promise<number> {
    const context: CommandContext = {
      name,
      args,
      machine: this.#machine,
      state: this.#state,
      environment: { ...this.#exported(), ...assigned },
      input: async () => {
        if (streams.input !== undefined) return streams.input;
        await this.#terminal.endOfInput(signal);
        signal.throwIfAborted();
        return "";
      },
      isPiped: streams.input !== undefined,
      out: streams.out,
      err: streams.err,
      toTerminal: streams.toTerminal,
      signal,
      pause: (milliseconds) => this.#pause(milliseconds, signal),
      run: (words, as) => this.#runAs(words, as, assigned, streams, signal),
    };
    const program = findProgram(name);
    if (!program) {
      streams.err(name.includes("/") ? `sh: ${name}: No such file or directory\n` : notFound(name));
      return 127;
    }
    try {
      return await program(context);
    } catch (error) {
      if (!signal.aborted) throw error;
      this.killed = true;
      return 130;
    }
  }

  /** `sudo`: the same, as another user. */
  async #runAs(
    words: string[],
    user: string,
    assigned: Record<string, string>,
    streams: Streams,
    signal: AbortSignal,
  ): Promise<number> {
    const before = this.#state.user;
    this.#state.user = user;
    try {
      return await this.#execute(words, assigned, streams, signal);
    } finally {
      this.#state.user = before;
    }
  }

  async #pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    await setTimeout(milliseconds, undefined, { signal });
  }

  #exported(): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.#state.variables).filter(([name]) => this.#state.exported.has(name)),
    );
  }

  /** The fields of a word: what is unquoted is split at blanks, unless it is assigned. */
  async #expand(word: Word, streams: Streams, signal: AbortSignal, split = true): Promise<string[]> {
    const fields: string[] = [];
    let field: string | undefined;
    for (const [index, part] of word.entries()) {
      const text = await this.#textOf(part, index, streams, signal);
      if (part.quoted || part.kind === "text" || !split) {
        field = (field ?? "") + text;
        continue;
      }
      const pieces = text.split(/[ \t\n]+/);
      for (const [at, piece] of pieces.entries()) {
        if (at > 0 && field !== undefined) {
          fields.push(field);
          field = undefined;
        }
        if (piece !== "") field = (field ?? "") + piece;
      }
    }
    if (field !== undefined) fields.push(field);
    return fields;
  }

  async #textOf(part: Word[number], index: number, streams: Streams, signal: AbortSignal): Promise<string> {
    if (part.kind === "text")
      return index === 0 && !part.quoted
        ? part.text.replace(/^~(?=\/|$)/, home(this.#state.user))
        : part.text;
    if (part.kind === "variable") return this.#variable(part.name) || (part.fallback ?? "");
    let text = "";
    const out = (more: string) => {
      if (text.length < MAX_PIPED) text += more;
    };
    this.#state.status = await this.#runSource(
      part.script,
      { input: streams.input, out, err: streams.err, toTerminal: false },
      signal,
    );
    return text.replace(/\n+$/, "");
  }

  #variable(name: string): string {
    if (name === "?") return String(this.#state.status);
    if (name === "$") return "2734";
    if (name === "#") return "0";
    if (name === "0") return "sh";
    return this.#state.variables[name] ?? "";
  }
}
