import { expect, test } from "vitest";
import { markOf } from "../../../tasks/inventory/bounds.ts";
import { compareWithLedger } from "../../../tasks/inventory/compare.ts";
import type { InventoryItem, Ledger } from "../../../workflows/contract.ts";

const item = (id: string): InventoryItem => ({ kind: "VPC", id });
const ledger = (...ids: string[]): Ledger => ({
  version: 1,
  lab: "fnd203",
  build: "b",
  accountId: "123456789012",
  region: "us-east-1",
  writtenAt: "2026-11-22T00:00:00.000Z",
  items: ids.map(item),
});

test("what the ledger had and is still there is neither left nor missing", () => {
  expect(compareWithLedger(ledger("a", "b"), [item("a"), item("b")], [])).toEqual({
    compared: { before: 2, after: 2 },
    left: [],
    foreign: [],
    missing: [],
    changed: [],
    stayed: {},
    unlisted: 0,
  });
});

test("what is new is left behind, unless the plan left it alone as somebody else's", () => {
  expect(
    compareWithLedger(ledger("a"), [item("a"), item("new"), item("theirs")], [markOf("theirs")]),
  ).toEqual({
    compared: { before: 1, after: 3 },
    left: [item("new")],
    foreign: [item("theirs")],
    missing: [],
    changed: [],
    stayed: { VPC: 1 },
    unlisted: 0,
  });
});

test("what the ledger had and is gone is missing, whatever the plan left alone", () => {
  expect(compareWithLedger(ledger("a", "b"), [item("b")], ["a"])).toEqual({
    compared: { before: 2, after: 1 },
    left: [],
    foreign: [],
    missing: [item("a")],
    changed: [],
    stayed: {},
    unlisted: 0,
  });
});

test("what the ledger had is changed where its settings are others now, and only then", () => {
  const set = (id: string, settings: string): InventoryItem => ({ kind: "detector", id, settings });
  const book = { ...ledger(), items: [set("same", "on"), set("other", "on")] };
  const now = [set("same", "on"), set("other", "off")];
  expect(compareWithLedger(book, now, [])).toEqual({
    compared: { before: 2, after: 2 },
    left: [],
    foreign: [],
    missing: [],
    changed: [set("other", "off")],
    stayed: {},
    unlisted: 0,
  });
});

test("without a ledger nothing is the lab's", () => {
  expect(compareWithLedger(undefined, [item("a"), item("theirs")], [markOf("theirs")])).toEqual({
    compared: { before: 0, after: 0 },
    left: [],
    foreign: [item("theirs")],
    missing: [],
    changed: [],
    stayed: { VPC: 1 },
    unlisted: 0,
  });
});

test("a plan of before there were marks says by ids what it left alone", () => {
  expect(compareWithLedger(ledger(), [item("theirs")], ["theirs"])).toMatchObject({
    left: [],
    foreign: [item("theirs")],
  });
});

test("long lists are cut, and what is beyond them is counted", () => {
  const ids = (name: string) => Array.from({ length: 1_000 }, (_, index) => `${name}-${index}`);
  const now = [...ids("left"), ...ids("theirs")].map(item);
  const compared = compareWithLedger(ledger(...ids("missing")), now, ids("theirs").map(markOf));
  expect(compared).toMatchObject({
    compared: { before: 1_000, after: 2_000 },
    stayed: { VPC: 1_000 },
    unlisted: 1_920,
  });
  const { left, missing, foreign } = compared;
  expect([left.length, missing.length, foreign.length]).toEqual([40, 40, 10]);
});
