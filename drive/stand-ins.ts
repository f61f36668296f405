import { setTimeout } from "node:timers/promises";
import { CreateRoleCommand, type IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { executionName } from "../tui/execution/execution-name.ts";
import { machineName, type Verb } from "../workflows/contract.ts";

/** How an execution of a stand-in is to end, or that it is not to. */
export type End = "succeeds" | "fails" | "waits";

interface Clients {
  iam: IAMClient;
  sfn: SFNClient;
}

const MACHINES: readonly Verb[] = ["build-lab", "verify-steps", "solve-step", "clean-up"];

/** The states of a machine that does what its execution's input says. Nobody works on the activity. */
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
    Waiting: { Type: "Task", Resource: activity, Next: "Done" },
    Failed: { Type: "Fail" },
    Done: { Type: "Succeed" },
  },
});

/**
 * Puts machines into an account that stand in for a participant's. To whoever only lists executions they are as good as the
 * real ones, and an account with a few of these is there at once.
 */
export async function makeStandIns(clients: Clients): Promise<void> {
  const { sfn } = clients;
  const { roleArn, activityArn } = await prerequisites(clients);
  const definition = JSON.stringify({ QueryLanguage: "JSONata", ...statesWith(activityArn) });
  for (const verb of MACHINES)
    await sfn.send(new CreateStateMachineCommand({ name: machineName(verb), roleArn, definition }));
}

/** Has an execution of a stand-in begin, and waits for its end where it has one. @returns its ARN */
export async function runStandIn(
  sfn: SFNClient,
  { account, lab, verb, end, step }: { account: string; lab: string; verb: Verb; end: End; step?: string },
): Promise<string> {
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({
      stateMachineArn: `arn:aws:states:us-east-1:${account}:stateMachine:${machineName(verb)}`,
      name: executionName(verb, { lab, step }),
      input: JSON.stringify({ end }),
    }),
  );
  const status = { succeeds: "SUCCEEDED", fails: "FAILED", waits: "RUNNING" }[end];
  while ((await sfn.send(new DescribeExecutionCommand({ executionArn }))).status !== status)
    await setTimeout(5);
  return executionArn!;
}

/**
 * Begins, in an account, what stands in for `reset-accounts`: a distributed Map with a child for each of these ends.
 *
 * @returns the execution's ARN; it runs for as long as a child waits
 */
export async function runStandInReset(clients: Clients, lab: string, ends: readonly End[]): Promise<string> {
  const { sfn } = clients;
  const { roleArn, activityArn } = await prerequisites(clients);
  const definition = JSON.stringify({
    QueryLanguage: "JSONata",
    StartAt: "Each account",
    States: {
      "Each account": {
        Type: "Map",
        Items: ends.map((end) => ({ end })),
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          ...statesWith(activityArn),
        },
        ToleratedFailurePercentage: 100,
        End: true,
      },
    },
  });
  const name = machineName("reset-accounts");
  const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name, roleArn, definition }));
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, name: executionName("reset-accounts", { lab }) }),
  );
  return executionArn!;
}

/** A role that machines may take on, and start children with; and an activity. */
async function prerequisites({ iam, sfn }: Clients): Promise<{ roleArn: string; activityArn: string }> {
  const statement = (more: object) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...more }] });
  const RoleName = "stand-ins";
  const trust = statement({
    Action: "sts:AssumeRole",
    Principal: { Service: "states.amazonaws.com" },
  });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  const PolicyDocument = statement({ Action: "states:StartExecution", Resource: "*" });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "children", PolicyDocument }));
  const { activityArn } = await sfn.send(new CreateActivityCommand({ name: "waiting" }));
  return { roleArn: Role!.Arn!, activityArn: activityArn! };
}
