import type { Finds, Found } from "../../state/search.ts";
import { isIn } from "../../text/search.ts";
import { atLine, foundIn } from "../find.ts";
import type { Frame } from "../screen.ts";
import { choicePage, MEASURE } from "./choice-page.ts";
import { choiceRows } from "./choice-rows.ts";

/**
 * Where the choice has a text: choice by choice its own line, with the heading above it, and what is told of it. To go there
 * is to point at it, which opens nothing. An account that wants the state machines first is a page like others.
 */
export function findInChoice({ state, launch, width }: Frame, query: string): Finds | undefined {
  if (!launch || state.start.account) return undefined;
  const rows = choiceRows(launch.labs, state.start, true);
  const options = rows.flatMap(({ option, text }, row) => {
    const above = rows.findLastIndex((other, index) => index < row && other.option !== undefined);
    const headings = rows.slice(above + 1, row).map((heading) => heading.text);
    return option ? [{ ...option, text: [...headings, text, option.note].join("\n") }] : [];
  });
  const found = options.flatMap(({ place: start, text }, index): Found[] => {
    const lines = choicePage(launch, { ...state.start, ...start }, Math.min(width, MEASURE));
    const own = isIn(text, query) ? [{ to: { start, ...atLine("page", 0) }, order: [index, -1] }] : [];
    return [...own, ...foundIn(lines, query, "page", { start }, [index])];
  });
  const at = options.findIndex((option) => option.at);
  // Whoever has searched for nothing yet is at the beginning of what is chosen.
  return { found, here: [at, state.scroll.page > 0 ? state.scroll.page - 1 : -2] };
}
