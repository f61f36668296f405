import { EC2Client, RunInstancesCommand, type RunInstancesCommandInput } from "@aws-sdk/client-ec2";
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { publicImages } from "../../../../../infra/local/images.ts";
import type { TestAccount } from "../../../../helpers/local-account.ts";

/** What Systems Manager and Session Manager need of an instance's role. */
export const AGENT_ACTIONS = [
  "ssm:UpdateInstanceInformation",
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
];

const ROLE = "NodeRole";

/** Lets the instances' role do this, and nothing else. */
export function allow(account: TestAccount, Action: string[], Resource = "*") {
  const Statement = [{ Effect: "Allow", Action, Resource }];
  return account.client(IAMClient).send(
    new PutRolePolicyCommand({
      RoleName: ROLE,
      PolicyName: "agent",
      PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }),
    }),
  );
}

/** A role for instances, in a profile of the same name. */
export async function makeRole(account: TestAccount, actions = AGENT_ACTIONS): Promise<void> {
  const iam = account.client(IAMClient);
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
  };
  await iam.send(new CreateRoleCommand({ RoleName: ROLE, AssumeRolePolicyDocument: JSON.stringify(trust) }));
  await allow(account, actions);
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: ROLE }));
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: ROLE, RoleName: ROLE }));
}

export const image = (name: RegExp) =>
  publicImages("us-east-1").find((it) => it.architecture === "x86_64" && name.test(it.name))!.id;

/** Launches an instance with the role, in the default VPC unless told: it reaches the Internet there. */
export async function launchNode(
  account: TestAccount,
  more: Partial<RunInstancesCommandInput> = {},
): Promise<string> {
  const { Instances } = await account.client(EC2Client).send(
    new RunInstancesCommand({
      ImageId: image(/^al2023-ami-2023/),
      InstanceType: "t3.micro",
      MinCount: 1,
      MaxCount: 1,
      IamInstanceProfile: { Name: ROLE },
      ...more,
    }),
  );
  return Instances![0]!.InstanceId!;
}
