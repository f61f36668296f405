import { expect, test } from "vitest";
import { newestFirst } from "../../../tui/execution/newest-first.ts";

/** A source that tells which of its pages were read. */
function source(pages: number[][]) {
  const read: number[] = [];
  async function* each(): AsyncGenerator<number[], void, void> {
    for (const [index, page] of pages.entries()) {
      read.push(index);
      yield page;
    }
  }
  return { iterator: each(), read };
}

test("sources become one list, newest first, and are read no further than it takes", async () => {
  const even = source([[10, 8], [], [6, 4], [2]]);
  const odd = source([
    [7, 5],
    [3, 1],
  ]);
  const merged = newestFirst([even.iterator, odd.iterator, source([]).iterator], (one) => one, 3);
  expect((await merged.next()).value).toEqual([10, 8, 7]);
  expect(even.read).toEqual([0, 1, 2]);
  expect(odd.read).toEqual([0]);
  const rest: number[][] = [];
  for await (const page of merged) rest.push(page);
  expect(rest).toEqual([
    [6, 5, 4],
    [3, 2, 1],
  ]);
});

test("where there is nothing, there is no page", async () => {
  expect((await newestFirst([source([[]]).iterator], (one) => one, 3).next()).done).toBe(true);
});
