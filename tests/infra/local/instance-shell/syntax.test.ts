import { describe, expect, it } from "vitest";
import { Incomplete, SyntaxFault, type Word } from "../../../../infra/local/instance-shell/lexer.ts";
import { parse } from "../../../../infra/local/instance-shell/syntax.ts";

/** A word as it was meant: quotes as «», substitutions by their sign. */
const spelt = (word: Word): string =>
  word
    .map((part) => {
      const text =
        part.kind === "text" ? part.text : part.kind === "variable" ? `$${part.name}` : `$(${part.script})`;
      return part.quoted ? `«${text}»` : text;
    })
    .join("");

const words = (source: string) =>
  parse(source).map(({ commands }) => commands.map((command) => command.words.map(spelt)));

describe("a line", () => {
  it.each([
    ["echo a  b", [[["echo", "a", "b"]]]],
    ["echo 'a  $b' \"c $d\" e\\ f", [[["echo", "«a  $b»", "«c »«$d»", "e« »f"]]]],
    ['echo "$(curl -s "http://x/)")" done', [[["echo", '«»«$(curl -s "http://x/)")»', "done"]]]],
    ["echo `date` $? ${HOME}", [[["echo", "$(date)", "$$?".slice(1), "$HOME"]]]],
    ["a | b | c; d && e || f", [[["a"], ["b"], ["c"]], [["d"]], [["e"]], [["f"]]]],
    ["a # a comment", [[["a"]]]],
    ["a\\\nb", [[["ab"]]]],
    ["", []],
    ["echo $", [[["echo", "$"]]]],
    ["echo a#b", [[["echo", "a#b"]]]],
  ])("%s is read", (source, expected) => {
    expect(words(source)).toEqual(expected);
  });

  it("has assignments before its command, and redirections anywhere", () => {
    const [pipeline] = parse('A=1 B="x y" run >out 2>&1 <in >>more');
    const [command] = pipeline!.commands;
    expect(command!.assignments.map(({ name, value }) => `${name}=${spelt(value)}`)).toEqual([
      "A=1",
      "B=«x y»",
    ]);
    expect(command!.redirections).toMatchObject([
      { from: "out", to: { kind: "file", append: false } },
      { from: "err", to: { kind: "stream", stream: "out" } },
      { from: "in", to: { kind: "file" } },
      { from: "out", to: { kind: "file", append: true } },
    ]);
  });

  it("says when its pipelines run", () => {
    expect(parse("a && b || c; d").map(({ when }) => when)).toEqual([
      "always",
      "success",
      "failure",
      "always",
    ]);
    expect(parse("! a")[0]).toMatchObject({ negated: true });
  });

  it.each(["echo 'a", 'echo "a', "echo $(a", "a |", "a &&", "echo a\\", 'echo "$(a)'])(
    "%s wants another",
    (source) => {
      expect(() => parse(source)).toThrow(Incomplete);
    },
  );

  it.each([
    ["| a", "syntax error near unexpected token `|'"],
    ["a ; ; b", "syntax error near unexpected token `;'"],
    ["a >", "syntax error near unexpected token `newline'"],
    [")", "syntax error near unexpected token `)'"],
    ["for i in 1 2; do echo $i; done", "no compound commands such as `for'"],
    ["sleep 5 &", "no background jobs"],
    ["(cd /tmp)", "does not know `('"],
    ["cat <<END", "does not know `<<'"],
    ["echo $((1+1))", "no arithmetic"],
    ["echo ${HOME%x}", "NAME and NAME:-DEFAULT only"],
  ])("%s is refused in words", (source, message) => {
    expect(() => parse(source)).toThrow(SyntaxFault);
    expect(() => parse(source)).toThrow(message);
  });
});
