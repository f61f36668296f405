import fc from "fast-check";
import { expect, test } from "vitest";
import { csvItem, DELIMITERS, parseCsv } from "../../../../../../infra/local/services/states/map-runs/csv.ts";

const rows = (text: string, delimiter = ",") => [...parseCsv(text, delimiter)];

test.each([
  [
    "a,b\nc,d",
    [
      ["a", "b"],
      ["c", "d"],
    ],
  ],
  [
    "\uFEFFa,b\r\nc,d\r\n",
    [
      ["a", "b"],
      ["c", "d"],
    ],
  ],
  ['"a,b","c\nd",e"f', [["a,b", "c\nd", 'e"f']]],
  ['"say ""hi""",""', [['say "hi"', ""]]],
  [
    "a,\n\n\n,b",
    [
      ["a", ""],
      ["", "b"],
    ],
  ],
  ['""\n', [[""]]],
  ["", []],
  // A backslash is dropped where it escapes nothing.
  ['a\\,b,\\"c\\",d\\\\e,f\\g', [["a,b", '"c"', "d\\e", "fg"]]],
])("reads %j", (text, expected) => {
  expect(rows(text)).toEqual(expected);
});

test("reads back any fields that were quoted, whatever the delimiter", () => {
  const field = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\\"));
  fc.assert(
    fc.property(
      fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { maxLength: 4 }),
      fc.constantFrom(...Object.values(DELIMITERS)),
      (table, delimiter) => {
        const quoted = table.map((row) =>
          row.map((text) => `"${text.replaceAll('"', '""')}"`).join(delimiter),
        );
        expect(rows(quoted.join("\n"), delimiter)).toEqual(table);
      },
    ),
  );
});

test("a row gives each header its field: an empty one where it is too short, none for what is too many", () => {
  expect(csvItem(["a", "b"], ["1"])).toEqual({ a: "1", b: "" });
  expect(csvItem(["a"], ["1", "2"])).toEqual({ a: "1" });
});
