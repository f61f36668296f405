import { describe, expect, test } from "vitest";
import { fnd203Guide } from "../../../tasks/labs/fnd203/guide.ts";
import { renderMarkdown } from "../../../tui/text/markdown.ts";
import { textOf } from "../../../tui/text/text.ts";
import { widthOf } from "../../../tui/text/width.ts";
import { textsOf } from "../fixtures.ts";

describe("Markdown", () => {
  // From the page of the smallest screen on: 80 columns without the path.
  test.each([52, 80, 156])("no line of a guide is wider than %i columns", (width) => {
    for (const { guide: text } of fnd203Guide.steps)
      for (const line of textsOf(renderMarkdown(text, width))) {
        expect(line.length, line).toBeLessThanOrEqual(width);
        expect(line).toBe(line.trimEnd());
      }
  });

  test("words keep their order and their looks", () => {
    const lines = renderMarkdown("A **bold** word, _another_ and `code` that\nfollows.", 16);
    expect(textsOf(lines)).toEqual(["A bold word,", "another and code", "that follows."]);
    expect(lines[0]!.spans[1]).toEqual({ text: "bold", bold: true });
  });

  test("looks without a space between them are one word", () => {
    expect(textsOf(renderMarkdown("It is (`here`), or not.", 9))).toEqual(["It is", "(here),", "or not."]);
  });

  test("a table's cells keep their looks", () => {
    const lines = renderMarkdown("| a | b |\n| - | - |\n| `c` | **d** |", 40);
    expect(lines[2]!.spans).toEqual([{ text: "c", code: true }, { text: "  " }, { text: "d", bold: true }]);
  });

  test("a link leads there, and its address is readable", () => {
    const [line] = renderMarkdown("See [the guide](https://example.com/a), https://example.com/b.", 80);
    expect(textOf(line!)).toBe("See the guide (https://example.com/a), https://example.com/b.");
    expect(line!.spans.filter(({ href }) => href).map(({ text, href }) => [text, href])).toEqual([
      ["the guide (https://example.com/a)", "https://example.com/a"],
      ["https://example.com/b", "https://example.com/b"],
    ]);
  });

  test.each([
    ["日本語のテキスト", 16],
    ["🙂👩‍👩‍👧 ok", 7],
    ["naïve café …–✓", 14],
    ["e\u0301", 1],
    ["⚠\ufe0f", 2],
  ])("%s is %i columns wide", (text, columns) => {
    expect(widthOf(text)).toBe(columns);
  });

  test("what is two columns wide is wrapped by its width, and never cut in two", () => {
    const lines = textsOf(renderMarkdown("日本語のテキスト 🙂🙂 ok", 7));
    expect(lines).toEqual(["日本語", "のテキ", "スト", "🙂🙂 ok"]);
  });

  test("lists hang, numbers count, characters are not HTML", () => {
    expect(textsOf(renderMarkdown('3. one two three\n4. <b> & "x"\n', 12))).toEqual([
      "3. one two",
      "   three",
      '4. <b> & "x"',
    ]);
  });

  test("a table that does not fit is told row by row", () => {
    const table =
      "| Then | Today |\n| --- | --- |\n| `A` | the same |\n| `Long/one` | another of a longer name |\n";
    expect(textsOf(renderMarkdown(table, 40))).toEqual([
      "Then      Today",
      "────────  ────────────────────────",
      "A         the same",
      "Long/one  another of a longer name",
    ]);
    expect(textsOf(renderMarkdown(table, 24))).toEqual([
      "Then: A",
      "Today: the same",
      "",
      "Then: Long/one",
      "Today: another of a",
      "  longer name",
    ]);
  });

  test("a word wider than the line is cut", () => {
    expect(textsOf(renderMarkdown("abcdefghij", 4))).toEqual(["abcd", "efgh", "ij"]);
  });
});
