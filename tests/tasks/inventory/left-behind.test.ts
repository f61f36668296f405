import { expect, test } from "vitest";
import { isAsBefore, leftBehind } from "../../../tasks/inventory/left-behind.ts";

const comparison = (count: number) => ({
  compared: { before: 0, after: 0 },
  left: Array.from({ length: count }, (_, index) => ({
    kind: "bucket",
    id: `arn:aws:s3:::${index}-"${"n".repeat(60)}"`,
  })),
  foreign: [],
  missing: [],
  changed: [],
  stayed: {},
  unlisted: 3,
});
const failed = (count: number) =>
  comparison(count).left.map((item) => ({
    item: { ...item, stage: "Delete", action: "remove" as const, why: "It is the lab's." },
    error: "AccessDenied",
    cause: "no ".repeat(100),
  }));

test("an account is as before where nothing is left, missing or changed", () => {
  expect(isAsBefore(comparison(0))).toBe(true);
  expect(isAsBefore(comparison(1))).toBe(false);
});

test("the error lists what is left, and what could not be done", () => {
  const { name, message } = leftBehind(comparison(2), failed(1));
  expect(name).toBe("LeftBehind");
  const { left, unlisted, failed: told } = JSON.parse(message);
  expect([left.length, told.length, unlisted]).toEqual([2, 1, 3]);
});

test("however much there is, it fits into a failure's cause, and what is not listed is counted", () => {
  const error = leftBehind(comparison(40), failed(60));
  // As Lambda hands it on.
  const cause = JSON.stringify({
    errorType: error.name,
    errorMessage: error.message,
    trace: error.stack!.split("\n"),
  });
  expect(cause.length).toBeLessThan(32_768);
  const { left, failed: told, unlisted } = JSON.parse(error.message);
  expect(left.length).toBeGreaterThan(5);
  expect(left.length + told.length + unlisted).toBe(103);
});
