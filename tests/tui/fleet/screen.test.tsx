import { createElement } from "react";
import { expect, onTestFinished, test } from "vitest";
import { Fleet } from "../../../tui/fleet/fleet.tsx";
import type { FleetAccount } from "../../../tui/fleet/fleet-account.ts";
import type { ResetUnderWay } from "../../../tui/fleet/source.ts";
import { widthOf } from "../../../tui/text/width.ts";
import { sizes } from "../app-fixture.ts";
import { guide } from "../fixtures.ts";
import { render } from "../render.ts";
import { accountWith, fleetOf, unreadable } from "./fleets.ts";

const [one, two] = guide.steps.map(({ id }) => id);

/** What an instructor comes upon, in the order in which it wants somebody. */
const some = [
  accountWith(7, ["build-lab", "SUCCEEDED"], ["solve-step", "FAILED", two]),
  unreadable(1, "Its role handrail-lab cannot be assumed."),
  accountWith(3, ["build-lab", "SUCCEEDED"], ["clean-up", "RUNNING"]),
  accountWith(4, ["build-lab", "SUCCEEDED"], ["verify-steps", "RUNNING", one]),
  accountWith(5, ["build-lab", "SUCCEEDED"], ["verify-steps", "SUCCEEDED", one]),
  accountWith(6, ["build-lab", "SUCCEEDED"], ["clean-up", "SUCCEEDED"]),
  accountWith(2),
];
const resting = (count: number) =>
  Array.from({ length: count }, (_, index) => accountWith(100 + index, ["build-lab", "SUCCEEDED"]));

async function show(
  accounts: readonly FleetAccount[],
  columns = 80,
  rows = 24,
  resets: ResetUnderWay[] = [],
) {
  const fleet = fleetOf(accounts);
  const source = { ...fleet.source, resets: async () => resets };
  const screen = render(createElement(Fleet, { source }), columns, rows);
  onTestFinished(() => screen.unmount());
  const lines = () => screen.lastFrame()!.split("\n");
  const shows = (text: string | RegExp) =>
    expect.poll(() => screen.lastFrame(), { interval: 10 }).toMatch(text);
  await shows(/All are looked at within/);
  return {
    ...screen,
    ...fleet,
    lines,
    shows,
    press: (keys: string) => screen.stdin.write(keys),
    /** The numbers of the accounts that are on the screen, from the top. */
    shown: () => lines().flatMap((line) => /2000000(\d{5}) /.exec(line)?.slice(1).map(Number) ?? []),
    pointed: () => lines().find((line) => line.startsWith("›")),
  };
}

test("what wants somebody comes first, each by its sign and in words", async () => {
  const { lines, lastFrame } = await show(some.toReversed(), 120);
  const rows = lines()
    .filter((line) => /20000000000\d/.test(line))
    .map((line) => line.replaceAll(/ {2,}/g, "  ").trimEnd());
  expect(rows.map((row) => row.slice(2, 3))).toEqual(["✗", "?", "…", "▸", "●", "✓", "·"]);
  expect(rows[0]).toMatch(
    new RegExp(`^› ✗ training-7  200000000007 2/\\d+ ${two!.slice(0, 12)}.* solve failed`),
  );
  expect(rows[1]).toMatch(/Its role handrail-lab/);
  expect(rows[2]).toMatch(/may wait for a yes/);
  expect(lastFrame()).toMatch(/7 accounts {2}✗ 1 failed {2}\? 1 unreadable {2}… 1 waiting {2}▸ 1 working/);
});

test.each(sizes)("on %i×%i nothing is wider or higher than the screen", async (columns, rows) => {
  const { press, lines, shows } = await show([...some, ...resting(200)], columns, rows);
  for (const keys of ["", "\r", "\x1b", "G", "?"]) {
    press(keys);
    if (keys === "?") await shows(/Keys: The fleet/);
    for (const line of lines()) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    expect(lines().length).toBeLessThanOrEqual(rows);
    expect(lines()[0]).toMatch(/^Fleet: /);
    expect(lines().at(-1)).toMatch(/q quit$/);
  }
});

test("the details stand beside the table where there is room, and in its place where there is none", async () => {
  const { press, shows, shown, lastFrame, resize } = await show(some);
  expect(lastFrame()).not.toMatch(/── details/);
  press("\r");
  await shows(/── details/);
  expect(lastFrame()).not.toMatch(/training-3/);
  expect(lastFrame()).toMatch(/✗ failed: solve \S+ failed/);
  expect(lastFrame()).toMatch(/Executions, newest first\s+✗ solve \S+ failed/);
  press("\x1b");
  await expect.poll(() => shown()).toHaveLength(7);
  resize(200, 60);
  await shows(/accounts, what wants you first.*── details/);
  press("j");
  await shows(/\? unreadable: Its role handrail-lab cannot be assumed\./);
});

test("looking into an account looks at it anew", async () => {
  const { press, shows, found, looks } = await show(some);
  const before = looks.length;
  found.set("200000000007", accountWith(7, ["build-lab", "SUCCEEDED"], ["solve-step", "SUCCEEDED", two]));
  press("\r");
  await shows(/● at rest: nothing runs/);
  expect(looks.slice(before)).toContain("200000000007");
});

test("the pointer stays at its account when that is sorted elsewhere", async () => {
  const { press, shows, found, pointed } = await show(some);
  press("jj");
  await expect.poll(() => pointed()).toMatch(/training-3/);
  found.set("200000000003", accountWith(3, ["build-lab", "SUCCEEDED"], ["clean-up", "SUCCEEDED"]));
  press("r");
  await shows(/✓ 2 clean/);
  expect(pointed()).toMatch(/✓ training-3/);
});

test("what is searched for narrows the table as it is typed, and Esc shows all again", async () => {
  const { press, shows, shown, pointed } = await show([...some, ...resting(30)]);
  press("/");
  await shows(/Enter keep/);
  press("training-10");
  await expect.poll(() => shown()).toEqual([100, 101, 102, 103, 104, 105, 106, 107, 108, 109]);
  press("9");
  await expect.poll(() => shown()).toEqual([109]);
  press("\x7f\r");
  await shows(/10 accounts \(37 in all\)/);
  press("n");
  await expect.poll(() => pointed()).toMatch(/training-101/);
  press("/xyz");
  await shows(/No account has "training-10xyz"/);
  press("\x1b");
  await shows(/1–16 of 37 accounts/);
});

test("f leaves what wants nobody out, and o sorts anew", async () => {
  const { press, shows, shown } = await show(some);
  press("f");
  await shows(/3 accounts \(7 in all\)/);
  expect(shown()).toEqual([7, 1, 3]);
  press("f");
  await expect.poll(() => shown()).toHaveLength(7);
  press("o");
  await shows(/7 accounts, by alias/);
  expect(shown()).toEqual([2, 3, 4, 5, 6, 7, 1]);
  press("o");
  await shows(/by step, the furthest back first/);
  expect(shown().slice(0, 3).toSorted()).toEqual([4, 5, 7]);
});

test("a reset that runs is told with how far it is", async () => {
  const startedAt = new Date();
  const { shows } = await show(some, 80, 24, [
    { executionArn: "arn", startedAt, accounts: { total: 200, done: 120, failed: 3, running: 10 } },
  ]);
  await shows(/▸ A reset runs since .*: 120 of 200 accounts done, 3 failed, 10 under way\./);
});

test("an alias or a reason that is long, or wide, is cut and moves no column", async () => {
  const [wide] = [unreadable(8, "拒绝访问。".repeat(30))];
  const { lines } = await show([wide!, ...some]);
  const rows = lines().filter((line) => /20000000000\d/.test(line));
  for (const row of rows) expect(widthOf(row.trimEnd())).toBeLessThanOrEqual(80);
  expect(rows.find((row) => row.includes("拒绝"))).toMatch(/…\s+-$/);
});
