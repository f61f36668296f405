import { readFileSync } from "node:fs";
import { CreateStackCommand } from "@aws-sdk/client-cloudformation";
import { DescribeSubnetsCommand, DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import {
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DeleteLoadBalancerCommand,
  DeleteTargetGroupCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { stateOf } from "./account-state.ts";
import { describeEverything, makeExistingThings } from "./existing-things.ts";
import { BUILD, LAB, type LabAccount, STEPS, startLabAccount } from "./lab-account.ts";
import { deleteStack, stackStatus } from "./stacks.ts";

const TEMPLATE_2019 = readFileSync(new URL("../fixtures/fnd203-2019.json", import.meta.url), "utf8");

let lab: LabAccount;
beforeAll(async () => {
  lab = await startLabAccount();
  await makeExistingThings(lab.clients);
});
afterAll(() => lab.stop());

test("an account with things of the lab's names comes back exactly as it was", async () => {
  const [state, described] = [await stateOf(lab), await describeEverything(lab.clients)];
  const built = await lab.build();
  for (const step of STEPS) await lab.solve(step);
  for (const result of await lab.verify()) expect(result).toMatchObject({ status: "met" });
  expect(Object.values(built.resources)).not.toContainEqual(
    (described.instances as { InstanceId: string }[])[0]!.InstanceId,
  );
  expect(await lab.cleanUp()).toMatchObject({ clean: true, left: [], foreign: [], missing: [], changed: [] });
  expect(await describeEverything(lab.clients)).toEqual(described);
  expect(await stateOf(lab)).toEqual(state);
});

/** Each makes something that the build would collide with, and takes it away again. */
const COLLISIONS: {
  name: string;
  template?: string;
  reason: string;
  make: () => Promise<() => Promise<unknown>>;
}[] = [
  {
    name: "a role of the lab's name",
    reason: "an IAM role named SharedServerConnectivityRole",
    make: async () => {
      const RoleName = "SharedServerConnectivityRole";
      await lab.clients.iam.send(
        new CreateRoleCommand({
          RoleName,
          AssumeRolePolicyDocument: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
            ],
          }),
        }),
      );
      return () => lab.clients.iam.send(new DeleteRoleCommand({ RoleName }));
    },
  },
  {
    name: "a stack of the lab's name",
    reason: "a stack FND203-Demo-Stack (CREATE_COMPLETE) that Handrail did not build",
    make: async () => {
      const StackName = "FND203-Demo-Stack";
      const TemplateBody = JSON.stringify({ Resources: { Topic: { Type: "AWS::EC2::InternetGateway" } } });
      await lab.clients.cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody }));
      await stackStatus(lab.clients, StackName, "CREATE_COMPLETE");
      return () => deleteStack(lab.clients, StackName);
    },
  },
  ...[TEMPLATE_2019, stringify(JSON.parse(TEMPLATE_2019))].map((template, index) => ({
    name: `an instance profile of a fixed name, the template in ${index === 0 ? "JSON" : "YAML"}`,
    template,
    reason: "an instance profile named SharedServerConnectivityProfile",
    make: async () => {
      const InstanceProfileName = "SharedServerConnectivityProfile";
      await lab.clients.iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
      return () => lab.clients.iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName }));
    },
  })),
  {
    name: "a load balancer of a fixed name",
    template: TEMPLATE_2019,
    reason: "a load balancer named WebAppLoadBalancer",
    make: async () => {
      const { Subnets = [] } = await lab.clients.ec2.send(
        new DescribeSubnetsCommand({ Filters: [{ Name: "default-for-az", Values: ["true"] }] }),
      );
      const { LoadBalancers = [] } = await lab.clients.elb.send(
        new CreateLoadBalancerCommand({
          Name: "WebAppLoadBalancer",
          Subnets: Subnets.slice(0, 2).map((one) => one.SubnetId!),
        }),
      );
      const { LoadBalancerArn } = LoadBalancers[0]!;
      return () => lab.clients.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
    },
  },
  {
    name: "a target group of a fixed name",
    template: TEMPLATE_2019,
    reason: "a target group named WebServerTargetGroup",
    make: async () => {
      const { Vpcs = [] } = await lab.clients.ec2.send(new DescribeVpcsCommand());
      const { TargetGroups = [] } = await lab.clients.elb.send(
        new CreateTargetGroupCommand({
          Name: "WebServerTargetGroup",
          Protocol: "HTTP",
          Port: 80,
          VpcId: Vpcs[0]!.VpcId,
        }),
      );
      const { TargetGroupArn } = TargetGroups[0]!;
      return () => lab.clients.elb.send(new DeleteTargetGroupCommand({ TargetGroupArn }));
    },
  },
];

describe.each(COLLISIONS)("beside $name", ({ template, reason, make }) => {
  test("a build refuses with the reason, and touches nothing", async () => {
    const undo = await make();
    const before = await stateOf(lab);
    const ended = await lab.run("build-lab", { ...BUILD, ...(template ? { template } : {}) });
    expect(ended).toMatchObject({ status: "FAILED", error: "PreflightRefused" });
    expect(ended.cause).toContain(reason);
    expect(await stateOf(lab)).toEqual(before);
    await undo();
  });
});

test("what is no template is refused in CloudFormation's words, and nothing is touched", async () => {
  const before = await stateOf(lab);
  const ended = await lab.run("build-lab", { ...BUILD, template: '{"Resources": {"A": {}}}' });
  expect(ended).toMatchObject({ status: "FAILED", error: "PreflightRefused" });
  expect(ended.cause).toContain("CloudFormation does not accept the template: ");
  expect(await stateOf(lab)).toEqual(before);
});

test("a clean-up of what Handrail did not build touches nothing, asks nobody, and names the stack", async () => {
  const StackName = "FND203-Demo-Stack";
  const TemplateBody = JSON.stringify({ Resources: { Topic: { Type: "AWS::EC2::InternetGateway" } } });
  await lab.clients.cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody }));
  await stackStatus(lab.clients, StackName, "CREATE_COMPLETE");
  const before = await stateOf(lab);
  const ended = await lab.run("clean-up", { lab: LAB, approval: "ask" });
  expect(ended).toMatchObject({ status: "SUCCEEDED" });
  expect(JSON.parse(ended.output!)).toMatchObject({
    clean: true,
    stages: [],
    foreign: [{ kind: "stack", name: StackName }],
  });
  expect(await stateOf(lab)).toEqual(before);
  await deleteStack(lab.clients, StackName);
});
