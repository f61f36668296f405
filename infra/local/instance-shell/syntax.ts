/**
 * The part of the shell's language that is understood: lists of pipelines of simple commands, with quoting, variables,
 * command substitution, redirections and comments. Compound commands, functions, arithmetic, here-documents and
 * background jobs are refused by name.
 */
import { Incomplete, Lexer, SyntaxFault, type Token, type Word } from "./lexer.ts";

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
