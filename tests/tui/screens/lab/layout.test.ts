import { describe, expect, test } from "vitest";
import { besides, columnsOf, GAP, heights, MARGIN } from "../../../../tui/screens/lab/layout.ts";

const WIDTHS = Array.from({ length: 281 }, (_, index) => index + 40);

test.each(WIDTHS)("%i columns are shared out, and no line of text is too long to read", (width) => {
  const { path, page, panel } = columnsOf(width, false);
  const beside = panel > 0 ? panel + GAP + MARGIN : 0;
  expect(path + GAP + page + beside).toBeLessThanOrEqual(width);
  expect(page).toBeLessThanOrEqual(100);
  expect(page).toBeGreaterThanOrEqual(20);
  if (panel > 0) expect(panel).toBeGreaterThanOrEqual(40);
});

test("findings have a column of their own where there is room for three", () => {
  expect(columnsOf(149, false).panel).toBe(0);
  expect(columnsOf(150, false)).toMatchObject({ path: 36, page: 67, panel: 42 });
  expect(columnsOf(200, false)).toMatchObject({ path: 44, page: 93, panel: 58 });
});

test("what is there to be copied has the whole screen", () => {
  expect(columnsOf(200, true)).toEqual({ path: 0, page: 200, panel: 0 });
});

describe("the lines", () => {
  test("beside each other, each has all of them but for a title", () => {
    expect(besides(57)).toEqual({ pageHeight: 57, panelHeight: 56 });
  });

  test("below each other, what is read has the larger share", () => {
    const lines = { page: 100, panel: 100 };
    expect(heights(21, lines, "page")).toEqual({ pageHeight: 12, panelHeight: 8 });
    expect(heights(21, lines, "panel")).toEqual({ pageHeight: 5, panelHeight: 15 });
    expect(heights(21, { page: 100, panel: 0 }, "page")).toEqual({ pageHeight: 21, panelHeight: 0 });
  });
});
