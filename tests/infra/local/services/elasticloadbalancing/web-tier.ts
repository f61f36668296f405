import {
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
  ModifySubnetAttributeCommand,
  ModifyVpcAttributeCommand,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { publicImages } from "../../../../../infra/local/images.ts";
import type { TestAccount } from "../../../../helpers/local-account.ts";

export const WITH_PAGE = [
  "#!/bin/bash -x",
  "dnf install -y httpd",
  "echo '<h1>It works</h1>' > /var/www/html/index.html",
  "systemctl enable --now httpd",
].join("\n");

export const WITHOUT_PAGE = "#!/bin/bash -x\ndnf install -y httpd\nsystemctl enable --now httpd\n";

/** Two public subnets of a VPC with an Internet gateway, a group for the load balancer and one for its servers. */
export async function buildNetwork(account: TestAccount) {
  const ec2 = account.client(EC2Client);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
  const VpcId = Vpc!.VpcId!;
  await ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  const InternetGatewayId = InternetGateway!.InternetGatewayId!;
  await ec2.send(new AttachInternetGatewayCommand({ VpcId, InternetGatewayId }));
  const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId }));
  const RouteTableId = RouteTable!.RouteTableId!;
  await ec2.send(
    new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: "0.0.0.0/0", GatewayId: InternetGatewayId }),
  );
  const subnetIds: string[] = [];
  for (const [AvailabilityZone, CidrBlock] of [
    ["us-east-1a", "10.0.0.0/24"],
    ["us-east-1b", "10.0.1.0/24"],
  ]) {
    const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, AvailabilityZone, CidrBlock }));
    const SubnetId = Subnet!.SubnetId!;
    await ec2.send(new ModifySubnetAttributeCommand({ SubnetId, MapPublicIpOnLaunch: { Value: true } }));
    await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }));
    subnetIds.push(SubnetId);
  }
  const group = async (GroupName: string, allow: { CidrIp: string } | { GroupId: string }) => {
    const { GroupId } = await ec2.send(
      new CreateSecurityGroupCommand({ VpcId, GroupName, Description: GroupName }),
    );
    const peer = "CidrIp" in allow ? { IpRanges: [allow] } : { UserIdGroupPairs: [allow] };
    const IpPermissions = [{ IpProtocol: "tcp", FromPort: 80, ToPort: 80, ...peer }];
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    return GroupId!;
  };
  const balancerGroup = await group("balancer", { CidrIp: "0.0.0.0/0" });
  const webGroup = await group("web", { GroupId: balancerGroup });
  return { ec2, VpcId, InternetGatewayId, subnetIds, balancerGroup, webGroup };
}

export async function launchServer(ec2: EC2Client, SubnetId: string, group: string, userData: string) {
  const ImageId = publicImages("us-east-1").find((it) => it.imdsSupport && it.architecture === "x86_64")!.id;
  const { Instances } = await ec2.send(
    new RunInstancesCommand({
      ImageId,
      InstanceType: "t3.micro",
      MinCount: 1,
      MaxCount: 1,
      SubnetId,
      SecurityGroupIds: [group],
      UserData: Buffer.from(userData).toString("base64"),
    }),
  );
  return Instances![0]!;
}

/**
 * The network with a load balancer in front of a server in each subnet.
 * @param launched called once the servers are launched, for tests that move the clock until they run
 */
export async function buildWebTier(account: TestAccount, userData = WITH_PAGE, launched = () => {}) {
  const network = await buildNetwork(account);
  const { ec2, subnetIds, webGroup, balancerGroup, VpcId } = network;
  const elb = account.client(ElasticLoadBalancingV2Client);
  const servers = [];
  for (const subnetId of subnetIds) servers.push(await launchServer(ec2, subnetId, webGroup, userData));
  launched();
  const { TargetGroups } = await elb.send(
    new CreateTargetGroupCommand({ Name: "web", Protocol: "HTTP", Port: 80, VpcId }),
  );
  const TargetGroupArn = TargetGroups![0]!.TargetGroupArn!;
  const Targets = servers.map((server) => ({ Id: server.InstanceId! }));
  await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
  const { LoadBalancers } = await elb.send(
    new CreateLoadBalancerCommand({ Name: "web", Subnets: subnetIds, SecurityGroups: [balancerGroup] }),
  );
  const balancer = LoadBalancers![0]!;
  const { Listeners } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancer.LoadBalancerArn,
      Protocol: "HTTP",
      Port: 80,
      DefaultActions: [{ Type: "forward", TargetGroupArn }],
    }),
  );
  return { ...network, elb, servers, TargetGroupArn, balancer, listener: Listeners![0]! };
}
