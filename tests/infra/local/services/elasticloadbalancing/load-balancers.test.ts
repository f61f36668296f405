import {
  DeleteSubnetCommand,
  DescribeNetworkInterfacesCommand,
  DetachInternetGatewayCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateLoadBalancerCommand,
  DeleteLoadBalancerCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
  ModifyLoadBalancerAttributesCommand,
  SetSecurityGroupsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { cliAvailable, useTestAccount } from "../../../../helpers/local-account.ts";
import { buildNetwork, buildWebTier } from "./web-tier.ts";

// The account's moments are the wall clock's: at pace `real`, tests move it instead of waiting.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});
const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1_000);

describe("a load balancer", () => {
  test("is described as AWS does, and stands in each subnet with an interface of its own", async () => {
    const { ec2, elb, balancer, subnetIds, balancerGroup, VpcId } = await buildWebTier(
      await useTestAccount(),
    );
    const { LoadBalancers } = await elb.send(new DescribeLoadBalancersCommand({ Names: ["web"] }));
    expect(LoadBalancers).toMatchObject([
      {
        LoadBalancerArn: expect.stringMatching(
          /^arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer\/app\/web\/[0-9a-f]{16}$/,
        ),
        DNSName: expect.stringMatching(/^web-\d+\.us-east-1\.elb\.amazonaws\.com$/),
        CanonicalHostedZoneId: "Z35SXDOTRQ7X7K",
        State: { Code: "active" },
        Scheme: "internet-facing",
        Type: "application",
        VpcId,
        SecurityGroups: [balancerGroup],
      },
    ]);
    expect(LoadBalancers![0]!.AvailabilityZones!.map((zone) => zone.SubnetId)).toEqual(subnetIds);
    const fullName = balancer.LoadBalancerArn!.split(":loadbalancer/")[1];
    const { NetworkInterfaces } = await ec2.send(
      new DescribeNetworkInterfacesCommand({
        Filters: [{ Name: "description", Values: [`ELB ${fullName}`] }],
      }),
    );
    expect(NetworkInterfaces).toHaveLength(2);
    expect(NetworkInterfaces![0]).toMatchObject({
      RequesterManaged: true,
      RequesterId: "amazon-elb",
      Groups: [{ GroupId: balancerGroup }],
      Association: { IpOwnerId: "amazon-elb", PublicIp: expect.stringMatching(/^198\.1[89]\./) },
    });
  });

  test("is provisioning first, and holds its subnets and the gateway until its interfaces are gone", async () => {
    const account = await useTestAccount({ pace: "real" });
    const { ec2, subnetIds, VpcId, InternetGatewayId } = await buildNetwork(account);
    const elb = account.client(ElasticLoadBalancingV2Client);
    const made = await elb.send(new CreateLoadBalancerCommand({ Name: "slow", Subnets: subnetIds }));
    expect(made.LoadBalancers![0]!.State).toEqual({ Code: "provisioning" });
    pass(160);
    const LoadBalancerArn = made.LoadBalancers![0]!.LoadBalancerArn!;
    const look = () => elb.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [LoadBalancerArn] }));
    expect((await look()).LoadBalancers![0]!.State).toEqual({ Code: "active" });
    await elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
    await expect(look()).rejects.toMatchObject({
      name: "LoadBalancerNotFoundException",
      message: `Load balancers '[${LoadBalancerArn}]' not found`,
    });
    const detach = () => ec2.send(new DetachInternetGatewayCommand({ VpcId, InternetGatewayId }));
    const remove = () => ec2.send(new DeleteSubnetCommand({ SubnetId: subnetIds[0] }));
    await expect(detach()).rejects.toMatchObject({ name: "DependencyViolation" });
    await expect(remove()).rejects.toMatchObject({ name: "DependencyViolation" });
    pass(20);
    await detach();
    await remove();
    // One that is gone already is success.
    await elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
  });

  test("is refused with too few zones, unknown subnets and groups, or another's name", async () => {
    const { elb, subnetIds, balancerGroup } = await buildWebTier(await useTestAccount());
    const create = (input: object) =>
      elb.send(new CreateLoadBalancerCommand({ Name: "other", Subnets: subnetIds, ...input }));
    await expect(create({ Subnets: [subnetIds[0]] })).rejects.toMatchObject({
      name: "ValidationError",
      message: "At least two subnets in two different Availability Zones must be specified",
    });
    await expect(create({ Subnets: ["subnet-0", "subnet-1"] })).rejects.toMatchObject({
      name: "SubnetNotFoundException",
      message: "The subnet ID 'subnet-0' does not exist",
    });
    await expect(create({ SecurityGroups: ["sg-0"] })).rejects.toMatchObject({
      name: "InvalidSecurityGroupException",
    });
    await expect(create({ Name: "web" })).rejects.toMatchObject({
      name: "DuplicateLoadBalancerNameException",
      message: "A load balancer with the same name 'web' exists, but with different settings",
    });
    await expect(create({ Name: "a_b" })).rejects.toMatchObject({ name: "ValidationError" });
    await expect(create({ Type: "network" })).rejects.toMatchObject({ name: "NotImplemented" });
    const same = await create({ Name: "web", SecurityGroups: [balancerGroup] });
    expect(same.LoadBalancers).toHaveLength(1);
  });

  test("has attributes, and deletion protection keeps it", async () => {
    const { elb, balancer } = await buildWebTier(await useTestAccount());
    const LoadBalancerArn = balancer.LoadBalancerArn;
    const protect = (Value: string) =>
      elb.send(
        new ModifyLoadBalancerAttributesCommand({
          LoadBalancerArn,
          Attributes: [{ Key: "deletion_protection.enabled", Value }],
        }),
      );
    await protect("true");
    await expect(elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }))).rejects.toMatchObject({
      name: "OperationNotPermittedException",
    });
    const { Attributes } = await elb.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }));
    expect(Attributes).toContainEqual({ Key: "deletion_protection.enabled", Value: "true" });
    await expect(protect("maybe")).rejects.toMatchObject({ name: "ValidationError" });
  });

  test("takes other security groups, and its interfaces with it", async () => {
    const { ec2, elb, balancer, webGroup } = await buildWebTier(await useTestAccount());
    await elb.send(
      new SetSecurityGroupsCommand({ LoadBalancerArn: balancer.LoadBalancerArn, SecurityGroups: [webGroup] }),
    );
    const { NetworkInterfaces } = await ec2.send(
      new DescribeNetworkInterfacesCommand({
        Filters: [
          { Name: "requester-id", Values: ["amazon-elb"] },
          { Name: "group-id", Values: [webGroup] },
        ],
      }),
    );
    expect(NetworkInterfaces).toHaveLength(2);
  });
});

test.skipIf(!cliAvailable)("the AWS CLI reads what the account answers", async () => {
  const account = await useTestAccount();
  const { TargetGroupArn } = await buildWebTier(account);
  const { stdout, stderr } = await account.cli([
    "elbv2",
    "describe-target-health",
    "--target-group-arn",
    TargetGroupArn,
  ]);
  expect(stderr).toBe("");
  expect(JSON.parse(stdout).TargetHealthDescriptions[0].TargetHealth).toEqual({ State: "healthy" });
});
