import { expect, test } from "vitest";
import { accountReport } from "../../../cli/reset/account-report.ts";

const stopped = (mode: string) =>
  accountReport(
    {
      executionArn: "child",
      status: "ABORTED",
      input: JSON.stringify({ listed: { account: "210987654321" }, mode }),
    } as Parameters<typeof accountReport>[0],
    [],
  );

test("of an account that a stopped reset was at it is said that a clean-up may go on there; a plan has begun none", () => {
  expect(stopped("reset")).toMatchObject({
    account: { id: "210987654321" },
    outcome: "unfinished",
    why: expect.stringContaining("A clean-up that was begun in the account goes on by itself."),
  });
  expect(stopped("plan")).toMatchObject({
    outcome: "unfinished",
    why: "It ended before it was planned here.",
  });
});
