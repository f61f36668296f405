import type { ShellState } from "./command.ts";
import { absolute } from "./files.ts";
import { home } from "./home.ts";
import type { Machine } from "./machine.ts";
import type { Redirection } from "./syntax.ts";

/** Where a command reads and writes. */
export interface Streams {
  input: string | undefined;
  out: (text: string) => void;
  err: (text: string) => void;
  /** Whether `out` is the terminal. */
  toTerminal: boolean;
}

/** The redirections of one command. What it writes into files is kept until it is done. */
export class Redirections {
  readonly #machine: Machine;
  readonly #state: ShellState;
  readonly #written = new Map<string, string>();

  constructor(machine: Machine, state: ShellState) {
    this.#machine = machine;
    this.#state = state;
  }

  /** @returns the streams as they are redirected, or in words why they cannot be */
  apply(streams: Streams, { from, to }: Redirection, target: string): Streams | string {
    if (to.kind === "stream") {
      const stream = to.stream === "out" ? streams.out : streams.err;
      return from === "err" ? { ...streams, err: stream } : { ...streams, out: stream };
    }
    if (target === "") return "ambiguous redirect";
    const { files } = this.#machine;
    const path = absolute(target, this.#state.folder);
    if (from === "in") {
      const content = path === "/dev/null" ? "" : files.read(path);
      return content === undefined ? `${target}: No such file or directory` : { ...streams, input: content };
    }
    if (files.isFolder(path)) return `${target}: Is a directory`;
    if (path !== "/dev/null" && !isWritable(path, this.#state.user)) return `${target}: Permission denied`;
    const write = this.#open(path, to.append ? (files.read(path) ?? "") : "");
    if (from === "err") return { ...streams, err: write };
    const redirected = { ...streams, out: write, toTerminal: false };
    return from === "both" ? { ...redirected, err: write } : redirected;
  }

  /** Writes the files. */
  finish(): void {
    for (const [path, content] of this.#written)
      if (path !== "/dev/null") this.#machine.files.write(path, content);
  }

  #open(path: string, initial: string): (text: string) => void {
    if (!this.#written.has(path)) this.#written.set(path, initial);
    return (text) => this.#written.set(path, this.#written.get(path)! + text);
  }
}

function isWritable(path: string, user: string): boolean {
  return user === "root" || path.startsWith("/tmp/") || path.startsWith(`${home(user)}/`);
}
