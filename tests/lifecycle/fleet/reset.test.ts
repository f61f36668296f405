import { ListExecutionsCommand, RedriveExecutionCommand } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenLab } from "../../../cli/open-lab.ts";
import type { ResetReport } from "../../../cli/reset/report.ts";
import { type ResetOptions, resetAccounts } from "../../../cli/reset.ts";
import { AwsError } from "../../../infra/local/errors.ts";
import { injectFault } from "../../../infra/local/faults.ts";
import { fnd203Guide } from "../../../tasks/labs/fnd203/guide.ts";
import { Orchestrator } from "../../../tui/execution/orchestrator.ts";
import { stateOf } from "../account-state.ts";
import { LAB } from "../lab-account.ts";
import { FIRST, type Fleet, INSTRUCTOR, startFleet } from "./fleet.ts";

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet(5);
});
afterAll(() => fleet.stop());

/** What an account holds. */
const stateIn = async (id: string) => (await stateOf(await fleet.labAccount(id)))[id];

const statesIn = (ids: readonly string[]) => Promise.all(ids.map(stateIn));

/** Runs the command from the instructor's account, and answers a question with these words. */
async function command(
  accounts: string[],
  consent: Pick<ResetOptions, "dryRun" | "yes" | "verbose"> & { says?: string },
) {
  const { account, sfn, clients } = fleet.instructor;
  const orchestrator = await Orchestrator.find({ ...clients, sfn, pollEvery: 10 });
  const lab = {
    connection: {
      place: "local",
      accountId: INSTRUCTOR,
      region: "us-east-1",
      sfn,
      pollEvery: 25,
      clientConfig: {
        endpoint: account.endpoint,
        region: "us-east-1",
        credentials: { accessKeyId: INSTRUCTOR, secretAccessKey: "test" },
      },
      // The rest of a connection is nothing to a reset.
    } as OpenLab["connection"],
    orchestrator: orchestrator!,
    guide: fnd203Guide,
  };
  let told = "";
  const questions: string[] = [];
  const input = { lab: LAB, accounts, alias: "training-*", block: [], concurrency: 4, tolerate: 100 };
  const ended = await resetAccounts(lab, input, consent, {
    tell: (line) => {
      told += `${line}\n`;
    },
    canAsk: consent.says !== undefined,
    json: false,
    ask: async (question) => {
      questions.push(question);
      return consent.says;
    },
  });
  return { ...ended, report: ended.answer as ResetReport, told, questions };
}

const [first, held, third, fourth, unlisted] = [0, 1, 2, 3, 4].map((index) =>
  String(Number(FIRST) + index),
) as [string, string, string, string, string];

/** How many clean-ups of the lab were begun in an account. */
async function cleanUpsIn(id: string): Promise<number> {
  const { sfn } = await fleet.labAccount(id);
  const stateMachineArn = `arn:aws:states:us-east-1:${id}:stateMachine:handrail-clean-up`;
  const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  return executions.filter((one) => one.name!.startsWith(`${LAB}-clean-up-`)).length;
}

/** Has one account refuse to delete the lab's key pair, until that is mended. */
const holdKeyPair = (): (() => void) =>
  injectFault(fleet.instructor.account.cloud, {
    accountId: held,
    operation: "DeleteKeyPair",
    error: () => new AwsError("UnauthorizedOperation", "An organisation forbids it.", 403),
  });

test("without anybody to ask it is a plan, an account a line, which changes nothing anywhere in them", async () => {
  const before = await statesIn(fleet.accounts);
  const { exitCode, report, told, questions } = await command([first, held], {});
  expect(exitCode).toBe(0);
  expect(report).toMatchObject({ mode: "plan", totals: { planned: 2 } });
  expect(told).toContain(`[2/2] training-${held} (${held}): goes: 1 × stack, 1 × key pair\n`);
  expect(told).toContain("nobody can be asked here, and --yes approves it beforehand");
  expect(questions).toEqual([]);
  expect(await statesIn(fleet.accounts)).toEqual(before);
});

test("a reset that is not approved does nothing", async () => {
  const before = await statesIn(fleet.accounts);
  const { exitCode, questions } = await command([first, held], { says: "" });
  expect(exitCode).toBe(1);
  expect(questions[0]).toContain(`reset 2 in ${INSTRUCTOR}`);
  expect(await statesIn(fleet.accounts)).toEqual(before);
});

test("what cannot be deleted is quarantined after three passes and named, the others are clean, and who is not listed is as before", async () => {
  const before = await stateIn(unlisted);
  const mend = holdKeyPair();
  const { exitCode, report, told } = await command([first, held, third], {
    says: `reset 3 in ${INSTRUCTOR}`,
  });
  mend();
  expect(exitCode).toBe(2);
  expect(report.totals).toEqual({ clean: 2, quarantined: 1 });
  expect(report.accounts).toMatchObject([
    { account: { id: first }, outcome: "clean", passes: 1 },
    {
      account: { id: held },
      outcome: "quarantined",
      passes: 3,
      left: {
        error: "LeftBehind",
        left: [{ kind: "key pair", name: "FND203DemoKP" }],
        failed: [{ item: { kind: "key pair" }, error: "UnauthorizedOperation" }],
      },
    },
    { account: { id: third }, outcome: "clean", passes: 1 },
  ]);
  expect(told).toMatch(
    /: clean, removed: 1 × stack, 1 × key pair; 4\d things compared with the 4\d of before\n/,
  );
  expect(told).toMatch(/quarantined, not clean after 3 passes\.\n.*Left behind: key pair FND203DemoKP/);
  expect(told).toMatch(/An organisation forbids it/);
  expect(told).toMatch(/3 accounts: 2 clean, 1 quarantined\.\nState transitions: \d+ here, and \d+ in the/);
  expect(await stateIn(first)).toEqual(fleet.untouched);
  expect(await stateIn(unlisted)).toEqual(before);
  expect(await cleanUpsIn(held)).toBe(3);
});

test("a reset that was given up can be redriven: it goes on with what is not clean, by passes of its own", async () => {
  const mend = holdKeyPair();
  const { sfn } = fleet.instructor;
  const given = await fleet.reset({ accounts: [held, fourth], tolerate: 49 });
  expect(given).toMatchObject({ status: "FAILED", error: "States.ExceedToleratedFailureThreshold" });
  expect(given.children[held]).toMatchObject({ status: "FAILED", error: "Quarantined" });
  mend();
  await sfn.send(new RedriveExecutionCommand({ executionArn: given.executionArn }));
  expect(await fleet.instructor.end(given.executionArn)).toMatchObject({ status: "SUCCEEDED" });
  const after = await fleet.children(given.executionArn);
  expect(after[held]).toMatchObject({ reset: { outcome: "clean", passes: 4 } });
  expect(after[fourth]).toMatchObject({ reset: { outcome: "clean" } });
});
