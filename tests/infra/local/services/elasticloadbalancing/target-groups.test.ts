import { StopInstancesCommand } from "@aws-sdk/client-ec2";
import {
  AddTagsCommand,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteLoadBalancerCommand,
  DeleteRuleCommand,
  DeleteTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
  RemoveTagsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { useTestAccount } from "../../../../helpers/local-account.ts";
import { buildWebTier, WITH_PAGE, WITHOUT_PAGE } from "./web-tier.ts";

// The account's moments are the wall clock's: at pace `real`, tests move it instead of waiting.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});
const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1_000);

describe("target groups, listeners and rules", () => {
  test("a group in use cannot go; one that is gone already can", async () => {
    const { elb, TargetGroupArn, balancer } = await buildWebTier(await useTestAccount());
    const remove = () => elb.send(new DeleteTargetGroupCommand({ TargetGroupArn }));
    await expect(remove()).rejects.toMatchObject({
      name: "ResourceInUseException",
      message: `Target group '${TargetGroupArn}' is currently in use by a listener or a rule`,
    });
    const used = await elb.send(
      new DescribeTargetGroupsCommand({ LoadBalancerArn: balancer.LoadBalancerArn }),
    );
    expect(used.TargetGroups).toMatchObject([
      { TargetGroupArn, HealthCheckIntervalSeconds: 30, Matcher: { HttpCode: "200" }, HealthCheckPath: "/" },
    ]);
    await elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: balancer.LoadBalancerArn }));
    await remove();
    await remove();
    await expect(elb.send(new DescribeTargetGroupsCommand({ Names: ["web"] }))).rejects.toMatchObject({
      name: "TargetGroupNotFoundException",
      message: "One or more target groups not found",
    });
  });

  test("what is not there is named as each kind is, and what is no such ARN is refused first", async () => {
    const { elb, TargetGroupArn, listener } = await buildWebTier(await useTestAccount());
    const gone = `${TargetGroupArn.slice(0, -4)}ffff`;
    await expect(elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: gone }))).rejects.toMatchObject({
      name: "TargetGroupNotFoundException",
      message: `Target groups '${gone}' not found`,
    });
    await expect(elb.send(new DescribeLoadBalancersCommand({ Names: ["none"] }))).rejects.toMatchObject({
      message: "Load balancers '[none]' not found",
    });
    const elsewhere = TargetGroupArn.replace("us-east-1", "eu-west-1");
    await expect(
      elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: elsewhere })),
    ).rejects.toMatchObject({
      name: "ValidationError",
      message: `'${elsewhere}' is not a valid target group ARN`,
    });
    const LoadBalancerArn = listener.ListenerArn!;
    await expect(elb.send(new DescribeListenersCommand({ LoadBalancerArn }))).rejects.toMatchObject({
      name: "ValidationError",
      message: `'${LoadBalancerArn}' is not a valid load balancer ARN`,
    });
  });

  test("a port has one listener, a priority one rule, and the default rule stays", async () => {
    const { elb, balancer, listener, TargetGroupArn } = await buildWebTier(await useTestAccount());
    const forward = [{ Type: "forward" as const, TargetGroupArn }];
    const again = new CreateListenerCommand({
      LoadBalancerArn: balancer.LoadBalancerArn,
      Protocol: "HTTP",
      Port: 80,
      DefaultActions: forward,
    });
    await expect(elb.send(again)).rejects.toMatchObject({ name: "DuplicateListenerException" });
    const rule = new CreateRuleCommand({
      ListenerArn: listener.ListenerArn,
      Priority: 10,
      Conditions: [{ Field: "path-pattern", Values: ["/api/*"] }],
      Actions: forward,
    });
    const { Rules } = await elb.send(rule);
    await expect(elb.send(rule)).rejects.toMatchObject({ name: "PriorityInUseException" });
    const all = await elb.send(new DescribeRulesCommand({ ListenerArn: listener.ListenerArn }));
    expect(all.Rules!.map((it) => [it.Priority, it.IsDefault])).toEqual([
      ["10", false],
      ["default", true],
    ]);
    await elb.send(new DeleteRuleCommand({ RuleArn: Rules![0]!.RuleArn }));
    await expect(elb.send(new DeleteRuleCommand({ RuleArn: all.Rules![1]!.RuleArn }))).rejects.toMatchObject({
      name: "OperationNotPermittedException",
    });
    const listed = await elb.send(
      new DescribeListenersCommand({ LoadBalancerArn: balancer.LoadBalancerArn }),
    );
    expect(listed.Listeners![0]!.DefaultActions).toMatchObject([
      { Type: "forward", TargetGroupArn, ForwardConfig: { TargetGroups: [{ TargetGroupArn, Weight: 1 }] } },
    ]);
  });

  test("a group belongs to one load balancer, a name to one group, and settings are checked", async () => {
    const { elb, subnetIds, TargetGroupArn, VpcId } = await buildWebTier(await useTestAccount());
    const other = await elb.send(new CreateLoadBalancerCommand({ Name: "other", Subnets: subnetIds }));
    await expect(
      elb.send(
        new CreateListenerCommand({
          LoadBalancerArn: other.LoadBalancers![0]!.LoadBalancerArn,
          Protocol: "HTTP",
          Port: 80,
          DefaultActions: [{ Type: "forward", TargetGroupArn }],
        }),
      ),
    ).rejects.toMatchObject({ name: "TargetGroupAssociationLimitException" });
    const create = (input: object) =>
      elb.send(new CreateTargetGroupCommand({ Name: "web", Protocol: "HTTP", Port: 80, VpcId, ...input }));
    expect((await create({})).TargetGroups).toMatchObject([{ TargetGroupArn }]);
    await expect(create({ Port: 8080 })).rejects.toMatchObject({ name: "DuplicateTargetGroupNameException" });
    await expect(create({ Name: "t", VpcId: "vpc-0123456789abcdef0" })).rejects.toMatchObject({
      name: "ValidationError",
      message: "The VPC ID 'vpc-0123456789abcdef0' is not found",
    });
    await expect(create({ Name: "t", HealthCheckIntervalSeconds: 1 })).rejects.toMatchObject({
      name: "ValidationError",
    });
    const { Attributes } = await elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
    expect(Attributes).toContainEqual({ Key: "deregistration_delay.timeout_seconds", Value: "300" });
  });

  test("tags are added, described and removed", async () => {
    const { elb, TargetGroupArn, balancer } = await buildWebTier(await useTestAccount());
    const ResourceArns = [balancer.LoadBalancerArn!, TargetGroupArn];
    await elb.send(
      new AddTagsCommand({
        ResourceArns,
        Tags: [
          { Key: "Lab", Value: "FND203" },
          { Key: "x", Value: "" },
        ],
      }),
    );
    await elb.send(new RemoveTagsCommand({ ResourceArns, TagKeys: ["x"] }));
    const { TagDescriptions } = await elb.send(new DescribeTagsCommand({ ResourceArns }));
    expect(TagDescriptions).toEqual(
      ResourceArns.map((ResourceArn) => ({ ResourceArn, Tags: [{ Key: "Lab", Value: "FND203" }] })),
    );
  });
});

describe("target health", () => {
  const states = async (elb: ElasticLoadBalancingV2Client, TargetGroupArn: string) => {
    const { TargetHealthDescriptions } = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
    return TargetHealthDescriptions!.map((it) => it.TargetHealth);
  };

  test("is healthy where the server answers 200", async () => {
    const { elb, TargetGroupArn } = await buildWebTier(await useTestAccount());
    expect(await states(elb, TargetGroupArn)).toEqual([{ State: "healthy" }, { State: "healthy" }]);
  });

  test("is a code mismatch where Apache has no page, refused where nothing listens", async () => {
    const { elb, TargetGroupArn } = await buildWebTier(await useTestAccount(), WITHOUT_PAGE);
    expect((await states(elb, TargetGroupArn))[0]).toEqual({
      State: "unhealthy",
      Reason: "Target.ResponseCodeMismatch",
      Description: "Health checks failed with these codes: [403]",
    });
    const bare = await buildWebTier(await useTestAccount(), "#!/bin/bash\ntrue\n");
    expect((await states(bare.elb, bare.TargetGroupArn))[0]).toMatchObject({
      Reason: "Target.FailedHealthChecks",
    });
  });

  test("is initial while the servers boot, and healthy once they answer", async () => {
    const slow = WITH_PAGE.replace("dnf install", "dnf update -y\n".repeat(5).concat("dnf install"));
    const account = await useTestAccount({ pace: "real" });
    const { elb, TargetGroupArn } = await buildWebTier(account, slow, () => pass(25));
    pass(155);
    expect((await states(elb, TargetGroupArn))[0]).toEqual({
      State: "initial",
      Reason: "Elb.InitialHealthChecking",
      Description: "Initial health checks in progress",
    });
    pass(40);
    expect((await states(elb, TargetGroupArn))[0]).toEqual({ State: "healthy" });
  });

  test("is unhealthy after the threshold's checks, and drains for five minutes", async () => {
    const account = await useTestAccount({ pace: "real" });
    const { elb, TargetGroupArn, servers } = await buildWebTier(account, WITHOUT_PAGE, () => pass(25));
    pass(230);
    expect((await states(elb, TargetGroupArn))[0]).toMatchObject({ Reason: "Target.ResponseCodeMismatch" });
    await elb.send(
      new DeregisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: servers[0]!.InstanceId! }] }),
    );
    expect((await states(elb, TargetGroupArn))[0]).toMatchObject({ State: "draining" });
    pass(301);
    expect(await states(elb, TargetGroupArn)).toHaveLength(1);
  });

  test("follows the instance's state and the registration", async () => {
    const { ec2, elb, TargetGroupArn, servers } = await buildWebTier(await useTestAccount());
    await ec2.send(new StopInstancesCommand({ InstanceIds: [servers[0]!.InstanceId!] }));
    expect((await states(elb, TargetGroupArn))[0]).toMatchObject({
      State: "unused",
      Reason: "Target.InvalidState",
      Description: "Target is in the stopped state",
    });
    await elb.send(
      new DeregisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: servers[0]!.InstanceId! }] }),
    );
    expect(await states(elb, TargetGroupArn)).toHaveLength(1);
    await expect(
      elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: servers[0]!.InstanceId! }] })),
    ).rejects.toMatchObject({
      name: "InvalidTargetException",
      message: expect.stringContaining("not in a running state"),
    });
  });
});
