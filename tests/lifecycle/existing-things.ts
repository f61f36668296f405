import {
  AuthorizeSecurityGroupIngressCommand,
  CreateKeyPairCommand,
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeInternetGatewaysCommand,
  DescribeKeyPairsCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcPeeringConnectionsCommand,
  DescribeVpcsCommand,
  ReplaceNetworkAclAssociationCommand,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  ListInstanceProfilesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { GetParametersCommand } from "@aws-sdk/client-ssm";
import type { Clients } from "../../tasks/runtime/clients.ts";

const named = (type: "network-acl" | "vpc" | "subnet" | "instance", Value: string) => [
  { ResourceType: type, Tags: [{ Key: "Name", Value }] },
];

/** Fills an account with things that look like the lab's and are not: names that the guide uses, in other networks. */
export async function makeExistingThings({ ec2, elb, iam, ssm }: Clients): Promise<void> {
  const { Vpc } = await ec2.send(
    new CreateVpcCommand({
      CidrBlock: "10.0.0.0/16",
      TagSpecifications: named("vpc", "Web Application VPC"),
    }),
  );
  const VpcId = Vpc!.VpcId!;
  const { Subnet } = await ec2.send(
    new CreateSubnetCommand({
      VpcId,
      CidrBlock: "10.0.0.0/24",
      TagSpecifications: named("subnet", "Web App Public Subnet in AZ1"),
    }),
  );
  const { NetworkAcl } = await ec2.send(
    new CreateNetworkAclCommand({
      VpcId,
      TagSpecifications: named("network-acl", "LoadBalancerIsolation"),
    }),
  );
  const NetworkAclId = NetworkAcl!.NetworkAclId!;
  await ec2.send(
    new CreateNetworkAclEntryCommand({
      NetworkAclId,
      RuleNumber: 50,
      Egress: true,
      Protocol: "-1",
      RuleAction: "deny",
      CidrBlock: "10.0.2.0/24",
    }),
  );
  const { NetworkAcls = [] } = await ec2.send(
    new DescribeNetworkAclsCommand({
      Filters: [{ Name: "association.subnet-id", Values: [Subnet!.SubnetId!] }],
    }),
  );
  const association = NetworkAcls[0]!.Associations!.find((one) => one.SubnetId === Subnet!.SubnetId)!;
  await ec2.send(
    new ReplaceNetworkAclAssociationCommand({
      AssociationId: association.NetworkAclAssociationId,
      NetworkAclId,
    }),
  );
  const { GroupId } = await ec2.send(
    new CreateSecurityGroupCommand({
      VpcId,
      GroupName: "Services Server Security Group",
      Description: "another",
    }),
  );
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: [{ IpProtocol: "tcp", FromPort: 22, ToPort: 22, UserIdGroupPairs: [{ GroupId }] }],
    }),
  );
  await ec2.send(new CreateKeyPairCommand({ KeyName: "FND203DemoKP" }));
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
  };
  await iam.send(
    new CreateRoleCommand({ RoleName: "ServerRole", AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: "ServerRole",
      PolicyName: "SharedServerConnectivityPolicy",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" }],
      }),
    }),
  );
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: "ServerProfile" }));
  const image = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
  const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names: [image] }));
  await ec2.send(
    new RunInstancesCommand({
      ImageId: Parameters[0]!.Value,
      InstanceType: "t3.micro",
      MinCount: 1,
      MaxCount: 1,
      SubnetId: Subnet!.SubnetId,
      SecurityGroupIds: [GroupId!],
      TagSpecifications: named("instance", "Services Server for AZ1"),
    }),
  );
  const { Subnets = [] } = await ec2.send(
    new DescribeSubnetsCommand({ Filters: [{ Name: "default-for-az", Values: ["true"] }] }),
  );
  await elb.send(
    new CreateLoadBalancerCommand({
      Name: "SomebodysLoadBalancer",
      Subnets: Subnets.slice(0, 2).map((one) => one.SubnetId!),
    }),
  );
  await elb.send(
    new CreateTargetGroupCommand({ Name: "SomebodysTargets", Protocol: "HTTP", Port: 80, VpcId }),
  );
}

/** What every Describe call says that could show a trace of the lab, as a participant or an auditor would ask. */
export async function describeEverything({ ec2, elb, iam }: Clients): Promise<Record<string, unknown>> {
  const lists = {
    vpcs: (await ec2.send(new DescribeVpcsCommand())).Vpcs,
    subnets: (await ec2.send(new DescribeSubnetsCommand())).Subnets,
    routeTables: (await ec2.send(new DescribeRouteTablesCommand())).RouteTables,
    networkAcls: (await ec2.send(new DescribeNetworkAclsCommand())).NetworkAcls,
    groups: (await ec2.send(new DescribeSecurityGroupsCommand())).SecurityGroups,
    rules: (await ec2.send(new DescribeSecurityGroupRulesCommand())).SecurityGroupRules,
    interfaces: (await ec2.send(new DescribeNetworkInterfacesCommand())).NetworkInterfaces,
    endpoints: (await ec2.send(new DescribeVpcEndpointsCommand())).VpcEndpoints,
    internetGateways: (await ec2.send(new DescribeInternetGatewaysCommand())).InternetGateways,
    addresses: (await ec2.send(new DescribeAddressesCommand())).Addresses,
    volumes: (await ec2.send(new DescribeVolumesCommand())).Volumes,
    keyPairs: (await ec2.send(new DescribeKeyPairsCommand())).KeyPairs,
    natGateways: (await ec2.send(new DescribeNatGatewaysCommand())).NatGateways?.filter(
      (one) => one.State !== "deleted",
    ),
    peerings: (await ec2.send(new DescribeVpcPeeringConnectionsCommand())).VpcPeeringConnections?.filter(
      (one) => one.Status?.Code !== "deleted",
    ),
    instances: (await ec2.send(new DescribeInstancesCommand())).Reservations?.flatMap(
      (one) => one.Instances ?? [],
    ).filter((one) => one.State?.Name !== "terminated"),
    loadBalancers: (await elb.send(new DescribeLoadBalancersCommand())).LoadBalancers,
    targetGroups: (await elb.send(new DescribeTargetGroupsCommand())).TargetGroups,
    roles: (await iam.send(new ListRolesCommand())).Roles,
    profiles: (await iam.send(new ListInstanceProfilesCommand())).InstanceProfiles,
  };
  return lists;
}
