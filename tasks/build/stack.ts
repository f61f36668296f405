import { CreateStackCommand, DescribeStacksCommand, type Stack } from "@aws-sdk/client-cloudformation";
import { CreateKeyPairCommand, DescribeKeyPairsCommand } from "@aws-sdk/client-ec2";
import type { BuildPlan } from "../../workflows/contract.ts";
import type { Clients } from "../runtime/clients.ts";
import { isAwsError, TaskError } from "../runtime/errors.ts";
import { firstFailure } from "../runtime/find-stack.ts";
import type { LabBuild } from "./lab-build.ts";

/** The tag that marks what a build made, beside the template's own `Lab`. */
const LAB_TAG = "handrail:lab";

/**
 * Makes the lab's key pair unless the account has one of the name, which is then used and never deleted. The private
 * key is thrown away: the guide says that nobody needs it, and what is not kept cannot leak.
 */
export async function createKeyPair({ ec2 }: Clients, lab: LabBuild): Promise<{ created: boolean }> {
  try {
    await ec2.send(new DescribeKeyPairsCommand({ KeyNames: [lab.keyPair] }));
    return { created: false };
  } catch (error) {
    if (!isAwsError(error, "InvalidKeyPair.NotFound")) throw error;
  }
  try {
    await ec2.send(
      new CreateKeyPairCommand({
        KeyName: lab.keyPair,
        KeyType: "ed25519",
        KeyFormat: "pem",
        TagSpecifications: [{ ResourceType: "key-pair", Tags: [{ Key: LAB_TAG, Value: lab.lab }] }],
      }),
    );
    return { created: true };
  } catch (error) {
    // Two builds at once, or a retry of a call whose answer was lost: the ledger says that the pair is the lab's.
    if (isAwsError(error, "InvalidKeyPair.Duplicate")) return { created: false };
    throw error;
  }
}

/**
 * Begins the lab's stack.
 * @param options.build makes the request idempotent: a retried task gets the stack that it began before
 * @param options.roleArn the role that CloudFormation builds and deletes the stack with
 * @throws TaskError `StackFailed` in CloudFormation's words where it does not even begin
 */
export async function createStack(
  { cloudFormation }: Clients,
  lab: LabBuild,
  options: { body: string; plan: BuildPlan; build: string; roleArn: string },
): Promise<{ stackId: string }> {
  const request = new CreateStackCommand({
    StackName: lab.stackName,
    TemplateBody: options.body,
    Parameters: Object.entries(options.plan.parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    // The role has a fixed name: CAPABILITY_IAM is not enough.
    Capabilities: ["CAPABILITY_NAMED_IAM"],
    RoleARN: options.roleArn,
    ClientRequestToken: options.build,
    Tags: [{ Key: LAB_TAG, Value: lab.lab }],
  });
  try {
    return { stackId: (await cloudFormation.send(request)).StackId! };
  } catch (error) {
    // What GetTemplateSummary lets pass: a parameter that has no value, a function's arguments, a mapping's key.
    if (!isAwsError(error, "ValidationError")) throw error;
    throw new TaskError(
      "stackFailed",
      `CloudFormation does not create the stack ${lab.stackName}: ${error.message} Mend the template, and build again.`,
    );
  }
}

/**
 * Looks whether the stack is there.
 * @throws TaskError `NotYet` while it is being made; `StackFailed` with CloudFormation's first reason
 */
export async function awaitStack(clients: Clients, stackId: string): Promise<{ status: string }> {
  const stack = await describeStack(clients, stackId);
  const status = stack.StackStatus!;
  if (["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"].includes(status)) return { status };
  // A rollback still runs, but its reason is known: no need to wait for its end.
  if (status.endsWith("_IN_PROGRESS") && !status.startsWith("ROLLBACK"))
    throw new TaskError("notYet", `The stack ${stack.StackName} is in state ${status}.`);
  throw new TaskError(
    "stackFailed",
    `The stack ${stack.StackName} is in state ${status}. ${await firstFailure(clients, stackId)} Clean the lab up before you build it again.`,
  );
}

/** The hosts of the lab's web sites, from the stack's outputs. */
export async function sitesOf(clients: Clients, lab: LabBuild, stackId: string): Promise<string[]> {
  const { Outputs = [] } = await describeStack(clients, stackId);
  return Outputs.filter((output) => lab.sites.includes(output.OutputKey!)).map(
    (output) => output.OutputValue!,
  );
}

/** A stack by its id. */
export async function describeStack({ cloudFormation }: Clients, stackId: string): Promise<Stack> {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackId }));
  return Stacks[0]!;
}
