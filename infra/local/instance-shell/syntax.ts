/**
 * The part of the shell's language that is understood: lists of pipelines of simple commands, with quoting, variables,
 * command substitution, redirections and comments. Compound commands, functions, arithmetic, here-documents and
 * background jobs are refused by name.
 */

/** A piece of a word. What stands in quotes is not split into fields. */
export type Part =
  | { kind: "text"; text: string; quoted: boolean }
  | { kind: "variable"; name: string; quoted: boolean; fallback?: string }
  | { kind: "command"; script: string; quoted: boolean };

export type Word = Part[];

export interface Redirection {
  /** The descriptor that is redirected: 0, 1, 2, or both outputs. */
  from: "in" | "out" | "err" | "both";
  to: { kind: "file"; word: Word; append: boolean } | { kind: "stream"; stream: "out" | "err" };
}

export interface SimpleCommand {
  assignments: { name: string; value: Word }[];
  words: Word[];
  redirections: Redirection[];
}

/** Commands joined by `|`, and when they run: always, or by the status of what ran before. */
export interface Pipeline {
  when: "always" | "success" | "failure";
  negated: boolean;
  commands: SimpleCommand[];
}

/** What was typed cannot be a command. The message is the shell's. */
export class SyntaxFault extends Error {}

/** What was typed is not complete: the shell asks for another line. */
export class Incomplete extends Error {}

type Token = { kind: "word"; word: Word; raw: string } | { kind: "operator"; text: string };

const OPERATOR = /^(?:&&|\|\||\|&|[012]?>&[12]|&>>?|[012]?>>|[012]?>|<<<|<<-?|<|[|;&()\n])/;

const COMPOUND = /^(?:if|for|while|until|case|function|select|\{|\[\[|\(\()$/;

/** @throws SyntaxFault, Incomplete */
export function parse(source: string): Pipeline[] {
  const tokens = new Lexer(source).tokens();
  const pipelines: Pipeline[] = [];
  let when: Pipeline["when"] = "always";
  let current: Pipeline | undefined;
  let command: SimpleCommand | undefined;
  const close = (operator: string) => {
    if (!current || !command || isEmpty(command)) throw unexpected(operator);
    pipelines.push(current);
    current = undefined;
    command = undefined;
  };
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (token.kind === "word") {
      current ??= { when, negated: false, commands: [] };
      if (!command) {
        command = emptyCommand();
        current.commands.push(command);
      }
      addWord(current, command, token);
      continue;
    }
    switch (token.text) {
      case "\n":
        if (current) close("newline");
        when = "always";
        break;
      case ";":
        close(";");
        when = "always";
        break;
      case "&&":
      case "||":
        close(token.text);
        when = token.text === "&&" ? "success" : "failure";
        if (nothingFollows(tokens, index)) throw new Incomplete();
        break;
      case "|":
        if (!current || !command || isEmpty(command)) throw unexpected("|");
        if (nothingFollows(tokens, index)) throw new Incomplete();
        command = undefined;
        break;
      case "&":
        throw new SyntaxFault("Handrail's shell has no background jobs: leave the & out");
      case "(":
      case ")":
      case "<<":
      case "<<-":
      case "<<<":
      case "|&":
        if (token.text === ")") throw unexpected(")");
        throw new SyntaxFault(`Handrail's shell does not know \`${token.text}'`);
      default: {
        current ??= { when, negated: false, commands: [] };
        if (!command) {
          command = emptyCommand();
          current.commands.push(command);
        }
        const next = tokens[index + 1];
        const redirection = redirectionOf(token.text, next);
        command.redirections.push(redirection);
        if (redirection.to.kind === "file") index++;
      }
    }
  }
  if (current) close("newline");
  return pipelines;
}

const nothingFollows = (tokens: readonly Token[], index: number): boolean =>
  tokens.slice(index + 1).every((it) => it.kind === "operator" && it.text === "\n");

const emptyCommand = (): SimpleCommand => ({ assignments: [], words: [], redirections: [] });

const isEmpty = ({ assignments, words, redirections }: SimpleCommand): boolean =>
  assignments.length + words.length + redirections.length === 0;

const unexpected = (token: string) => new SyntaxFault(`syntax error near unexpected token \`${token}'`);

function addWord(
  pipeline: Pipeline,
  command: SimpleCommand,
  { word, raw }: { word: Word; raw: string },
): void {
  if (command.words.length === 0) {
    if (raw === "!" && isEmpty(command)) {
      pipeline.negated = !pipeline.negated;
      return;
    }
    if (COMPOUND.test(raw))
      throw new SyntaxFault(`Handrail's shell has no compound commands such as \`${raw}'`);
    const assignment = /^([A-Za-z_]\w*)=/.exec(raw);
    if (assignment) {
      command.assignments.push({ name: assignment[1]!, value: withoutPrefix(word, assignment[0].length) });
      return;
    }
  }
  command.words.push(word);
}

/** An assignment's name and `=` are unquoted text at the word's beginning. */
function withoutPrefix([first, ...rest]: Word, length: number): Word {
  if (first?.kind !== "text") return rest;
  const text = first.text.slice(length);
  return text === "" ? rest : [{ ...first, text }, ...rest];
}

function redirectionOf(operator: string, next: Token | undefined): Redirection {
  const [, digit, sign, target] = /^([012&]?)(>>|>&|>|<)([12]?)$/.exec(operator.replace("&>", "&>")) ?? [];
  const from = operator === "<" ? "in" : digit === "&" ? "both" : digit === "2" ? "err" : "out";
  if (sign === ">&") return { from, to: { kind: "stream", stream: target === "2" ? "err" : "out" } };
  if (next?.kind !== "word") throw unexpected(next ? next.text.replace("\n", "newline") : "newline");
  return { from, to: { kind: "file", word: next.word, append: sign === ">>" } };
}

class Lexer {
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
