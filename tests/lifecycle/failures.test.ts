// One file, however long: all of it asks one account, which has the state machines deployed.
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import {
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
} from "@aws-sdk/client-ec2";
import { DeleteRolePolicyCommand, ListRolesCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListStateMachinesCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type CleanUpPlan,
  cleanUpOutput,
  cleanUpPlan,
  inventoryItem,
  stageResult,
} from "../../workflows/contract.ts";
import { stateOf } from "./account-state.ts";
import { BUILD, LAB, type LabAccount, STEPS, startLabAccount } from "./lab-account.ts";
import { stackStatus } from "./stacks.ts";

const STACK = "FND203-Demo-Stack";
const TEMPLATE_2019 = readFileSync(new URL("../fixtures/fnd203-2019.json", import.meta.url), "utf8");

let lab: LabAccount;
let untouched: Record<string, unknown>;
beforeAll(async () => {
  lab = await startLabAccount();
  untouched = await stateOf(lab);
});
afterAll(() => lab.stop());

/** The 2019 template with this change to its resources. */
function broken(
  change: (resources: Record<string, { Properties: Record<string, unknown> }>) => void,
): string {
  const template = JSON.parse(TEMPLATE_2019);
  change(template.Resources);
  return JSON.stringify(template);
}

const message = (cause: string | undefined): string => JSON.parse(cause!).errorMessage;

describe("a stack that cannot be created", () => {
  test("fails the build with CloudFormation's first reason and what to do, and is cleaned up", async () => {
    const template = broken((resources) => {
      resources.PoCPrivateSubnetAZ2!.Properties.CidrBlock = "10.9.0.0/24";
    });
    const ended = await lab.run("build-lab", { ...BUILD, template });
    expect(ended).toMatchObject({ status: "FAILED", error: "StackFailed" });
    expect(message(ended.cause)).toMatch(
      /^The stack FND203-Demo-Stack is in state ROLLBACK_\w+\. PoCPrivateSubnetAZ2: .*10\.9\.0\.0\/24.* Clean the lab up before you build it again\.$/,
    );
    await stackStatus(lab.clients, STACK, "ROLLBACK_COMPLETE");
    const again = await lab.run("build-lab", BUILD);
    expect(again).toMatchObject({ status: "FAILED", error: "PreflightRefused" });
    expect(message(again.cause)).toContain(
      "in state ROLLBACK_COMPLETE after an earlier build. Clean the lab up",
    );

    expect(await lab.cleanUp()).toMatchObject({ clean: true });
    expect(await stateOf(lab)).toEqual(untouched);
  });

  test("that CloudFormation refuses at once fails the build in its words, and is cleaned up", async () => {
    const template = broken((resources) => {
      resources.WebAppVPC!.Properties.CidrBlock = {
        "Fn::FindInMap": ["VPCEndpointPrefixLists", "nowhere", "S3"],
      };
    });
    const ended = await lab.run("build-lab", { ...BUILD, template });
    expect(ended).toMatchObject({ status: "FAILED", error: "StackFailed" });
    expect(message(ended.cause)).toContain(
      "CloudFormation does not create the stack FND203-Demo-Stack: Template error",
    );
    expect(await lab.cleanUp()).toMatchObject({ clean: true });
    expect(await stateOf(lab)).toEqual(untouched);
  });
});

test("a build of a lab that is built goes on from it, and changes nothing", async () => {
  const built = await lab.build();
  await lab.solve(STEPS[0]!);
  const before = await stateOf(lab);
  const again = await lab.start("build-lab", BUILD);
  expect(JSON.parse((await lab.end(again)).output!).stack).toEqual(built.stack);
  expect(await lab.states(again)).toEqual([
    "Check the account",
    "Built before?",
    "Wait for the stack",
    "Wait for the web servers",
    "Describe the lab",
    "Map the network",
  ]);
  expect(await stateOf(lab)).toEqual(before);
  await lab.cleanUp();
});

test("a lab whose network may not be looked at is built all the same, without a map", async () => {
  const { Roles = [] } = await lab.clients.iam.send(new ListRolesCommand());
  const { RoleName } = Roles.find((role) => role.RoleName!.includes("verifyfunction"))!;
  const policy = { RoleName, PolicyName: "organisation" };
  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Action: "ec2:DescribeRouteTables", Resource: "*" }],
  });
  await lab.clients.iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument }));
  const built = await lab.build();
  expect(built.network).toBeUndefined();
  expect(built.stack.status).toBe("CREATE_COMPLETE");
  expect(await lab.run("map-network", { lab: LAB })).toMatchObject({
    status: "FAILED",
    cause: expect.stringContaining("ec2:DescribeRouteTables"),
  });

  await lab.clients.iam.send(new DeleteRolePolicyCommand(policy));
  expect((await lab.mapNetwork()).parties).toHaveLength(12);
  await lab.cleanUp();
  expect(await lab.run("map-network", { lab: LAB })).toMatchObject({ error: "LabNotFound" });
});

test("two builds at once make one lab", async () => {
  const [one, other] = await Promise.all([lab.build(), lab.build()]);
  expect(other.stack.id).toBe(one.stack.id);
  await lab.cleanUp();
  expect(await stateOf(lab)).toEqual(untouched);
});

describe("the approval of a clean-up", () => {
  beforeAll(() => lab.build());
  afterAll(async () => {
    await lab.cleanUp();
  });

  /** The plan and the token that the machine waits with, other than one that is known. */
  async function pending(
    executionArn: string,
    known?: string,
  ): Promise<{ token: string; plan: CleanUpPlan }> {
    for (;;) {
      const { events = [] } = await lab.sfn.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
      );
      for (const { taskScheduledEventDetails: details } of events) {
        const { token, plan } = JSON.parse(details?.parameters ?? "{}").Payload ?? {};
        if (token && token !== known) return { token, plan: cleanUpPlan.strict().parse(plan) };
      }
      await setTimeout(5);
    }
  }

  test("denied, nothing is removed", async () => {
    const before = await stateOf(lab);
    const execution = await lab.start("clean-up", { lab: LAB, approval: "ask" });
    const { token } = await pending(execution);
    await lab.approve(token, false);
    expect(await lab.end(execution)).toMatchObject({
      status: "FAILED",
      error: "NotApproved",
      cause: "The plan was not approved; all is as it was.",
    });
    expect(await stateOf(lab)).toEqual(before);
  });

  test("stopped, the clean-up can be redriven, and asks again", async () => {
    const executionArn = await lab.start("clean-up", { lab: LAB, approval: "ask" });
    const { token, plan } = await pending(executionArn);
    await lab.sfn.send(new StopExecutionCommand({ executionArn }));
    await lab.sfn.send(new RedriveExecutionCommand({ executionArn }));
    const again = await pending(executionArn, token);
    expect(again.plan).toEqual(plan);
    await expect(lab.approve(token, true)).rejects.toMatchObject({ name: "TaskTimedOut" });
    await lab.approve(again.token, false);
    expect(await lab.end(executionArn)).toMatchObject({ status: "FAILED", error: "NotApproved" });
  });

  test("never given, nothing is removed", async () => {
    const before = await stateOf(lab);
    const stateMachineArn = await impatientMachine();
    const input = JSON.stringify({ lab: LAB, approval: "ask" });
    const execution = await lab.sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
    const ended = await lab.end(execution.executionArn!);
    await lab.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    expect(ended).toMatchObject({
      status: "FAILED",
      error: "NotApproved",
      cause: "Nobody answered the plan within 24 hours; all is as it was.",
    });
    expect(await stateOf(lab)).toEqual(before);
  });

  test("given, what the plan says is done, and what is new and not the lab's is left as it is", async () => {
    const { Vpc } = await lab.clients.ec2.send(new CreateVpcCommand({ CidrBlock: "10.77.0.0/16" }));
    const execution = await lab.start("clean-up", { lab: LAB, approval: "ask" });
    const { token, plan } = await pending(execution);
    expect(plan.items).toMatchObject([
      { stage: "Delete the stack", action: "remove", kind: "stack", name: STACK },
      { stage: "Delete the key pair", action: "remove", kind: "key pair", name: "FND203DemoKP" },
      ...["network ACL", "security group", "route table", "VPC"].map((kind) => ({ kind, action: "leave" })),
    ]);
    await lab.approve(token, true);
    const { output } = await lab.end(execution);
    expect(JSON.parse(output!)).toMatchObject({
      clean: true,
      foreign: [
        { kind: "network ACL" },
        { kind: "security group" },
        { kind: "route table" },
        { kind: "VPC", id: Vpc!.VpcId },
      ],
    });
    await lab.clients.ec2.send(new DeleteVpcCommand({ VpcId: Vpc!.VpcId }));
    expect(await stateOf(lab)).toEqual(untouched);
  });

  /** The same machine, but for the day that it waits for an answer, on AWS as here: this one waits a second. */
  async function impatientMachine(): Promise<string> {
    const { stateMachines = [] } = await lab.sfn.send(new ListStateMachinesCommand());
    const { stateMachineArn } = stateMachines.find((one) => one.name === "handrail-clean-up")!;
    const { definition, roleArn } = await lab.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    const machine = JSON.parse(definition!);
    expect(machine.States["Ask for approval"].TimeoutSeconds).toBe(86_400);
    machine.States["Ask for approval"].TimeoutSeconds = 1;
    const made = await lab.sfn.send(
      new CreateStateMachineCommand({ name: "impatient", roleArn, definition: JSON.stringify(machine) }),
    );
    return made.stateMachineArn!;
  }
});

test("what clean-up cannot mend ends in LeftBehind, which lists what is left and why; mended, it goes on", async () => {
  const { resources } = await lab.build();
  const { Subnet } = await lab.clients.ec2.send(
    new CreateSubnetCommand({ VpcId: resources["vpc.poc"], CidrBlock: "10.250.77.0/24" }),
  );
  const executionArn = await lab.start("clean-up", { lab: LAB, approval: "given" });
  const ended = await lab.end(executionArn);
  expect(ended).toMatchObject({ status: "FAILED", error: "LeftBehind" });
  const cause = JSON.parse(message(ended.cause));
  const left = inventoryItem.array().parse(cause.left);
  expect(left.map((item) => item.kind)).toEqual(
    expect.arrayContaining(["stack", "subnet", "VPC", "route table", "security group", "network ACL"]),
  );
  expect(left).toContainEqual({ kind: "subnet", id: Subnet!.SubnetId, within: resources["vpc.poc"] });
  expect(stageResult.shape.failed.parse(cause.failed)).toMatchObject([
    { item: { kind: "stack", name: STACK }, error: "StackFailed" },
  ]);
  expect(cause.failed[0].cause).toMatch(/could not be deleted in 3 attempts.*PoCVPC: .*has dependencies/s);
  expect(cause.missing).toEqual([]);

  const { Stacks = [] } = await lab.clients.cloudFormation.send(
    new DescribeStacksCommand({ StackName: STACK }),
  );
  expect(Stacks[0]).toMatchObject({ StackStatus: "DELETE_FAILED" });
  const again = await lab.run("build-lab", BUILD);
  expect(message(again.cause)).toContain("in state DELETE_FAILED after an earlier build. Clean the lab up");

  // Redriven, the stages have another try, which fails as before until what holds the stack is gone.
  await lab.sfn.send(new RedriveExecutionCommand({ executionArn }));
  expect(await lab.end(executionArn)).toMatchObject({ status: "FAILED", error: "LeftBehind" });
  await lab.clients.ec2.send(new DeleteSubnetCommand({ SubnetId: Subnet!.SubnetId }));
  await lab.sfn.send(new RedriveExecutionCommand({ executionArn }));
  const { status, output } = await lab.end(executionArn);
  expect(status).toBe("SUCCEEDED");
  expect(cleanUpOutput.parse(JSON.parse(output!))).toMatchObject({ clean: true, left: [], missing: [] });
  expect(await stateOf(lab)).toEqual(untouched);
});

test.each([
  ["verify-steps", { lab: LAB, steps: STEPS }, "LabNotFound"],
  ["solve-step", { lab: LAB, step: STEPS[0] }, "LabNotFound"],
  ["verify-steps", { lab: LAB, steps: ["no-such-step"] }, "UnknownStep"],
  ["solve-step", { lab: LAB, step: "no-such-step" }, "UnknownStep"],
  ["build-lab", { ...BUILD, lab: "no-such-lab" }, "UnknownStep"],
  ["clean-up", { lab: "no-such-lab", approval: "given" }, "UnknownStep"],
] as const)("%s of %j where there is none fails as %s", async (verb, input, error) => {
  expect(await lab.run(verb, input)).toMatchObject({ status: "FAILED", error });
});
