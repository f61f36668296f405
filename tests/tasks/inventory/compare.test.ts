import { expect, test } from "vitest";
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
  });
});

test("what is new is left behind, unless the plan left it alone as somebody else's", () => {
  expect(compareWithLedger(ledger("a"), [item("a"), item("new"), item("theirs")], ["theirs"])).toEqual({
    compared: { before: 1, after: 3 },
    left: [item("new")],
    foreign: [item("theirs")],
    missing: [],
    changed: [],
  });
});

test("what the ledger had and is gone is missing, whatever the plan left alone", () => {
  expect(compareWithLedger(ledger("a", "b"), [item("b")], ["a"])).toEqual({
    compared: { before: 2, after: 1 },
    left: [],
    foreign: [],
    missing: [item("a")],
    changed: [],
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
  });
});

test("without a ledger nothing is the lab's", () => {
  expect(compareWithLedger(undefined, [item("a"), item("theirs")], ["theirs"])).toEqual({
    compared: { before: 0, after: 0 },
    left: [],
    foreign: [item("theirs")],
    missing: [],
    changed: [],
  });
});
