import { describe, expect, it } from "vitest";
import type { Json } from "../../../../../infra/local/services/states/asl/definition.ts";
import { compilePath } from "../../../../../infra/local/services/states/asl/json-path.ts";
import { selectPath } from "../../../../../infra/local/services/states/asl/json-path-selection.ts";
import { putAtPath } from "../../../../../infra/local/services/states/asl/reference-path.ts";
import { retryDelay } from "../../../../../infra/local/services/states/asl/retry.ts";

const BOOKS: Json = {
  books: [
    { title: "A", price: 8, tags: ["x"] },
    { title: "B", price: 12, isbn: "b" },
    { title: "C", price: 20 },
  ],
  "odd name": { "a.b": 1 },
  list: [1, 2, 3, 4, 5],
  none: [],
};
const select = (path: string) => selectPath(compilePath(path), BOOKS);

describe("JSONPath", () => {
  it.each([
    ["$.books[0].title", "A"],
    ["$.books[-1].title", "C"],
    ["$['odd name']['a.b']", 1],
    ["$.books[*].title", ["A", "B", "C"]],
    ["$.books[0:2].title", ["A", "B"]],
    ["$.books[-1:].title", ["C"]],
    ["$.books[0,2].price", [8, 20]],
    ["$..isbn", ["b"]],
    ["$.books[?(@.price < 10)].title", ["A"]],
    ["$.books[?(@.isbn)].title", ["B"]],
    ["$.books[?(@.price >= 12 && @.title != 'B')].title", ["C"]],
    ["$.books[?(@.title =~ /[ab]/i)].price", [8, 12]],
    ["$.books[?(@.title in ['A', 'C'])].price", [8, 20]],
    ["$.books[?(!(@.price > 8))].title", ["A"]],
    ["$.nothing[*].x", []],
    // As Jayway's json-path, which AWS speaks, has it. The null past the end is observed (floci-io/floci).
    ["$.books.[1].title", "B"],
    ["$.books[0]['title', 'price', 'nothing']", { title: "A", price: 8 }],
    ["$.books[*]['title','price']", ["A", "B", "C"].map((title, i) => ({ title, price: [8, 12, 20][i] }))],
    ["$['odd name','list'][0]", [1]],
    ["$..['title','isbn']", [{ title: "B", isbn: "b" }]],
    ["$..[?(@.isbn)].title", ["B"]],
    ["$.list[1,7,-1]", [2, null, 5]],
    ["$.list[-2:]", [4, 5]],
    ["$.list[:-3]", [1, 2]],
    ["$.list[-3:-1]", [3, 4]],
    ["$.list[1:-1]", []],
    ["$.list[-1:2]", [5, 1, 2]],
    ["$.list[-99999999999:1]", [1, 2, 3, 4, 5, 1]],
    ["$.list[0:5:2]", [1, 2, 3, 4, 5]],
    ["$.none[0:9]", []],
    ["$.books[?(@.isbn == @.nothing)]", []],
    ["$.books[?(@.isbn != 'b')].title", ["A", "C"]],
    ["$.books[?(@.price == '8')].title", ["A"]],
    ["$.books[?(@.price =~ /.2/)].title", ["B"]],
  ])("%s selects %j", (path, value) => expect(select(path)).toEqual(value));

  it("a definite path that leads nowhere says how far it got", () => {
    expect(() => select("$.no.such")).toThrow("Missing property in path $['no']");
    expect(() => select("$.books[7]")).toThrow("No results for path: $['books'][7]");
    expect(() => compilePath("$.a..")).toThrow("Could not parse token");
    expect(() => compilePath("$.a[:]")).toThrow("Could not parse token");
    expect(() => select("$.nothing['a','b']")).toThrow("Missing property in path $['nothing']");
  });

  it("a reference path puts a value, making what is missing on the way", () => {
    expect(putAtPath("$.a.b[1]", { a: { b: [1, 2] }, c: 3 }, 9)).toEqual({ a: { b: [1, 9] }, c: 3 });
    expect(putAtPath("$.x.y", { c: 3 }, 1)).toEqual({ c: 3, x: { y: 1 } });
    expect(putAtPath("$.x[0].y", { c: 3 }, 1)).toEqual({ c: 3, x: [{ y: 1 }] });
    expect(() => putAtPath("$.x[1]", { c: 3 }, 1)).toThrow("Invalid reference path");
    expect(() => putAtPath("$.c[0]", { c: 3 }, 1)).toThrow("Invalid reference path");
    expect(() => putAtPath("$.c.d", { c: 3 }, 1)).toThrow("Unable to apply ReferencePath");
  });
});

it("a retrier backs off exponentially, up to its longest delay, with full jitter below that", () => {
  const retrier = { ErrorEquals: ["E"], IntervalSeconds: 2, BackoffRate: 3, MaxDelaySeconds: 10 };
  expect([1, 2, 3].map((retry) => retryDelay(retrier, retry))).toEqual([2000, 6000, 10_000]);
  expect(retryDelay({ ErrorEquals: ["E"] }, 2)).toBe(2000);
  expect(retryDelay({ ...retrier, JitterStrategy: "FULL" }, 2, () => 0.5)).toBe(3000);
});
