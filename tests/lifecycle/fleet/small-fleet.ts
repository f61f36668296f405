import {
  CreateAccountAliasCommand,
  CreateRoleCommand,
  type IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { vi } from "vitest";
import type { Connection } from "../../../cli/connection.ts";
import { executionName } from "../../../tui/execution/execution-name.ts";
import { machineName, type Verb } from "../../../workflows/contract.ts";
import { cloneAccount } from "../../helpers/clone-account.ts";
import { TEST_CREDENTIALS, type TestAccount } from "../../helpers/local-account.ts";
import { clientsOf } from "../../tasks/fixtures/built-lab.ts";
import { LAB } from "../lab-account.ts";
import { FIRST, INSTRUCTOR, putLabRole } from "./fleet.ts";

/**
 * A machine that does what its executions' input says: it fails, waits, or succeeds. To whoever only lists executions it is
 * as good as the real one, and an account with a few of them is there at once.
 */
const statesWith = (activity: string) => ({
  StartAt: "What?",
  States: {
    "What?": {
      Type: "Choice",
      Choices: [
        { Condition: "{% $states.input.end = 'fails' %}", Next: "Failed" },
        { Condition: "{% $states.input.end = 'waits' %}", Next: "Waiting" },
      ],
      Default: "Done",
    },
    // Nobody works on it.
    Waiting: { Type: "Task", Resource: activity, Next: "Done" },
    Failed: { Type: "Fail" },
    Done: { Type: "Succeed" },
  },
});

const MACHINES: readonly Verb[] = ["build-lab", "verify-steps", "solve-step", "clean-up"];

/** Lab accounts with machines that do as they are told, which trust the instructor's account, in one cloud. */
export interface SmallFleet {
  accounts: string[];
  sfnOf(id: string): SFNClient;
  /** Has an execution in an account begin, and end where it is not to wait. */
  run(id: string, verb: Verb, end: "succeeds" | "fails" | "waits", step?: string): Promise<string>;
  /** The connection of a command in the instructor's account. */
  connection: Connection;
}

/** Makes so many lab accounts. All but the first are its copies, without executions. */
export async function smallFleet(account: TestAccount, size: number): Promise<SmallFleet> {
  const clientsIn = (id: string) =>
    clientsOf(account, { credentials: { ...TEST_CREDENTIALS, accessKeyId: id } });
  const sfnOf = (id: string) =>
    account.client(SFNClient, { credentials: { ...TEST_CREDENTIALS, accessKeyId: id } });
  const { iam, ...first } = clientsIn(FIRST);
  await putLabRole({ iam, ...first });
  const sfn = sfnOf(FIRST);
  const roleArn = await machinesRole(iam);
  const { activityArn } = await sfn.send(new CreateActivityCommand({ name: "waiting" }));
  const definition = JSON.stringify({ QueryLanguage: "JSONata", ...statesWith(activityArn!) });
  for (const verb of MACHINES)
    await sfn.send(new CreateStateMachineCommand({ name: machineName(verb), roleArn, definition }));
  const accounts = Array.from({ length: size }, (_, index) => String(Number(FIRST) + index));
  await cloneAccount(
    account.cloud,
    { accountId: FIRST, suffix: "me" },
    accounts.slice(1).map((accountId, index) => ({ accountId, suffix: `p${index}` })),
  );
  for (const id of accounts)
    await clientsIn(id).iam.send(new CreateAccountAliasCommand({ AccountAlias: `training-${id.slice(-3)}` }));
  return {
    accounts,
    sfnOf,
    async run(id, verb, end, step) {
      const sfn = sfnOf(id);
      const { executionArn } = await sfn.send(
        new StartExecutionCommand({
          stateMachineArn: `arn:aws:states:us-east-1:${id}:stateMachine:${machineName(verb)}`,
          name: executionName(verb, { lab: LAB, step }),
          input: JSON.stringify({ end }),
        }),
      );
      const status = { succeeds: "SUCCEEDED", fails: "FAILED", waits: "RUNNING" }[end];
      await vi.waitUntil(
        async () => (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status === status,
        { interval: 5, timeout: 15_000 },
      );
      return executionArn!;
    },
    connection: {
      place: "local",
      accountId: INSTRUCTOR,
      arn: `arn:aws:iam::${INSTRUCTOR}:root`,
      region: "us-east-1",
      sfn: sfnOf(INSTRUCTOR),
      notices: [],
      clientConfig: { endpoint: account.endpoint, region: "us-east-1", credentials: TEST_CREDENTIALS },
      // The rest of a connection is nothing to a fleet.
    } as Partial<Connection> as Connection,
  };
}

/** A role that machines may take on, and start children with. */
async function machinesRole(iam: IAMClient): Promise<string> {
  const statement = (more: object) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...more }] });
  const RoleName = "machines";
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: statement({
        Action: "sts:AssumeRole",
        Principal: { Service: "states.amazonaws.com" },
      }),
    }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName,
      PolicyName: "children",
      PolicyDocument: statement({ Action: "states:StartExecution", Resource: "*" }),
    }),
  );
  return Role!.Arn!;
}

/**
 * Begins, in an account, what `reset-accounts` is: a distributed Map with a child for each account, which ends as is said.
 *
 * @returns the execution's ARN; it runs for as long as a child waits
 */
export async function runReset(
  account: TestAccount,
  id: string,
  ends: readonly ("succeeds" | "fails" | "waits")[],
): Promise<string> {
  const options = { credentials: { ...TEST_CREDENTIALS, accessKeyId: id } };
  const sfn = account.client(SFNClient, options);
  const roleArn = await machinesRole(clientsOf(account, options).iam);
  const { activityArn } = await sfn.send(new CreateActivityCommand({ name: "waiting" }));
  const definition = JSON.stringify({
    QueryLanguage: "JSONata",
    StartAt: "Each account",
    States: {
      "Each account": {
        Type: "Map",
        Items: ends.map((end) => ({ end })),
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          ...statesWith(activityArn!),
        },
        ToleratedFailurePercentage: 100,
        End: true,
      },
    },
  });
  const name = machineName("reset-accounts");
  const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name, roleArn, definition }));
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, name: executionName("reset-accounts", { lab: LAB }) }),
  );
  return executionArn!;
}
