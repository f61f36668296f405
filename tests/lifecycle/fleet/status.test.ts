import { afterAll, beforeAll, expect, test } from "vitest";
import type { NamedFleet } from "../../../cli/fleet/named-fleet.ts";
import { resetsUnderWay } from "../../../cli/fleet/reset-progress.ts";
import { type FleetStatus, tellFleetStatus } from "../../../cli/status.ts";
import { runStandInReset } from "../../../drive/stand-ins.ts";
import { AwsError } from "../../../infra/local/errors.ts";
import { injectFault } from "../../../infra/local/faults.ts";
import { startTestAccount, type TestAccount } from "../../helpers/local-account.ts";
import { clientsOf } from "../../tasks/fixtures/built-lab.ts";
import { LAB } from "../lab-account.ts";
import { INSTRUCTOR } from "./ids.ts";
import { type SmallFleet, smallFleet } from "./small-fleet.ts";

const STEPS = ["services-egress", "trail"] as const;

let account: TestAccount;
let fleet: SmallFleet;
/** What was called in lab accounts, by whom it was. */
const called = new Set<string>();
beforeAll(async () => {
  account = await startTestAccount();
  fleet = await smallFleet(account, 7);
  account.cloud.onGranted.add(({ principal, action }) => {
    if (principal.type === "role" && principal.sessionName === "handrail-status") called.add(action);
  });
  const [resting, waiting, failing, cleaned, mended] = fleet.accounts as [
    string,
    string,
    string,
    string,
    string,
  ];
  for (const id of [resting, waiting, failing, cleaned, mended]) await fleet.run(id, "build-lab", "succeeds");
  await fleet.run(resting, "verify-steps", "succeeds", STEPS[1]);
  await fleet.run(waiting, "clean-up", "waits");
  await fleet.run(failing, "solve-step", "fails", STEPS[0]);
  await fleet.run(cleaned, "clean-up", "succeeds");
  await fleet.run(mended, "verify-steps", "fails", STEPS[0]);
  await fleet.run(mended, "verify-steps", "waits", STEPS[0]);
});
afterAll(() => account.stop());

async function statusOf(named: NamedFleet) {
  let told = "";
  const tell = (line: string) => {
    told += `${line}\n`;
  };
  const ended = await tellFleetStatus(fleet.connection, LAB, named, { tell });
  return { ...ended, report: ended.answer as FleetStatus, told };
}

test("each account is told by what it is at, and what wants somebody comes first", async () => {
  const [resting, waiting, failing, cleaned, mended, idle, denied] = fleet.accounts;
  const stranger = "300000000000";
  const mend = injectFault(account.cloud, {
    accountId: denied,
    operation: "ListExecutions",
    error: () => new AwsError("AccessDeniedException", "An organisation forbids it.", 400),
  });
  const { exitCode, report, told } = await statusOf({ accounts: [...fleet.accounts, stranger] });
  mend();
  expect(
    report.accounts.map(({ account: { id, alias }, group, status, why }) => [
      id,
      alias,
      group,
      status?.step,
      why,
    ]),
  ).toEqual([
    [failing, "training-002", "failed", STEPS[0], undefined],
    [denied, "training-006", "unreadable", undefined, expect.stringContaining("An organisation forbids it.")],
    [stranger, undefined, "unreadable", undefined, expect.stringContaining("handrail-lab cannot be assumed")],
    [waiting, "training-001", "waiting", undefined, undefined],
    [mended, "training-004", "working", STEPS[0], undefined],
    [resting, "training-000", "built", STEPS[1], undefined],
    [cleaned, "training-003", "clean", undefined, undefined],
    [idle, "training-005", "none", undefined, undefined],
  ]);
  expect(exitCode).toBe(1);
  expect(report).toMatchObject({
    exitCode,
    instructor: INSTRUCTOR,
    totals: { failed: 1, unreadable: 2, none: 1 },
  });
  expect(told.split("\n").slice(0, 2)).toEqual([
    expect.stringMatching(/^ {2}alias +account +last at +since +what$/),
    expect.stringMatching(
      /^✗ training-002 +200000000002 +services-egress +\S+Z +solve services-egress failed$/,
    ),
  ]);
  expect(told).toMatch(/^… training-001 .* clean up: may wait for a yes$/m);
  expect(told).toMatch(/^▸ training-004 .* verify services-egress$/m);
  expect(told).toMatch(
    /\n8 accounts: 1 failed, 2 unreadable, 1 waiting, 1 working, 1 at rest, 1 clean, 1 not begun\.\n$/,
  );
});

test("nothing but lists of executions and the alias is asked for in an account", () => {
  expect([...called].toSorted()).toEqual(["iam:ListAccountAliases", "states:ListExecutions"]);
});

test("the exit code says whether all, some or none could be looked at", async () => {
  const [resting] = fleet.accounts as [string];
  expect((await statusOf({ accounts: [resting] })).exitCode).toBe(0);
  expect((await statusOf({ accounts: ["300000000000"] })).exitCode).toBe(3);
});

test("one's own account is looked at as oneself", async () => {
  const { report } = await statusOf({ accounts: [INSTRUCTOR] });
  expect(report.accounts).toMatchObject([
    { group: "unreadable", why: expect.stringContaining("no Handrail") },
  ]);
});

test("a unit that cannot be listed is a problem in words", async () => {
  await expect(statusOf({ ou: "ou-ab12-11112222" })).rejects.toMatchObject({
    name: "Problem",
    message: expect.stringMatching(/in no organisation.*--accounts/),
  });
});

test("a reset that runs is found, with what its Map Run counts", async () => {
  const sfn = fleet.sfnOf(INSTRUCTOR);
  const machines = `arn:aws:states:us-east-1:${INSTRUCTOR}:stateMachine:`;
  expect(await resetsUnderWay(sfn, machines)).toEqual([]);
  const executionArn = await runStandInReset({ iam: clientsOf(account).iam, sfn }, LAB, [
    "succeeds",
    "fails",
    "waits",
  ]);
  await expect
    .poll(() => resetsUnderWay(sfn, machines))
    .toEqual([
      {
        executionArn,
        startedAt: expect.any(Date),
        accounts: { total: 3, done: 1, failed: 1, running: 1 },
      },
    ]);
});
