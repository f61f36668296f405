import { setTimeout } from "node:timers/promises";
import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
} from "@aws-sdk/client-cloudformation";
import {
  type startTestAccount,
  type TestAccount,
  useTestAccount,
} from "../../../../helpers/local-account.ts";
import { knowThings, type Things } from "./things.ts";

export interface Bench {
  account: TestAccount;
  things: Things;
  cfn: CloudFormationClient;
}

/** An account whose CloudFormation knows things, stopped when the test ends. */
export async function useBench(options?: Parameters<typeof startTestAccount>[0]): Promise<Bench> {
  const account = await useTestAccount(options);
  return { account, things: knowThings(account.cloud), cfn: account.client(CloudFormationClient) };
}

/** The stack once nothing is going on with it any more. */
export async function settled(cfn: CloudFormationClient, nameOrId: string): Promise<Stack> {
  for (;;) {
    const { Stacks } = await cfn.send(new DescribeStacksCommand({ StackName: nameOrId }));
    if (!Stacks![0]!.StackStatus!.endsWith("_IN_PROGRESS")) return Stacks![0]!;
    await setTimeout(5);
  }
}

/** A stack's events, oldest first, as `LOGICALID STATUS reason`. */
export async function eventsOf(cfn: CloudFormationClient, nameOrId: string): Promise<string[]> {
  const { StackEvents = [] } = await cfn.send(new DescribeStackEventsCommand({ StackName: nameOrId }));
  return StackEvents.reverse().map((event) =>
    [event.LogicalResourceId, event.ResourceStatus, event.ResourceStatusReason].filter(Boolean).join(" "),
  );
}
