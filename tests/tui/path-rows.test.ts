import { describe, expect, test } from "vitest";
import { INDENT, pathRows, type Row } from "../../tui/screens/lab/path-rows.ts";
import { stationsOf } from "../../tui/state/state.ts";
import { guide, result, stateWith } from "./fixtures.ts";

const stations = stationsOf(guide);
const widthOf = (row: Row) => row.text.length + (row.mark ? INDENT : 0);

// What the path has on screens of 60 × 12, 80 × 24 and 200 × 60, without the line of its progress.
describe.each([
  [20, 9],
  [27, 20],
  [43, 56],
])("in %i columns and %i lines", (width, height) => {
  test.each(stations.map((_, index) => index))("station %i is shown whole, with its section", (selected) => {
    const rows = pathRows(stations, stateWith({ selected }), width, height);
    expect(rows.length).toBeLessThanOrEqual(height);
    for (const row of rows) expect(widthOf(row), row.text).toBeLessThanOrEqual(width);
    const station = stations[selected]!;
    const title = rows
      .filter((row) => row.selected)
      .map((row) => row.text.trim())
      .join(" ");
    if (station.kind !== "step") return expect(title).toMatch(/^(Build the lab|Clean up)$/);
    const { title: whole, optional, section } = station.step;
    expect(title).toBe(whole + (optional ? " (optional)" : ""));
    const at = rows.findIndex((row) => row.selected);
    const heading = rows.findLast((row, index) => index < at && row.section && row.key === `${section} 0`);
    expect(section.startsWith(heading!.text.replace("…", ""))).toBe(true);
  });

  test("the keys of the rows are unique, and where one goes the neighbours are seen", () => {
    for (const [selected] of stations.entries()) {
      const rows = pathRows(stations, stateWith({ selected }), width, height);
      expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
      for (const neighbour of [selected - 1, selected + 1])
        if (stations[neighbour]) expect(rows.map((row) => row.key)).toContain(`${neighbour} 0`);
    }
  });
});

test("optional steps are marked as such, wherever they are cut off", () => {
  const rows = pathRows(stations, stateWith({ selected: 0 }), 27, 100);
  expect(rows.filter((row) => row.text.includes("(optional)"))).not.toEqual([]);
  const small = pathRows(stations, stateWith({ selected: stations.length - 1 }), 20, 9);
  const optional = small.filter((row) => row.mark && !row.selected);
  for (const row of optional) expect(row.text).toMatch(/\(opt\.\)$/);
});

test("marks say how each step stands", () => {
  const [first, second] = guide.steps;
  const state = stateWith({
    results: { [first!.id]: result(first!.id, "met"), [second!.id]: result(second!.id, "waiting") },
  });
  const signs = pathRows(stations, state, 43, 57).flatMap((row) => (row.mark ? [row.mark.sign] : []));
  expect(signs.slice(0, 4)).toEqual(["·", "✓", "…", "·"]);
});

test("sections are set apart where there are lines to spare, and only there", () => {
  const empty = (height: number) =>
    pathRows(stations, stateWith({}), 43, height).filter(({ text }) => text === "").length;
  const sections = new Set(guide.steps.map(({ section }) => section)).size;
  expect(empty(100)).toBe(sections + 1);
  expect(empty(20)).toBe(0);
});
