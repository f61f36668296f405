import { describe, expect, test } from "vitest";
import { findInLab } from "../../tui/screens/lab/find.ts";
import { reduce } from "../../tui/state/reduce.ts";
import { nextMatch } from "../../tui/state/search.ts";
import type { Action, TerminalState } from "../../tui/state/state.ts";
import { renderMarkdown } from "../../tui/text/markdown.ts";
import { highlight, isIn, matchesIn } from "../../tui/text/search.ts";
import { textOf } from "../../tui/text/text.ts";
import { guide, result, stateWith } from "./fixtures.ts";
import { frameOf } from "./frames.ts";

describe("a text in lines", () => {
  test.each([
    ["acl", "A network ACL", true],
    ["ACL", "A network acl", false],
    ["ACL", "A network ACL", true],
    ["a.l", "A network ACL", false],
    ["network  acl", "A network ACL", true],
  ])("%s is in %s: %s", (query, text, found) => {
    expect(isIn(text, query)).toBe(found);
  });

  test("goes on in the next line, and its parts are marked in both", () => {
    const lines = renderMarkdown("- one two three **four** five", 9);
    expect(lines.map(textOf)).toEqual(["• one two", "  three", "  four", "  five"]);
    expect(matchesIn(lines, "two three four")).toEqual([
      {
        line: 0,
        pieces: [
          { line: 0, from: 6, to: 9 },
          { line: 1, from: 0, to: 7 },
          { line: 2, from: 0, to: 6 },
        ],
      },
    ]);
    expect(highlight(lines, "five")[3]!.spans.at(-1)).toEqual({ text: "five", inverse: true });
    expect(highlight(lines, "our")[2]!.spans.slice(-2)).toEqual([
      { text: "f", bold: true },
      { text: "our", bold: true, inverse: true },
    ]);
  });

  test("nothing is changed but what is marked", () => {
    const lines = renderMarkdown("Some `code` and **more**.", 30);
    expect(highlight(lines, "e").map(textOf)).toEqual(lines.map(textOf));
    expect(highlight(lines, "zzz")).toEqual(lines);
  });
});

const findsOf = (state: TerminalState, query: string) => findInLab(frameOf(state), query);
const find = (state: TerminalState, query: string) => findsOf(state, query).found;
const [first] = guide.steps;

describe("the whole lab", () => {
  test("is searched: titles, guides, commands, questions, findings", () => {
    const state = stateWith({ results: { [first!.id]: result(first!.id, "unmet") } });
    const pages = (query: string) => new Set(find(state, query).map(({ to }) => `${to.page} ${to.focus}`));
    expect(pages("Do it.")).toEqual(new Set(["guide page"]));
    expect(pages("describe-security-groups")).toEqual(new Set(["commands page"]));
    expect(pages("resolver")).toEqual(new Set([]));
    expect(pages("DNS logs")).toEqual(new Set(["questions page"]));
    expect(pages("Requirement that is unmet")).toEqual(new Set(["guide panel"]));
    expect(find(state, "Clean up")[0]!.to).toMatchObject({ selected: guide.steps.length + 1, page: "guide" });
  });

  test("gives no hint away that was not asked for", () => {
    expect(find(stateWith({}), "A nudge")).toEqual([]);
    const [found] = find(stateWith({ hints: { [first!.id]: 1 } }), "A nudge");
    expect(found!.to).toMatchObject({ selected: 1, page: "hints" });
  });
});

describe("from match to match", () => {
  const go = (state: TerminalState, query: string, step: 1 | -1): TerminalState => {
    const finds = findsOf(state, query);
    const index = nextMatch(state, finds, step);
    const { found } = finds;
    const action: Action = { type: "search/go", query, found: found[index], index, count: found.length };
    return reduce(state, action);
  };

  test("the first one is the next from here, after the last comes the first, and each can be taken back", () => {
    const here = stateWith({ selected: 18 });
    const one = go(here, "Do it", 1);
    expect(one).toMatchObject({ selected: 18, page: "guide" });
    const two = go(one, "Do it", 1);
    expect(two).toMatchObject({
      selected: 19,
      notice: { text: expect.stringMatching(/^19 of 19: "Do it"/) },
    });
    expect(go(two, "Do it", 1)).toMatchObject({ selected: 1 });
    expect(go(two, "Do it", -1)).toMatchObject({ selected: 18 });
    expect(reduce(two, { type: "back" })).toMatchObject({ selected: 18 });
  });

  test("the line is seen, and what it belongs to above it", () => {
    const state = go(stateWith({}), "DNS logs", 1);
    expect(state).toMatchObject({ selected: 1, page: "questions", asked: 0, focus: "page" });
    const [found] = find(state, "DNS logs");
    expect(state.scroll.page).toBe(Math.max(0, found!.order.at(-1)! - 2));
  });

  test("what is nowhere is said so, and nothing moves", () => {
    const here = stateWith({ selected: 3, scroll: { page: 4, panel: 0 } });
    const state = go(here, "zzz", 1);
    expect(state).toMatchObject({ selected: 3, scroll: { page: 4 }, search: {}, notice: { bad: true } });
  });
});

test("a page is found again as it was left", () => {
  const play = (...actions: Action[]) => actions.reduce(reduce, stateWith({}));
  const scroll: Action = { type: "scroll", lines: 5, limits: { page: 9, panel: 0 } };
  const [to, from]: Action[] = [
    { type: "select", station: 1 },
    { type: "select", station: 2 },
  ];
  expect(play(to!, scroll, from!).scroll.page).toBe(0);
  expect(play(to!, scroll, from!, to!).scroll.page).toBe(5);
  expect(play(to!, scroll, { type: "show-page", page: "commands" }, { type: "back" }).scroll.page).toBe(5);
  const verify: Action = { type: "execution-started", verb: "verify-steps", view: {} as never };
  expect(play(to!, scroll, verify).scroll.page).toBe(5);
});
