import { setTimeout } from "node:timers/promises";
import {
  CreateStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import {
  CreateSecurityGroupCommand,
  CreateVpcEndpointCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
} from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import type { Scope } from "../../../../tasks/cleanup/sweeper.ts";
import { stack } from "../../../../tasks/cleanup/sweepers/stack.ts";
import type { Clients } from "../../../../tasks/runtime/clients.ts";
import { allow, createRole } from "../../../helpers/actors.ts";
import { useTestAccount } from "../../../helpers/local-account.ts";
import { clientsOf } from "../../fixtures/built-lab.ts";

const TEMPLATE = {
  Resources: {
    Vpc: {
      Type: "AWS::EC2::VPC",
      Properties: { CidrBlock: "10.0.0.0/16", EnableDnsSupport: true, EnableDnsHostnames: true },
    },
    Subnet: {
      Type: "AWS::EC2::Subnet",
      Properties: { VpcId: { Ref: "Vpc" }, CidrBlock: "10.0.1.0/24" },
    },
  },
};

async function whenSettled({ cloudFormation }: Clients, StackName: string): Promise<string> {
  for (;;) {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    if (!Stacks[0]!.StackStatus!.endsWith("_IN_PROGRESS")) return Stacks[0]!.StackStatus!;
    await setTimeout(5);
  }
}

test("a stack that Runtime Monitoring's endpoint holds up is freed of it, and goes", async () => {
  const account = await useTestAccount();
  const clients = clientsOf(account);
  const labStackRole = await createRole(account, "LabStackRole", { Service: "cloudformation.amazonaws.com" });
  await allow(account, "LabStackRole", { Action: "ec2:*", Resource: "*" });
  const { StackId } = await clients.cloudFormation.send(
    new CreateStackCommand({
      StackName: "Lab",
      TemplateBody: JSON.stringify(TEMPLATE),
      RoleARN: labStackRole,
    }),
  );
  expect(await whenSettled(clients, StackId!)).toBe("CREATE_COMPLETE");
  const { StackResources = [] } = await clients.cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName: StackId }),
  );
  const idOf = (name: string) =>
    StackResources.find(({ LogicalResourceId }) => LogicalResourceId === name)!.PhysicalResourceId!;
  const VpcId = idOf("Vpc");
  const { GroupId } = await clients.ec2.send(
    new CreateSecurityGroupCommand({
      VpcId,
      GroupName: `GuardDutyManagedSecurityGroup-${VpcId}`,
      Description: "Associated with VPC-endpoint for GuardDuty",
    }),
  );
  await clients.ec2.send(
    new CreateVpcEndpointCommand({
      VpcId,
      VpcEndpointType: "Interface",
      ServiceName: "com.amazonaws.us-east-1.guardduty-data",
      SubnetIds: [idOf("Subnet")],
      SecurityGroupIds: [GroupId!],
    }),
  );

  const since = new Date();
  const scope: Scope = {
    lab: "fnd203",
    ledger: {
      version: 1,
      lab: "fnd203",
      build: "b",
      accountId: "123456789012",
      region: "us-east-1",
      writtenAt: since.toISOString(),
      items: [],
    },
    place: { accountId: "123456789012", region: "us-east-1" },
    suffix: "me",
    startedAt: since,
    before: new Set(),
    stack: { id: StackId!, name: "Lab", status: "CREATE_COMPLETE" },
    stackResources: new Map(),
    templateReferences: new Set(),
    vpcs: [VpcId],
    keyPair: "FND203DemoKP",
    labStackRole,
  };
  const [item] = await stack.find(clients, scope);
  const statuses: string[] = [];
  for (let again = true; again; ) {
    again = false;
    await stack
      .sweep(clients, { stage: "s", kind: stack.kind, ...item! }, scope, since)
      .catch((error: Error) => {
        if (error.name !== "NotYet") throw error;
        again = true;
      });
    const status = await whenSettled(clients, StackId!);
    if (statuses.at(-1) !== status) statuses.push(status);
  }
  expect(statuses).toEqual(["DELETE_FAILED", "DELETE_COMPLETE"]);
  const { VpcEndpoints = [] } = await clients.ec2.send(new DescribeVpcEndpointsCommand({}));
  expect(VpcEndpoints.filter(({ State }) => State?.toLowerCase() !== "deleted")).toEqual([]);
  const { Vpcs = [] } = await clients.ec2.send(
    new DescribeVpcsCommand({ Filters: [{ Name: "vpc-id", Values: [VpcId] }] }),
  );
  expect(Vpcs).toEqual([]);
});
