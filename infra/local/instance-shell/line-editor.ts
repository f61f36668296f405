/** What comes of a key that ends a line. */
export interface LineEvents {
  line(text: string): void;
  /** Ctrl-C. */
  interrupted(): void;
  /** Ctrl-D on an empty line. */
  ended(): void;
}

/** Escape sequences of keys, and single characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys are control characters
const KEY = /\x1b\[[0-9;?]*[ -/]*[@-~]|\x1bO[@-~]|\x1b[^[O]|[^\x1b]/guy;

/** Kept for the arrow keys, as bash keeps 500 by default. */
const MAX_HISTORY = 500;

/**
 * A line that is typed and edited at a prompt: what bash's readline does with a terminal, without completion and
 * search. What it writes is for a terminal of `columns`.
 */
export class LineEditor {
  columns = 80;
  readonly history: string[] = [];
  readonly #write: (text: string) => void;
  readonly #events: LineEvents;
  readonly #actions: Record<string, () => void>;
  #prompt = "";
  #text: string[] = [];
  #cursor = 0;
  #historyAt = 0;
  #pasting = false;
  #active = false;
  /** A key's sequence that has not come whole, and keys typed before the prompt. */
  #waiting = "";

  constructor(write: (text: string) => void, events: LineEvents) {
    this.#write = write;
    this.#events = events;
    this.#actions = this.#bindings();
  }

  /** Shows the prompt and reads a line; keys that came meanwhile are read first. */
  start(prompt: string): void {
    this.#prompt = prompt;
    this.#text = [];
    this.#cursor = 0;
    this.#historyAt = this.history.length;
    this.#active = true;
    this.#write(`\x1b[?2004h${prompt}`);
    const typed = this.#waiting;
    this.#waiting = "";
    this.feed(typed);
  }

  /** Forgets what was typed ahead. */
  discard(): void {
    this.#waiting = "";
  }

  feed(typed: string): void {
    const text = this.#waiting + typed;
    this.#waiting = "";
    let at = 0;
    while (at < text.length) {
      if (!this.#active) break;
      KEY.lastIndex = at;
      const [key] = KEY.exec(text) ?? [];
      if (key === undefined) break;
      at += key.length;
      this.#press(key);
    }
    this.#waiting = text.slice(at) + this.#waiting;
  }

  #press(key: string): void {
    if (key === "\x1b[200~" || key === "\x1b[201~") this.#pasting = key === "\x1b[200~";
    else if (this.#pasting) this.#insert(key === "\r" ? "\n" : key);
    else if (this.#actions[key]) this.#actions[key]();
    else if (key >= " " && !key.startsWith("\x1b")) this.#insert(key);
  }

  /** Keys by what terminals send for them: control characters, and the sequences of a VT and of an application mode. */
  #bindings(): Record<string, () => void> {
    const toStart = () => this.#move(0);
    const toEnd = () => this.#move(this.#text.length);
    const back = () => this.#move(this.#cursor - 1);
    const forward = () => this.#move(this.#cursor + 1);
    const older = () => this.#recall(this.#historyAt - 1);
    const newer = () => this.#recall(this.#historyAt + 1);
    const backspace = () => this.#erase(this.#cursor - 1, this.#cursor);
    const deletion = () => this.#erase(this.#cursor, this.#cursor + 1);
    const accept = () => this.#accept();
    return {
      "\r": accept,
      "\n": accept,
      "\x03": () => this.#interrupt(),
      "\x04": () => (this.#text.length === 0 ? this.#end() : deletion()),
      "\x7f": backspace,
      "\b": backspace,
      "\x1b[3~": deletion,
      "\x0b": () => this.#erase(this.#cursor, this.#text.length),
      "\x15": () => this.#erase(0, this.#cursor),
      "\x17": () => this.#eraseWord(),
      "\x0c": () => this.#clearScreen(),
      "\t": () => this.#write("\x07"),
      ...boundTo(toStart, "\x01", "\x1b[H", "\x1b[1~", "\x1bOH"),
      ...boundTo(toEnd, "\x05", "\x1b[F", "\x1b[4~", "\x1bOF"),
      ...boundTo(back, "\x02", "\x1b[D", "\x1bOD"),
      ...boundTo(forward, "\x06", "\x1b[C", "\x1bOC"),
      ...boundTo(older, "\x10", "\x1b[A", "\x1bOA"),
      ...boundTo(newer, "\x0e", "\x1b[B", "\x1bOB"),
    };
  }

  #clearScreen(): void {
    this.#write(`\x1b[H\x1b[2J${this.#prompt}${this.#shown()}${this.#backTo(this.#cursor)}`);
  }

  #insert(character: string): void {
    const old = this.#cursor;
    this.#text.splice(this.#cursor++, 0, character);
    if (this.#cursor === this.#text.length) this.#write(character === "\n" ? "\r\n" : character);
    else this.#redraw(old);
  }

  #erase(from: number, to: number): void {
    if (from < 0 || from >= to || from >= this.#text.length) return;
    const old = this.#cursor;
    const atEnd = old === this.#text.length;
    const removed = this.#text.slice(from, to);
    const before = this.#place(old);
    this.#text.splice(from, to - from);
    this.#cursor = from;
    // The plain case, as readline does it: one step back, a blank, and back.
    if (atEnd && removed.length === 1 && removed[0] !== "\n" && before.column > 0) this.#write("\b\x1b[K");
    else this.#redraw(old, before);
  }

  #eraseWord(): void {
    let from = this.#cursor;
    while (from > 0 && this.#text[from - 1] === " ") from--;
    while (from > 0 && this.#text[from - 1] !== " ") from--;
    this.#erase(from, this.#cursor);
  }

  #move(to: number): void {
    const target = Math.max(0, Math.min(this.#text.length, to));
    const old = this.#place(this.#cursor);
    const now = this.#place(target);
    this.#cursor = target;
    this.#write(steps(old, now));
  }

  #recall(index: number): void {
    if (index < 0 || index > this.history.length) return;
    const old = this.#place(this.#cursor);
    this.#historyAt = index;
    this.#text = [...(this.history[index] ?? "")];
    this.#cursor = this.#text.length;
    this.#redraw(0, old);
  }

  /** Writes prompt and line anew, from where the cursor was. */
  #redraw(oldCursor: number, old = this.#place(oldCursor)): void {
    const up = old.row > 0 ? `\x1b[${old.row}A` : "";
    this.#write(`${up}\r\x1b[J${this.#prompt}${this.#shown()}${this.#backTo(this.#cursor)}`);
  }

  #shown(): string {
    return this.#text.join("").replaceAll("\n", "\r\n");
  }

  #backTo(cursor: number): string {
    return steps(this.#place(this.#text.length), this.#place(cursor));
  }

  /** Where a place in the line is, counted from the prompt's first column. */
  #place(index: number): Place {
    let row = 0;
    let column = this.#prompt.length;
    for (const character of this.#text.slice(0, index)) {
      if (character === "\n") {
        row++;
        column = 0;
      } else if (++column >= this.columns) {
        row++;
        column = 0;
      }
    }
    return { row, column };
  }

  #accept(): void {
    const line = this.#text.join("");
    this.#leave();
    if (line.trim() !== "" && line !== this.history.at(-1)) this.history.push(line);
    if (this.history.length > MAX_HISTORY) this.history.shift();
    this.#events.line(line);
  }

  #interrupt(): void {
    this.#write("^C");
    this.#leave();
    this.#events.interrupted();
  }

  #end(): void {
    this.#active = false;
    this.#write("\x1b[?2004l\r\r\nexit\r\n");
    this.#events.ended();
  }

  #leave(): void {
    this.#write(`${this.#backToEnd()}\r\n\x1b[?2004l\r`);
    this.#active = false;
  }

  #backToEnd(): string {
    return steps(this.#place(this.#cursor), this.#place(this.#text.length));
  }
}

const boundTo = (action: () => void, ...keys: string[]): Record<string, () => void> =>
  Object.fromEntries(keys.map((key) => [key, action]));

interface Place {
  row: number;
  column: number;
}

function steps(from: Place, to: Place): string {
  const rows = to.row - from.row;
  const vertical = rows === 0 ? "" : rows < 0 ? `\x1b[${-rows}A` : `\x1b[${rows}B`;
  const columns = to.column - from.column;
  if (columns === 0) return vertical;
  return `${vertical}${columns < 0 ? `\x1b[${-columns}D` : `\x1b[${columns}C`}`;
}
