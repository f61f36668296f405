import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcEndpointsCommand,
  ModifyVpcAttributeCommand,
} from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { sweepStage } from "../../../../tasks/cleanup/sweep.ts";
import type { Scope } from "../../../../tasks/cleanup/sweeper.ts";
import { fnd203Stages } from "../../../../tasks/labs/fnd203/clean-up.ts";
import type { Clients } from "../../../../tasks/runtime/clients.ts";
import { useTestAccount } from "../../../helpers/local-account.ts";
import { clientsOf } from "../../fixtures/built-lab.ts";

/**
 * What Runtime Monitoring puts into a VPC by itself, with an agent that AWS manages (GuardDuty User Guide, "Using
 * infrastructure as code with GuardDuty automated agents"): an interface endpoint with a security group of its own.
 */
async function putRuntimeMonitoring({ ec2 }: Clients) {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
  const VpcId = Vpc!.VpcId!;
  // As the lab's VPCs have it: the endpoint's private name needs it.
  await ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: "10.0.1.0/24" }));
  const managed = [{ Key: "GuardDutyManaged", Value: "true" }];
  const { GroupId } = await ec2.send(
    new CreateSecurityGroupCommand({
      VpcId,
      GroupName: `GuardDutyManagedSecurityGroup-${VpcId}`,
      Description: "Associated with VPC-endpoint for GuardDuty",
      TagSpecifications: [{ ResourceType: "security-group", Tags: managed }],
    }),
  );
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: [
        { IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "10.0.0.0/16" }] },
      ],
    }),
  );
  const { VpcEndpoint } = await ec2.send(
    new CreateVpcEndpointCommand({
      VpcId,
      VpcEndpointType: "Interface",
      ServiceName: "com.amazonaws.us-east-1.guardduty-data",
      SubnetIds: [Subnet!.SubnetId!],
      SecurityGroupIds: [GroupId!],
      TagSpecifications: [{ ResourceType: "vpc-endpoint", Tags: managed }],
    }),
  );
  return { VpcId, SubnetId: Subnet!.SubnetId!, GroupId: GroupId!, endpointId: VpcEndpoint!.VpcEndpointId! };
}

test("Runtime Monitoring's endpoint goes before its security group, and the VPC can go after both", async () => {
  const clients = clientsOf(await useTestAccount());
  const { VpcId, SubnetId, GroupId, endpointId } = await putRuntimeMonitoring(clients);
  const scope: Scope = {
    lab: "fnd203",
    ledger: {
      version: 1,
      lab: "fnd203",
      build: "b",
      accountId: "123456789012",
      region: "us-east-1",
      writtenAt: new Date().toISOString(),
      items: [],
    },
    place: { accountId: "123456789012", region: "us-east-1" },
    suffix: "me",
    startedAt: new Date(),
    before: new Set(),
    stackResources: new Map(),
    templateReferences: new Set(),
    vpcs: [VpcId],
    keyPair: "FND203DemoKP",
    labStackRole: "arn:aws:iam::123456789012:role/none",
  };
  const swept: string[] = [];
  const stages = fnd203Stages.filter(({ sweepers }) =>
    sweepers.some(({ kind }) => kind === "VPC endpoint" || kind === "security group"),
  );
  for (const stage of stages) {
    const found = await Promise.all(
      stage.sweepers.map(async ({ kind, find }) =>
        (await find(clients, scope)).map((item) => ({ stage: stage.name, kind, ...item })),
      ),
    );
    for (let again = true; again; ) {
      again = false;
      try {
        const { done, failed } = await sweepStage(clients, scope, stage, found.flat(), new Date());
        expect(failed).toEqual([]);
        swept.push(...done.map(({ id }) => id));
      } catch (error) {
        if ((error as Error).name !== "NotYet") throw error;
        again = true;
      }
    }
  }
  expect(swept).toEqual([endpointId, GroupId]);
  const { VpcEndpoints = [] } = await clients.ec2.send(new DescribeVpcEndpointsCommand({}));
  expect(VpcEndpoints.filter(({ State }) => State?.toLowerCase() !== "deleted")).toEqual([]);
  const { SecurityGroups = [] } = await clients.ec2.send(
    new DescribeSecurityGroupsCommand({ Filters: [{ Name: "vpc-id", Values: [VpcId] }] }),
  );
  expect(SecurityGroups.map(({ GroupName }) => GroupName)).toEqual(["default"]);
  await clients.ec2.send(new DeleteSubnetCommand({ SubnetId }));
  await clients.ec2.send(new DeleteVpcCommand({ VpcId }));
});
