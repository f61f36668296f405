// One file, however long: half of it is the template that all of its tests build.
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import {
  CreateNetworkAclCommand,
  DeleteNetworkAclCommand,
  DescribeAddressesCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVpcPeeringConnectionsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { expect, test, vi } from "vitest";
import { useTestAccount } from "../../../../helpers/local-account.ts";

const ref = (Ref: string) => ({ Ref });
const att = (name: string, attribute: string) => ({ "Fn::GetAtt": [name, attribute] });

/** Every networking type that the lab's templates use, small. */
const resources = {
  Vpc: {
    Type: "AWS::EC2::VPC",
    Properties: {
      CidrBlock: "10.0.0.0/16",
      EnableDnsHostnames: "true",
      EnableDnsSupport: "true",
      Tags: [{ Key: "Name", Value: "Web Application VPC" }],
    },
  },
  Services: {
    Type: "AWS::EC2::VPC",
    Properties: { CidrBlock: "10.1.0.0/16", EnableDnsHostnames: true },
  },
  Public: {
    Type: "AWS::EC2::Subnet",
    Properties: { VpcId: ref("Vpc"), CidrBlock: "10.0.0.0/24", MapPublicIpOnLaunch: "true" },
  },
  Private: { Type: "AWS::EC2::Subnet", Properties: { VpcId: ref("Vpc"), CidrBlock: "10.0.1.0/24" } },
  Gateway: { Type: "AWS::EC2::InternetGateway", Properties: {} },
  Attachment: {
    Type: "AWS::EC2::VPCGatewayAttachment",
    Properties: { VpcId: ref("Vpc"), InternetGatewayId: ref("Gateway") },
  },
  Vpn: { Type: "AWS::EC2::VPNGateway", Properties: { Type: "ipsec.1" } },
  VpnAttachment: {
    Type: "AWS::EC2::VPCGatewayAttachment",
    Properties: { VpcId: ref("Services"), VpnGatewayId: ref("Vpn") },
  },
  Address: { Type: "AWS::EC2::EIP", Properties: { Domain: "vpc" } },
  // As in the lab's first template, nothing says that the gateway needs the attachment.
  Nat: {
    Type: "AWS::EC2::NatGateway",
    Properties: { SubnetId: ref("Public"), AllocationId: att("Address", "AllocationId") },
  },
  Table: { Type: "AWS::EC2::RouteTable", Properties: { VpcId: ref("Vpc") } },
  TableOfPrivate: {
    Type: "AWS::EC2::SubnetRouteTableAssociation",
    Properties: { SubnetId: ref("Private"), RouteTableId: ref("Table") },
  },
  Out: {
    Type: "AWS::EC2::Route",
    Properties: { RouteTableId: ref("Table"), DestinationCidrBlock: "0.0.0.0/0", NatGatewayId: ref("Nat") },
  },
  Peering: {
    Type: "AWS::EC2::VPCPeeringConnection",
    Properties: { VpcId: ref("Services"), PeerVpcId: ref("Vpc") },
  },
  Over: {
    Type: "AWS::EC2::Route",
    Properties: {
      RouteTableId: ref("Table"),
      DestinationCidrBlock: "10.1.0.0/16",
      VpcPeeringConnectionId: ref("Peering"),
    },
  },
  Balancer: {
    Type: "AWS::EC2::SecurityGroup",
    Properties: {
      GroupDescription: "Load balancer",
      GroupName: "Balancer",
      VpcId: ref("Vpc"),
      SecurityGroupIngress: [{ IpProtocol: "tcp", FromPort: "80", ToPort: "80", CidrIp: "0.0.0.0/0" }],
    },
  },
  Web: {
    Type: "AWS::EC2::SecurityGroup",
    Properties: {
      GroupDescription: "Web servers",
      VpcId: ref("Vpc"),
      SecurityGroupIngress: [
        { IpProtocol: "tcp", FromPort: 80, ToPort: 80, SourceSecurityGroupId: ref("Balancer") },
      ],
      SecurityGroupEgress: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, CidrIp: "10.0.0.0/16" }],
    },
  },
  BalancerToWeb: {
    Type: "AWS::EC2::SecurityGroupEgress",
    Properties: {
      GroupId: ref("Balancer"),
      IpProtocol: "tcp",
      FromPort: 80,
      ToPort: 80,
      DestinationSecurityGroupId: att("Web", "GroupId"),
    },
  },
  Acl: { Type: "AWS::EC2::NetworkAcl", Properties: { VpcId: ref("Vpc") } },
  AclEntry: {
    Type: "AWS::EC2::NetworkAclEntry",
    Properties: {
      NetworkAclId: ref("Acl"),
      RuleNumber: "100",
      Protocol: "-1",
      RuleAction: "allow",
      Egress: "true",
      CidrBlock: "0.0.0.0/0",
    },
  },
  AclOfPrivate: {
    Type: "AWS::EC2::SubnetNetworkAclAssociation",
    Properties: { SubnetId: ref("Private"), NetworkAclId: ref("Acl") },
  },
  ServicesSubnet: {
    Type: "AWS::EC2::Subnet",
    Properties: { VpcId: ref("Services"), CidrBlock: "10.1.0.0/24" },
  },
  ServicesTable: { Type: "AWS::EC2::RouteTable", Properties: { VpcId: ref("Services") } },
  S3: {
    Type: "AWS::EC2::VPCEndpoint",
    Properties: {
      VpcId: ref("Services"),
      ServiceName: { "Fn::Sub": "com.amazonaws.${AWS::Region}.s3" },
      RouteTableIds: [ref("ServicesTable")],
    },
  },
  Ssm: {
    Type: "AWS::EC2::VPCEndpoint",
    Properties: {
      VpcId: ref("Services"),
      VpcEndpointType: "Interface",
      PrivateDnsEnabled: "true",
      ServiceName: { "Fn::Sub": "com.amazonaws.${AWS::Region}.ssm" },
      SubnetIds: [ref("ServicesSubnet")],
    },
  },
};

const template = (Resources: object) =>
  JSON.stringify({
    Resources,
    Outputs: {
      Address: { Value: ref("Address") },
      Attachment: { Value: ref("Attachment") },
      Route: { Value: ref("Over") },
      DefaultAcl: { Value: att("Vpc", "DefaultNetworkAcl") },
    },
  });

async function useStack() {
  const account = await useTestAccount();
  const cfn = account.client(CloudFormationClient);
  const ec2 = account.client(EC2Client);
  const StackName = "network";
  /** Waits until the stack is no longer in progress; a deleted one is `undefined`. */
  const settled = () =>
    vi.waitFor(
      async () => {
        const answer = await cfn.send(new DescribeStacksCommand({ StackName })).catch(() => undefined);
        const stack = answer?.Stacks?.[0];
        if (stack?.StackStatus?.endsWith("_IN_PROGRESS")) throw new Error(stack.StackStatus);
        return stack;
      },
      { timeout: 20_000, interval: 20 },
    );
  const reasons = async () => {
    const { StackEvents } = await cfn.send(new DescribeStackEventsCommand({ StackName }));
    return StackEvents!
      .filter((event) => event.ResourceStatus?.endsWith("_FAILED"))
      .map((event) => `${event.LogicalResourceId}: ${event.ResourceStatusReason}`);
  };
  await cfn.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: template(resources),
      Tags: [{ Key: "Lab", Value: "FND203" }],
    }),
  );
  const stack = await settled();
  expect(await reasons()).toEqual([]);
  expect(stack?.StackStatus).toBe("CREATE_COMPLETE");
  const { StackResources } = await cfn.send(new DescribeStackResourcesCommand({ StackName }));
  const idOf = (logicalId: string) =>
    StackResources!.find((each) => each.LogicalResourceId === logicalId)!.PhysicalResourceId!;
  return { cfn, ec2, stack: stack!, idOf, settled, reasons, StackName };
}

test("a template's network is built as it says", async () => {
  const { ec2, idOf, stack } = await useStack();
  const outputs = Object.fromEntries(stack.Outputs!.map((each) => [each.OutputKey, each.OutputValue]));
  const { Addresses } = await ec2.send(new DescribeAddressesCommand({}));
  expect(outputs).toMatchObject({
    Address: Addresses?.[0]?.PublicIp,
    Attachment: `IGW|${idOf("Vpc")}`,
    Route: `${idOf("Table")}|10.1.0.0/16`,
    DefaultAcl: expect.stringMatching(/^acl-/),
  });
  const { NatGateways } = await ec2.send(new DescribeNatGatewaysCommand({}));
  expect(NatGateways).toMatchObject([{ State: "available", NatGatewayId: idOf("Nat") }]);
  const { VpcPeeringConnections } = await ec2.send(new DescribeVpcPeeringConnectionsCommand({}));
  expect(VpcPeeringConnections).toMatchObject([{ Status: { Code: "active" } }]);
  const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [idOf("Table")] }));
  expect(RouteTables?.[0]?.Routes?.map((route) => route.State)).toEqual(["active", "active", "active"]);

  const rules = async (group: string) => {
    const Filters = [{ Name: "group-id", Values: [idOf(group)] }];
    const { SecurityGroupRules } = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
    return SecurityGroupRules?.map((rule) => {
      const peer = rule.CidrIpv4 ?? rule.ReferencedGroupInfo?.GroupId;
      return `${rule.IsEgress ? "to" : "from"} ${peer} ${rule.FromPort}`;
    });
  };
  expect(await rules("Balancer")).toEqual(["from 0.0.0.0/0 80", `to ${idOf("Web")} 80`]);
  expect(await rules("Web")).toEqual([`from ${idOf("Balancer")} 80`, "to 10.0.0.0/16 443"]);

  const { Tags } = await ec2.send(
    new DescribeTagsCommand({ Filters: [{ Name: "resource-id", Values: [idOf("Vpc")] }] }),
  );
  expect(Object.fromEntries(Tags!.map((tag) => [tag.Key, tag.Value]))).toEqual({
    Lab: "FND203",
    Name: "Web Application VPC",
    "aws:cloudformation:logical-id": "Vpc",
    "aws:cloudformation:stack-id": stack.StackId,
    "aws:cloudformation:stack-name": "network",
  });
});

test("the stack goes without a trace, whatever order its resources leave in", async () => {
  const { cfn, ec2, settled, reasons, StackName, stack } = await useStack();
  await cfn.send(new DeleteStackCommand({ StackName }));
  const left = await settled();
  if (left) expect(await reasons()).toEqual([]);
  const { Stacks } = await cfn.send(new DescribeStacksCommand({ StackName: stack.StackId }));
  expect(Stacks?.[0]?.StackStatus).toBe("DELETE_COMPLETE");
  expect((await ec2.send(new DescribeVpcsCommand({}))).Vpcs).toMatchObject([{ IsDefault: true }]);
  expect((await ec2.send(new DescribeAddressesCommand({}))).Addresses).toEqual([]);
  const { Tags } = await ec2.send(new DescribeTagsCommand({}));
  // What AWS still shows as deleted keeps its tags.
  expect(Tags?.filter((tag) => !/^(nat|pcx|vgw)-/.test(tag.ResourceId!))).toEqual([]);
});

test("an ACL made by hand holds the VPC, and the stack says why", async () => {
  const { cfn, ec2, idOf, settled, reasons, StackName } = await useStack();
  const VpcId = idOf("Vpc");
  const { NetworkAcl } = await ec2.send(new CreateNetworkAclCommand({ VpcId }));
  await cfn.send(new DeleteStackCommand({ StackName }));
  expect((await settled())?.StackStatus).toBe("DELETE_FAILED");
  expect((await reasons()).join("\n")).toContain(
    `Vpc: Resource handler returned message: "The vpc '${VpcId}' has dependencies and cannot be deleted.`,
  );
  await ec2.send(new DeleteNetworkAclCommand({ NetworkAclId: NetworkAcl!.NetworkAclId }));
  await cfn.send(new DeleteStackCommand({ StackName }));
  await settled();
  expect((await ec2.send(new DescribeVpcsCommand({}))).Vpcs).toHaveLength(1);
});

test("an update changes in place what AWS changes in place", async () => {
  const { cfn, ec2, idOf, settled, reasons, StackName } = await useStack();
  const before = idOf("Web");
  const updated = structuredClone(resources);
  updated.Vpc.Properties.Tags[0]!.Value = "Renamed";
  updated.Public.Properties.MapPublicIpOnLaunch = "false";
  updated.AclEntry.Properties.RuleAction = "deny";
  updated.Web.Properties.SecurityGroupEgress[0]!.FromPort = 80;
  await cfn.send(new UpdateStackCommand({ StackName, TemplateBody: template(updated) }));
  const stack = await settled();
  expect(await reasons()).toEqual([]);
  expect(stack?.StackStatus).toBe("UPDATE_COMPLETE");
  const { Vpcs } = await ec2.send(
    new DescribeVpcsCommand({ Filters: [{ Name: "tag:Name", Values: ["Renamed"] }] }),
  );
  expect(Vpcs?.[0]?.VpcId).toBe(idOf("Vpc"));
  const { Subnets } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [idOf("Public")] }));
  expect(Subnets?.[0]?.MapPublicIpOnLaunch).toBe(false);
  const { NetworkAcls } = await ec2.send(new DescribeNetworkAclsCommand({ NetworkAclIds: [idOf("Acl")] }));
  expect(NetworkAcls?.[0]?.Entries?.[0]).toMatchObject({ RuleNumber: 100, RuleAction: "deny" });
  const { SecurityGroupRules } = await ec2.send(
    new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: "group-id", Values: [before] }] }),
  );
  const outbound = SecurityGroupRules?.filter((rule) => rule.IsEgress);
  expect(outbound).toMatchObject([{ FromPort: 80, ToPort: 443 }]);
});
