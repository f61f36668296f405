/** A piece of a word. What stands in quotes is not split into fields. */
export type Part =
  | { kind: "text"; text: string; quoted: boolean }
  | { kind: "variable"; name: string; quoted: boolean; fallback?: string }
  | { kind: "command"; script: string; quoted: boolean };

export type Word = Part[];

/** What was typed cannot be a command. The message is the shell's. */
export class SyntaxFault extends Error {}

/** What was typed is not complete: the shell asks for another line. */
export class Incomplete extends Error {}

export type Token = { kind: "word"; word: Word; raw: string } | { kind: "operator"; text: string };

const OPERATOR = /^(?:&&|\|\||\|&|[012]?>&[12]|&>>?|[012]?>>|[012]?>|<<<|<<-?|<|[|;&()\n])/;

/** Cuts a line into words and operators. */
export class Lexer {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  tokens(): Token[] {
    const tokens: Token[] = [];
    for (;;) {
      this.#skipBlanks();
      if (this.#at >= this.#source.length) return tokens;
      const [operator] = OPERATOR.exec(this.#source.slice(this.#at)) ?? [];
      if (operator !== undefined) {
        this.#at += operator.length;
        tokens.push({ kind: "operator", text: operator });
      } else {
        const start = this.#at;
        const word = this.#word();
        tokens.push({ kind: "word", word, raw: this.#source.slice(start, this.#at) });
      }
    }
  }

  #skipBlanks(): void {
    for (;;) {
      const rest = this.#source.slice(this.#at);
      const blank = /^(?:[ \t]+|\\\n|#[^\n]*)/.exec(rest);
      if (!blank) return;
      this.#at += blank[0].length;
    }
  }

  #word(): Word {
    const parts: Part[] = [];
    while (this.#at < this.#source.length) {
      const character = this.#source[this.#at]!;
      if (/[\s|;&<>()]/.test(character)) break;
      if (character === "'") parts.push(this.#singleQuoted());
      else if (character === '"') parts.push(...this.#doubleQuoted());
      else if (character === "\\") parts.push(...this.#escaped());
      else if (character === "$" || character === "`") parts.push(this.#substitution(false));
      else {
        parts.push({ kind: "text", text: character, quoted: false });
        this.#at++;
      }
    }
    return merged(parts);
  }

  #singleQuoted(): Part {
    const end = this.#source.indexOf("'", this.#at + 1);
    if (end < 0) throw new Incomplete();
    const text = this.#source.slice(this.#at + 1, end);
    this.#at = end + 1;
    return { kind: "text", text, quoted: true };
  }

  #escaped(): Part[] {
    const next = this.#source[this.#at + 1];
    if (next === undefined) throw new Incomplete();
    this.#at += 2;
    return next === "\n" ? [] : [{ kind: "text", text: next, quoted: true }];
  }

  #doubleQuoted(): Part[] {
    this.#at++;
    // Even empty quotes make a field.
    const parts: Part[] = [{ kind: "text", text: "", quoted: true }];
    for (;;) {
      const character = this.#source[this.#at];
      if (character === undefined) throw new Incomplete();
      if (character === '"') break;
      if (character === "$" || character === "`") {
        parts.push(this.#substitution(true));
        continue;
      }
      const next = this.#source[this.#at + 1];
      if (character === "\\" && next !== undefined && '$`"\\\n'.includes(next)) {
        if (next !== "\n") parts.push({ kind: "text", text: next, quoted: true });
        this.#at += 2;
        continue;
      }
      parts.push({ kind: "text", text: character, quoted: true });
      this.#at++;
    }
    this.#at++;
    return parts;
  }

  #substitution(quoted: boolean): Part {
    const rest = this.#source.slice(this.#at);
    if (rest.startsWith("$((")) throw new SyntaxFault("Handrail's shell has no arithmetic");
    if (rest.startsWith("$(")) return this.#command(quoted);
    if (rest.startsWith("`")) return this.#backticks(quoted);
    const braced = /^\$\{(\w+|[?$#])(?::?-([^}]*))?\}/.exec(rest);
    if (braced) {
      this.#at += braced[0].length;
      return {
        kind: "variable",
        name: braced[1]!,
        quoted,
        ...(braced[2] === undefined ? {} : { fallback: braced[2] }),
      };
    }
    if (rest.startsWith("${"))
      throw new SyntaxFault("in braces Handrail's shell knows a variable's NAME and NAME:-DEFAULT only");
    const plain = /^\$([A-Za-z_]\w*|[?$#0-9])/.exec(rest);
    if (plain) {
      this.#at += plain[0].length;
      return { kind: "variable", name: plain[1]!, quoted };
    }
    this.#at++;
    return { kind: "text", text: "$", quoted };
  }

  /** `$(…)`, up to its own bracket: quotes and further brackets inside are looked past. */
  #command(quoted: boolean): Part {
    let depth = 0;
    let quote = "";
    for (let at = this.#at + 1; at < this.#source.length; at++) {
      const character = this.#source[at]!;
      if (character === "\\" && quote !== "'") at++;
      else if (quote !== "") {
        if (character === quote) quote = "";
      } else if (character === "'" || character === '"') quote = character;
      else if (character === "(") depth++;
      else if (character === ")" && --depth === 0) {
        const script = this.#source.slice(this.#at + 2, at);
        this.#at = at + 1;
        return { kind: "command", script, quoted };
      }
    }
    throw new Incomplete();
  }

  #backticks(quoted: boolean): Part {
    const end = this.#source.indexOf("`", this.#at + 1);
    if (end < 0) throw new Incomplete();
    const script = this.#source.slice(this.#at + 1, end);
    this.#at = end + 1;
    return { kind: "command", script, quoted };
  }
}

/** Neighbouring text of one kind as one part. */
function merged(parts: readonly Part[]): Word {
  const word: Part[] = [];
  for (const part of parts) {
    const last = word.at(-1);
    if (part.kind === "text" && last?.kind === "text" && last.quoted === part.quoted) last.text += part.text;
    else word.push({ ...part });
  }
  return word;
}
