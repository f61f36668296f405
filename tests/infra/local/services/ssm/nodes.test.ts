import {
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkAclEntryCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  DeleteNetworkAclEntryCommand,
  DescribeNetworkAclsCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import * as api from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import { type TestAccount, useTestAccount } from "../../../../helpers/local-account.ts";
import { stopClock } from "../../../../helpers/stop-clock.ts";
import { AGENT_ACTIONS, allow, image, launchNode, makeRole } from "./managed-node.ts";

async function information(account: TestAccount, input: api.DescribeInstanceInformationCommandInput = {}) {
  const ssm = account.client(api.SSMClient);
  const { InstanceInformationList } = await ssm.send(new api.DescribeInstanceInformationCommand(input));
  return InstanceInformationList!;
}

async function statusOf(account: TestAccount, Target: string) {
  const { Status } = await account.client(api.SSMClient).send(new api.GetConnectionStatusCommand({ Target }));
  return Status;
}

test("an instance with a role, an agent and a way registers, and is described", async () => {
  const account = await useTestAccount();
  await makeRole(account);
  const id = await launchNode(account, {
    TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "Purpose", Value: "Test" }] }],
  });
  const [node] = await information(account);
  expect(node).toMatchObject({
    InstanceId: id,
    PingStatus: "Online",
    PlatformType: "Linux",
    PlatformName: "Amazon Linux",
    PlatformVersion: "2023",
    ResourceType: "EC2Instance",
    SourceType: "AWS::EC2::Instance",
    ComputerName: expect.stringMatching(/^ip-172-31-[\d-]+\.ec2\.internal$/),
  });
  expect(await statusOf(account, id)).toBe("connected");
  expect(await statusOf(account, "i-0123456789abcdef0")).toBe("notconnected");
  const { InstanceProperties } = await account
    .client(api.SSMClient)
    .send(new api.DescribeInstancePropertiesCommand({}));
  expect(InstanceProperties).toMatchObject([
    { InstanceId: id, InstanceState: "running", InstanceRole: "NodeRole" },
  ]);
});

test("nodes are filtered by either kind of filter, and paged", async () => {
  const account = await useTestAccount();
  await makeRole(account);
  const ids = await Promise.all(Array.from({ length: 6 }, () => launchNode(account)));
  const by = async (input: api.DescribeInstanceInformationCommandInput) =>
    (await information(account, input)).map((it) => it.InstanceId);
  expect(await by({ Filters: [{ Key: "InstanceIds", Values: [ids[0]!] }] })).toEqual([ids[0]]);
  expect(await by({ InstanceInformationFilterList: [{ key: "InstanceIds", valueSet: [ids[1]!] }] })).toEqual([
    ids[1],
  ]);
  expect(await by({ Filters: [{ Key: "PingStatus", Values: ["ConnectionLost"] }] })).toEqual([]);
  expect(await by({ Filters: [{ Key: "IamRole", Values: ["NodeRole"] }] })).toHaveLength(6);
  expect(await by({ Filters: [{ Key: "tag:Purpose", Values: ["Test"] }] })).toEqual([]);
  const ssm = account.client(api.SSMClient);
  const first = await ssm.send(new api.DescribeInstanceInformationCommand({ MaxResults: 5 }));
  expect(first.InstanceInformationList).toHaveLength(5);
  const rest = await ssm.send(
    new api.DescribeInstanceInformationCommand({ MaxResults: 5, NextToken: first.NextToken }),
  );
  expect(rest.InstanceInformationList).toHaveLength(1);
  for (const [input, name] of [
    [{ Filters: [{ Key: "Colour", Values: ["red"] }] }, "InvalidFilterKey"],
    [{ Filters: [{ Key: "InstanceIds", Values: ["web"] }] }, "InvalidInstanceInformationFilterValue"],
    [{ MaxResults: 4 }, "ValidationException"],
    [{ NextToken: "nonsense" }, "InvalidNextToken"],
  ] as const)
    await expect(
      information(account, input as api.DescribeInstanceInformationCommandInput),
    ).rejects.toMatchObject({
      name,
    });
});

test("without a profile, an agent or the permission there is no node", async () => {
  const account = await useTestAccount();
  await makeRole(account, ["s3:ListAllMyBuckets"]);
  await launchNode(account);
  await launchNode(account, { IamInstanceProfile: undefined });
  await launchNode(account, { ImageId: image(/^al2023-ami-minimal/) });
  expect(await information(account)).toEqual([]);
  await allow(account, AGENT_ACTIONS);
  expect(await information(account)).toHaveLength(1);
});

test("a role that may report, and no more, is online and cannot be connected to", async () => {
  const account = await useTestAccount();
  await makeRole(account, ["ssm:UpdateInstanceInformation"]);
  const id = await launchNode(account);
  expect(await information(account)).toMatchObject([{ InstanceId: id, PingStatus: "Online" }]);
  expect(await statusOf(account, id)).toBe("notconnected");
  await expect(
    account.client(api.SSMClient).send(new api.StartSessionCommand({ Target: id })),
  ).rejects.toMatchObject({ name: "TargetNotConnected", message: `${id} is not connected.` });
});

test("a node that is cut off has lost its connection, and has it again", async () => {
  const account = await useTestAccount();
  await makeRole(account);
  const id = await launchNode(account);
  await information(account);
  const ec2 = account.client(EC2Client);
  const { NetworkAcls } = await ec2.send(new DescribeNetworkAclsCommand({}));
  const entry = { NetworkAclId: NetworkAcls![0]!.NetworkAclId, RuleNumber: 50, Egress: false };
  // The replies of the endpoints are what does not come through.
  await ec2.send(
    new CreateNetworkAclEntryCommand({
      ...entry,
      Protocol: "-1",
      RuleAction: "deny",
      CidrBlock: "0.0.0.0/0",
    }),
  );
  expect(await information(account)).toMatchObject([{ InstanceId: id, PingStatus: "ConnectionLost" }]);
  expect(await statusOf(account, id)).toBe("notconnected");
  await ec2.send(new DeleteNetworkAclEntryCommand(entry));
  expect(await information(account)).toMatchObject([{ PingStatus: "Online" }]);
  await ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
  expect(await information(account)).toMatchObject([{ PingStatus: "ConnectionLost" }]);
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  expect(await information(account)).toEqual([]);
});

test("a node is known though nobody asked before it was cut off", async () => {
  const account = await useTestAccount();
  await makeRole(account);
  const id = await launchNode(account);
  // It registers in the account's own time: what the store says tells when.
  await expect.poll(() => JSON.stringify(account.cloud.state)).toContain(`"ssm-nodes":{"nodes":{"${id}"`);
  const ec2 = account.client(EC2Client);
  await ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
  expect(await information(account)).toMatchObject([{ InstanceId: id, PingStatus: "ConnectionLost" }]);
});

test("in a VPC of its own a node needs endpoints with private DNS, and groups that let it in", async () => {
  const account = await useTestAccount();
  await makeRole(account);
  const ec2 = account.client(EC2Client);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.9.0.0/16" }));
  const VpcId = Vpc!.VpcId!;
  await ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: "10.9.0.0/24" }));
  const { GroupId } = await ec2.send(
    new CreateSecurityGroupCommand({ VpcId, GroupName: "endpoints", Description: "endpoints" }),
  );
  const id = await launchNode(account, { SubnetId: Subnet!.SubnetId });
  expect(await information(account)).toEqual([]);
  for (const service of ["ssm", "ssmmessages"])
    await ec2.send(
      new CreateVpcEndpointCommand({
        VpcId,
        VpcEndpointType: "Interface",
        ServiceName: `com.amazonaws.us-east-1.${service}`,
        SubnetIds: [Subnet!.SubnetId!],
        SecurityGroupIds: [GroupId!],
      }),
    );
  expect(await information(account)).toEqual([]);
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: [
        { IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "10.9.0.0/16" }] },
      ],
    }),
  );
  expect(await information(account)).toMatchObject([{ InstanceId: id, PingStatus: "Online" }]);
  expect(await statusOf(account, id)).toBe("connected");
});

test("a node takes its time to register", async () => {
  const account = await useTestAccount({ pace: "real" });
  stopClock();
  await makeRole(account);
  await launchNode(account);
  expect(await information(account)).toEqual([]);
});
