import { CreateStackCommand, DescribeStackResourcesCommand } from "@aws-sdk/client-cloudformation";
import { expect, test } from "vitest";
import { AwsError } from "../../../../../infra/local/errors.ts";
import { eventsOf, settled, useBench } from "./stack.ts";
import { thingTemplate } from "./things.ts";

test("a stack is created in dependency order, with AWS's events and its outputs", async () => {
  const { cfn, things } = await useBench();
  const TemplateBody = thingTemplate(
    { Second: { Of: { Ref: "First" } }, First: { Size: "3" } },
    {
      Outputs: { Arn: { Value: { "Fn::Sub": `\${Second.Arn}/\${First.Size}` }, Description: "Where it is" } },
    },
  );
  const { StackId } = await cfn.send(new CreateStackCommand({ StackName: "demo", TemplateBody }));
  const stack = await settled(cfn, "demo");
  expect(stack).toMatchObject({
    StackId,
    StackStatus: "CREATE_COMPLETE",
    Outputs: [{ OutputKey: "Arn", OutputValue: "arn:thing:Second-1/3", Description: "Where it is" }],
    DisableRollback: false,
    EnableTerminationProtection: false,
  });
  expect(things.log).toEqual(["create First", "create Second"]);
  expect(things.live.get("Second-1")).toEqual({ Of: "First-1" });
  expect(await eventsOf(cfn, "demo")).toEqual([
    "demo CREATE_IN_PROGRESS User Initiated",
    "First CREATE_IN_PROGRESS",
    "First CREATE_IN_PROGRESS Resource creation Initiated",
    "First CREATE_COMPLETE",
    "Second CREATE_IN_PROGRESS",
    "Second CREATE_IN_PROGRESS Resource creation Initiated",
    "Second CREATE_COMPLETE",
    "demo CREATE_COMPLETE",
  ]);
  const { StackResources } = await cfn.send(
    new DescribeStackResourcesCommand({ PhysicalResourceId: "First-1" }),
  );
  expect(StackResources!.map((one) => one.LogicalResourceId)).toEqual(["First", "Second"]);
});

test("a failed resource rolls the stack back, and what was in progress counts as cancelled", async () => {
  const { cfn, things } = await useBench({ pace: "fast" });
  things.refuse.set("create Bad", new AwsError("VpcLimitExceeded", "No more of these."));
  const { promise, resolve } = Promise.withResolvers<void>();
  things.hold.set("Slow", promise);
  const TemplateBody = thingTemplate({ Slow: {}, Good: {}, Bad: { Of: { Ref: "Good" } } });
  await cfn.send(new CreateStackCommand({ StackName: "demo", TemplateBody }));
  const stack = await settled(cfn, "demo");
  resolve();
  expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
  expect(things.live.size).toBe(0);
  const events = await eventsOf(cfn, "demo");
  expect(events).toContain("Slow CREATE_FAILED Resource creation cancelled");
  expect(events).toContain(
    "demo ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Slow, Bad]. Rollback requested by user.",
  );
  expect(events.find((line) => line.startsWith("Bad CREATE_FAILED"))).toMatch(
    /Resource handler returned message: "No more of these\. \(Service: Lab, Status Code: 400, Request ID: [-0-9a-f]+\) \(SDK Attempt Count: 1\)" \(RequestToken: [-0-9a-f]+, HandlerErrorCode: ServiceLimitExceeded\)/,
  );
});

test("OnFailure leaves a failed stack as it is, or takes it away", async () => {
  const { cfn, things } = await useBench();
  things.refuse.set("create Bad", new AwsError("InvalidParameterValue", "Not so."));
  const TemplateBody = thingTemplate({ Good: {}, Bad: { DependsOn: "Good" } });
  const kept = await cfn.send(
    new CreateStackCommand({ StackName: "kept", TemplateBody, OnFailure: "DO_NOTHING" }),
  );
  expect(await settled(cfn, kept.StackId!)).toMatchObject({
    StackStatus: "CREATE_FAILED",
    StackStatusReason: "The following resource(s) failed to create: [Bad]. ",
    DisableRollback: true,
  });
  expect(things.live.size).toBe(1);
  const gone = await cfn.send(
    new CreateStackCommand({ StackName: "gone", TemplateBody, OnFailure: "DELETE" }),
  );
  expect((await settled(cfn, gone.StackId!)).StackStatus).toBe("DELETE_COMPLETE");
  expect(things.live.size).toBe(1);
});

test("a token makes CreateStack repeatable, and the name is taken", async () => {
  const { cfn } = await useBench();
  const request = { StackName: "demo", TemplateBody: thingTemplate({ A: {} }), ClientRequestToken: "once" };
  const first = await cfn.send(new CreateStackCommand(request));
  const second = await cfn.send(new CreateStackCommand(request));
  expect(second.StackId).toBe(first.StackId);
  await expect(
    cfn.send(new CreateStackCommand({ ...request, ClientRequestToken: undefined })),
  ).rejects.toMatchObject({
    name: "AlreadyExistsException",
    message: "Stack [demo] already exists",
  });
});

test("a bad name, an unknown type and an unsupported parameter are refused before anything is made", async () => {
  const { cfn } = await useBench();
  const create = (input: object) =>
    cfn.send(new CreateStackCommand({ StackName: "demo", TemplateBody: thingTemplate({ A: {} }), ...input }));
  await expect(create({ StackName: "1st" })).rejects.toMatchObject({
    name: "ValidationError",
    message:
      "1 validation error detected: Value '1st' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*",
  });
  const unknown = JSON.stringify({ Resources: { A: { Type: "AWS::Made::Up" } } });
  await expect(create({ TemplateBody: unknown })).rejects.toMatchObject({
    name: "ValidationError",
    message: "Template format error: Unrecognized resource types: [AWS::Made::Up]",
  });
  await expect(create({ NotificationARNs: ["arn:aws:sns:us-east-1:123456789012:x"] })).rejects.toMatchObject({
    message: expect.stringContaining("NotificationARNs"),
  });
  await expect(create({ TemplateBody: " ".repeat(51_201) })).rejects.toMatchObject({
    message: expect.stringContaining("Member must have length less than or equal to 51200"),
  });
});

test("a creation that takes longer than TimeoutInMinutes is rolled back", async () => {
  const { cfn, things } = await useBench({ pace: "fast" });
  things.hold.set("Slow", new Promise(() => {}));
  // A minute of AWS time is two seconds at this pace.
  const TemplateBody = thingTemplate({ Slow: {} });
  await cfn.send(new CreateStackCommand({ StackName: "demo", TemplateBody, TimeoutInMinutes: 1 }));
  expect((await settled(cfn, "demo")).StackStatus).toBe("ROLLBACK_COMPLETE");
  expect(await eventsOf(cfn, "demo")).toContain(
    "demo ROLLBACK_IN_PROGRESS Stack creation time exceeded the specified timeout. Rollback requested by user.",
  );
});
