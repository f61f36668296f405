import { expect, test } from "vitest";
import { AwsError } from "../../../infra/local/errors.ts";
import { pageOf } from "../../../infra/local/paging.ts";

const unknown = () => new AwsError("InvalidToken", "no page gave it");

test("pages follow one another until the list ends, and the last names no next", () => {
  const list = ["a", "b", "c", "d", "e"];
  const first = pageOf(list, 2, undefined, unknown);
  const second = pageOf(list, 2, first.next, unknown);
  const third = pageOf(list, 2, second.next, unknown);
  expect([first.items, second.items, third.items]).toEqual([["a", "b"], ["c", "d"], ["e"]]);
  expect(third.next).toBeUndefined();
});

test("a list that fits one page to the item has no second", () => {
  expect(pageOf(["a", "b"], 2, undefined, unknown)).toEqual({ items: ["a", "b"], next: undefined });
});

test.each(["", "garbage", "1", Buffer.from("position:-1").toString("base64url")])(
  "the token %j, which no page gave, is the service's own error",
  (token) => {
    expect(() => pageOf(["a"], 1, token, unknown)).toThrow("no page gave it");
  },
);
