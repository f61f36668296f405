// One file, however long: all of it is one fleet, which takes seconds to make, and each test goes on from what the one
// before it has left.
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { OpenLab } from "../../../cli/open-lab.ts";
import type { ResetReport } from "../../../cli/reset/report.ts";
import { type ResetOptions, resetAccounts } from "../../../cli/reset.ts";
import { AwsError } from "../../../infra/local/errors.ts";
import { injectFault } from "../../../infra/local/faults.ts";
import type { CompletedCall } from "../../../infra/local/service.ts";
import { contentsOf } from "../../../infra/local/services/states/packing.ts";
import { statesStore } from "../../../infra/local/services/states/store.ts";
import { encodeSnapshot } from "../../../infra/local/snapshot.ts";
import { estimateReset } from "../../../tasks/labs/estimate.ts";
import { fnd203Guide } from "../../../tasks/labs/fnd203/guide.ts";
import { Orchestrator } from "../../../tui/execution/orchestrator.ts";
import { startTestAccount } from "../../helpers/local-account.ts";
import { stateOf } from "../account-state.ts";
import { LAB, labAccountOn } from "../lab-account.ts";
import { type Fleet, startFleet } from "./fleet.ts";
import { FIRST, INSTRUCTOR } from "./ids.ts";
import { inSameWords, wholeOf } from "./whole-account.ts";

/** Of this seed, accounts were never built, have steps solved, and are half cleaned up. */
const SEED = 1;

let homes: string;
let fleet: Fleet;
beforeAll(async () => {
  homes = await mkdtemp(join(tmpdir(), "handrail-fleet-"));
  fleet = await startFleet(5, {
    random: { count: 4, steps: ["trail", "config", "session-preferences"], seed: SEED },
    home: join(homes, "whole"),
  });
});
afterAll(async () => {
  await fleet.stop();
  await rm(homes, { recursive: true, force: true, maxRetries: 5 });
});

/** What an account holds, of all accounts in the same words. */
const stateIn = async (id: string): Promise<unknown> =>
  inSameWords(id, (await stateOf(await fleet.labAccount(id), id))[id]);

/** The state transitions of all executions of an account: states entered, and tasks begun again after one has failed. */
function transitionsOf(id: string): { entered: number; retried: number } {
  const { cloud } = fleet.instructor.account;
  const { executions } = cloud.store(statesStore, { accountId: id, region: "us-east-1" });
  const count = { entered: 0, retried: 0 };
  for (const execution of Object.values(executions)) {
    const { events } = execution.packed === undefined ? execution : contentsOf(execution.packed);
    for (const { type, previousEventId } of events) {
      if (type!.endsWith("StateEntered")) count.entered++;
      const before = events.find((event) => event.id === previousEventId)?.type;
      if (type === "TaskScheduled" && before === "TaskFailed") count.retried++;
    }
  }
  return count;
}

const statesIn = (ids: readonly string[]) => Promise.all(ids.map(stateIn));

/** Runs the command from the instructor's account, and answers one question after the other with these words. */
async function command(
  accounts: string[],
  consent: Pick<ResetOptions, "dryRun" | "yes" | "verbose"> & { says?: string[] },
  limits: Partial<Pick<ResetOptions, "concurrency" | "tolerate">> = {},
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
  const input = {
    lab: LAB,
    accounts,
    alias: "training-*",
    block: [],
    concurrency: 4,
    tolerate: 100,
    ...limits,
  };
  const ended = await resetAccounts(lab, input, consent, {
    tell: (line) => {
      told += `${line}\n`;
    },
    canAsk: consent.says !== undefined,
    json: false,
    ask: async (question) => {
      questions.push(question);
      return consent.says?.[questions.length - 1];
    },
  });
  return { ...ended, report: ended.answer as ResetReport, told, questions };
}

const [first, held, third, fourth, unlisted, witness, ...scattered] = Array.from({ length: 9 }, (_, index) =>
  String(Number(FIRST) + index),
) as [string, string, string, string, string, string, string, string, string];

/** All but one, whose trail would deliver that somebody has looked. */
const looked = () => fleet.accounts.filter((id) => id !== witness);

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
  const before = await statesIn(looked());
  const { exitCode, report, told, questions } = await command([first, held], {});
  expect(exitCode).toBe(0);
  expect(report).toMatchObject({ mode: "plan", totals: { planned: 2 } });
  expect(told).toContain(`[2/2] training-${held} (${held}): goes: 1 × stack, 1 × key pair\n`);
  expect(told).toContain("nobody can be asked here, and --yes approves it beforehand");
  expect(questions).toEqual([]);
  expect(await statesIn(looked())).toEqual(before);
});

test("a reset that is not approved does nothing", async () => {
  const before = await statesIn(looked());
  const { exitCode, report, questions } = await command([held], {
    says: ["yes", `reset 2 in ${INSTRUCTOR}`, ""],
  });
  expect([exitCode, report.exitCode]).toEqual([1, 1]);
  expect(questions).toHaveLength(3);
  expect(questions[0]).toContain(`reset 1 in ${INSTRUCTOR}`);
  expect(await statesIn(looked())).toEqual(before);
});

test("a plan that is given up is not followed by a reset, and says of each account that it did not come to", async () => {
  const before = await statesIn(looked());
  const mend = injectFault(fleet.instructor.account.cloud, {
    accountId: held,
    operation: "DescribeInstances",
    error: () => new AwsError("UnauthorizedOperation", "An organisation forbids it.", 403),
  });
  const limits = { concurrency: 1, tolerate: 0 };
  const { exitCode, report, told } = await command([first, held, third], { yes: true }, limits);
  mend();
  expect([exitCode, report.exitCode]).toEqual([1, 1]);
  expect(report.mode).toBe("plan");
  expect(report.accounts.map(({ account, outcome }) => [account.id, outcome])).toEqual([
    [first, "planned"],
    [held, "failed"],
    [third, "unfinished"],
  ]);
  expect(told).toMatch(/The plan ended before its time, and nothing was done\. States\.ExceedTolerated/);
  expect(await statesIn(looked())).toEqual(before);
});

/**
 * Presses Ctrl-C at the first call of an operation in an account, which is answered once the command has stopped its
 * execution: what is interrupted cannot be over by then.
 */
function interruptAt(accountId: string, operation: string, before = () => {}): () => void {
  const { cloud } = fleet.instructor.account;
  const stopped = Promise.withResolvers<void>();
  const hear = (call: CompletedCall) => {
    if (call.operation === "StopExecution" && call.accountId === INSTRUCTOR) stopped.resolve();
  };
  cloud.onCompleted.add(hear);
  let pressed = false;
  const end = injectFault(cloud, {
    accountId,
    operation,
    meets: () => {
      if (pressed) return false;
      pressed = true;
      before();
      process.emit("SIGINT", "SIGINT");
      return true;
    },
    until: stopped.promise,
  });
  return () => {
    end();
    cloud.onCompleted.delete(hear);
  };
}

/** Until nothing runs in an account any more: what a reset has begun there goes on when the reset is stopped. */
async function whenAtRest(id: string): Promise<void> {
  const { end } = await fleet.labAccount(id);
  const { executions } = fleet.instructor.account.cloud.store(statesStore, {
    accountId: id,
    region: "us-east-1",
  });
  for (const { arn, stopDate } of Object.values(executions)) if (!stopDate) await end(arn);
}

test("Ctrl-C stops a plan, and no reset follows, though it was approved beforehand", async () => {
  const before = await statesIn(looked());
  const end = interruptAt(held, "DescribeInstances");
  const { exitCode, report, told } = await command([first, held, third], { yes: true }, { concurrency: 1 });
  end();
  expect([exitCode, report.exitCode, report.mode]).toEqual([130, 130, "plan"]);
  expect(told).toMatch(/SIGINT: the plan is being stopped/);
  expect(told).toMatch(/ended before its time, and nothing was done\. Stopped: It was interrupted/);
  expect(report.accounts.map(({ account }) => account.id)).toEqual([first, held, third]);
  await whenAtRest(held);
  expect(await statesIn(looked())).toEqual(before);
});

test("in whichever state they are, accounts are clean or quarantined after three passes, and who is not listed is untouched", async () => {
  expect(Object.values(fleet.states)).toMatchInlineSnapshot(`
    [
      "session-preferences solved",
      "never built",
      "verified",
      "cleaned up without DeleteStack,DeleteBucket,DeleteDetector",
    ]
  `);
  const witnesses = () => [unlisted, witness].map((id) => wholeOf(fleet.instructor.account.cloud.state, id));
  const whole = witnesses();
  const listed = [first, held, third, ...scattered];
  const mend = holdKeyPair();
  const before = listed.map(transitionsOf);
  const instructor = transitionsOf(INSTRUCTOR);
  const { exitCode, report, told } = await command(listed, { says: [`reset 6 in ${INSTRUCTOR}`] });
  mend();
  expect(witnesses()).toEqual(whole);
  const untouched = inSameWords(FIRST, fleet.untouched);
  for (const id of listed) if (id !== held) expect(await stateIn(id), fleet.states[id]).toEqual(untouched);
  expect(exitCode).toBe(2);
  expect(report.totals).toEqual({ clean: 5, quarantined: 1 });
  expect(report.accounts.find(({ account }) => account.id === held)).toMatchObject({
    outcome: "quarantined",
    passes: 3,
    left: {
      error: "LeftBehind",
      left: [{ kind: "key pair", name: "FND203DemoKP" }],
      failed: [{ item: { kind: "key pair" }, error: "UnauthorizedOperation" }],
    },
  });
  expect(told).toMatch(
    /: clean, removed: 1 × stack, 1 × key pair; 4\d things compared with the 4\d of before\n/,
  );
  expect(told).toMatch(/quarantined, not clean after 3 passes\.\n.*Left behind: key pair FND203DemoKP/);
  expect(told).toMatch(/An organisation forbids it/);
  expect(await cleanUpsIn(held)).toBe(3);

  // The one that is held begins four times, of which the last says that it has had its passes: all else is as estimated.
  const { here, there } = report.transitions;
  const now = transitionsOf(INSTRUCTOR);
  const estimate = estimateReset(fnd203Guide, [2], { concurrency: 4, place: "local" });
  const perAccount = estimate.here - estimateReset(fnd203Guide, [], { concurrency: 4, place: "local" }).here;
  const once = estimate.here + 5 * perAccount;
  expect(told).toContain(`To reset them takes about ${once} state transitions here, and `);
  const [CHECK_CHOOSE, BEGIN_LOOK_CHOOSE_WAIT, BEGIN, PLAN] = [2, 4, 1, 3];
  const quarantined = CHECK_CHOOSE + 3 * BEGIN_LOOK_CHOOSE_WAIT + BEGIN;
  expect(now.entered - instructor.entered).toBe(2 * once - perAccount + quarantined);
  const after = listed.map(transitionsOf);
  const built = listed.indexOf(third);
  expect(after[built]!.entered - before[built]!.entered).toBe(PLAN + estimate.there);

  const sum = ({ entered, retried }: ReturnType<typeof transitionsOf>) => entered + retried;
  expect(told).toContain(
    `6 accounts: 5 clean, 1 quarantined.\nState transitions: ${here} here, and ${there} in the`,
  );
  expect(here).toBe(sum(now) - sum(instructor));
  expect(there).toBe(after.reduce((total, one, index) => total + sum(one) - sum(before[index]!), 0));
});

test("a reset that was given up can be redriven: it goes on with what is not clean, by passes of its own", async () => {
  const mend = holdKeyPair();
  const { sfn } = fleet.instructor;
  const given = await fleet.reset({ accounts: [held, fourth], tolerate: 49 });
  expect(given).toMatchObject({ status: "FAILED", error: "States.ExceedToleratedFailureThreshold" });
  expect(given.children[held]).toMatchObject({ status: "FAILED", error: "Quarantined" });
  const { mapRuns } = await sfn.send(new ListMapRunsCommand({ executionArn: given.executionArn }));
  expect(await sfn.send(new DescribeMapRunCommand({ mapRunArn: mapRuns![0]!.mapRunArn }))).toMatchObject({
    maxConcurrency: 4,
    toleratedFailurePercentage: 49,
  });
  mend();
  await sfn.send(new RedriveExecutionCommand({ executionArn: given.executionArn }));
  expect(await fleet.instructor.end(given.executionArn)).toMatchObject({ status: "SUCCEEDED" });
  const after = await fleet.children(given.executionArn);
  expect(after[held]).toMatchObject({ reset: { outcome: "clean", passes: 4 } });
  expect(after[fourth]).toMatchObject({ reset: { outcome: "clean" } });
});

test("each call that looks after an account is throttled once, and a session is over in the midst: the reset goes on all the same", async () => {
  const { cloud } = fleet.instructor.account;
  const throttled = new Set<string>();
  const calls = injectFault(cloud, {
    meets: ({ service, operation, accountId, principal }) => {
      const who = principal.type === "role" ? principal.roleName : "";
      // Lambda writes a function's log as the function, and no failure of it is the function's.
      if (service === "logs" || !/-fleetfunction|^handrail-lab$/.test(who)) return false;
      const call = [accountId, who, service, operation].join("/");
      return !throttled.has(call) && throttled.add(call).has(call);
    },
    error: () => new AwsError("ThrottlingException", "Rate exceeded", 400),
  });
  let over = 0;
  const sessions = injectFault(cloud, {
    accountId: unlisted,
    operation: "DescribeExecution",
    meets: ({ principal }) => principal.type === "role" && principal.roleName === "handrail-lab",
    times: 1,
    error: () => {
      over++;
      return new AwsError(
        "ExpiredTokenException",
        "The security token included in the request is expired",
        403,
      );
    },
  });
  const reset = await fleet.reset({ accounts: [unlisted] });
  calls();
  sessions();
  expect(reset.status).toBe("SUCCEEDED");
  expect(reset.children[unlisted]).toMatchObject({ reset: { outcome: "clean", passes: 1 } });
  expect(over).toBe(1);
  const operations = [...throttled].map((call) => call.split("/").at(-1)).sort();
  expect(operations).toEqual([
    "AssumeRole",
    "DescribeExecution",
    "DescribeOrganization",
    "DescribeStacks",
    "GetExecutionHistory",
    "ListAccountAliases",
    "ListAccounts",
    "ListExecutions",
    "StartExecution",
  ]);
  expect(await stateIn(unlisted)).toEqual(inSameWords(FIRST, fleet.untouched));
});

test("killed in the midst it goes on where it was; by Ctrl-C, its clean-up ends by itself, and the next reset finds all clean", async () => {
  const { cloud } = fleet.instructor.account;
  let snapshot = "";
  // The account's stack is about to go: what is on disk at a process's end is the account as it is then.
  const end = interruptAt(witness, "DeleteStack", () => {
    snapshot = encodeSnapshot(cloud.state);
  });
  const { exitCode, report, told } = await command([witness], { yes: true });
  end();
  expect([exitCode, report.exitCode, report.mode]).toEqual([130, 130, "reset"]);
  expect(told).toMatch(
    /The reset ended before its time\. Stopped: It was interrupted\. A clean-up that was begun/,
  );
  expect(report.accounts).toMatchObject([{ account: { id: witness }, outcome: "unfinished" }]);
  const untouched = inSameWords(FIRST, fleet.untouched);

  const { executions } = cloud.store(statesStore, { accountId: witness, region: "us-east-1" });
  const cleanUps = () => Object.values(executions).filter(({ name }) => name.startsWith(`${LAB}-clean-up-`));
  await whenAtRest(witness);
  expect(cleanUps().map(({ status }) => status)).toEqual(["SUCCEEDED"]);
  const next = await fleet.reset({ accounts: [witness] });
  expect(next.children[witness]).toMatchObject({ reset: { outcome: "clean", passes: 1 } });
  expect(await stateIn(witness)).toEqual(untouched);

  const home = join(homes, "killed");
  await cp(join(homes, "whole", "blobs"), join(home, "blobs"), {
    recursive: true,
    // The account goes on: such a file may be gone before it is copied, and nothing speaks of it yet.
    filter: (path) => !path.endsWith(".tmp"),
  });
  await writeFile(join(home, "account.json"), snapshot);
  const again = await startTestAccount({ home });
  onTestFinished(() => again.stop());
  const executionArn = report.executions.at(-1)!;
  expect(await (await labAccountOn(again, INSTRUCTOR)).end(executionArn)).toMatchObject({
    status: "SUCCEEDED",
  });
  const state = (await stateOf(await labAccountOn(again, witness), witness))[witness];
  expect(inSameWords(witness, state)).toEqual(untouched);
});
