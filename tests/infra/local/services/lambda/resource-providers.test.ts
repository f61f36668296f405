import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackUpdateComplete,
} from "@aws-sdk/client-cloudformation";
import {
  GetFunctionCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { expect, onTestFinished, test } from "vitest";
import { startTestAccount } from "../../../../helpers/local-account.ts";
import { createRole, invoke } from "./function-fixture.ts";

const template = (code: string, properties: object) =>
  JSON.stringify({
    Resources: {
      Answer: {
        Type: "AWS::Lambda::Function",
        Properties: {
          Runtime: "nodejs24.x",
          Handler: "index.handler",
          Role: "arn:aws:iam::123456789012:role/function-role",
          Code: { ZipFile: code },
          ...properties,
        },
      },
      Live: {
        Type: "AWS::Lambda::Version",
        Properties: { FunctionName: { Ref: "Answer" } },
      },
      Alias: {
        Type: "AWS::Lambda::Alias",
        Properties: {
          FunctionName: { Ref: "Answer" },
          FunctionVersion: { "Fn::GetAtt": ["Live", "Version"] },
          Name: "live",
        },
      },
      Retries: {
        Type: "AWS::Lambda::EventInvokeConfig",
        Properties: { FunctionName: { Ref: "Answer" }, Qualifier: "$LATEST", MaximumRetryAttempts: "0" },
      },
      ForEvents: {
        Type: "AWS::Lambda::Permission",
        Properties: {
          FunctionName: { "Fn::GetAtt": ["Answer", "Arn"] },
          Action: "lambda:InvokeFunction",
          Principal: "events.amazonaws.com",
        },
      },
    },
    Outputs: {
      Name: { Value: { Ref: "Answer" } },
      Alias: { Value: { Ref: "Alias" } },
    },
  });

test("a stack's function is made, changed in place and deleted", async () => {
  const account = await startTestAccount();
  onTestFinished(() => account.stop());
  await createRole(account);
  const client = account.client(CloudFormationClient);
  const lambda = account.client(LambdaClient);
  const quickly = { client, maxWaitTime: 90, minDelay: 0.02, maxDelay: 0.05 };
  const StackName = "functions";
  await client.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: template("exports.handler = async () => process.env.WORD;", {
        Timeout: "60",
        Environment: { Variables: { WORD: "one" } },
        ReservedConcurrentExecutions: 5,
        Tags: [{ Key: "team", Value: "blue" }],
      }),
    }),
  );
  await waitUntilStackCreateComplete(quickly, { StackName });
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
  const outputs = Object.fromEntries(
    (Stacks?.[0]?.Outputs ?? []).map((one) => [one.OutputKey, one.OutputValue ?? ""]),
  );
  const FunctionName = outputs.Name ?? "";
  expect(FunctionName).toMatch(/^functions-Answer-[A-Za-z0-9]+$/);
  expect((await invoke(account, outputs.Alias ?? "")).payload).toBe("one");
  expect(await lambda.send(new GetFunctionCommand({ FunctionName }))).toMatchObject({
    Configuration: { Timeout: 60 },
    Concurrency: { ReservedConcurrentExecutions: 5 },
    Tags: { team: "blue", "aws:cloudformation:logical-id": "Answer" },
  });
  expect((await lambda.send(new GetPolicyCommand({ FunctionName }))).Policy).toContain(
    "events.amazonaws.com",
  );
  expect(
    await lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName, Qualifier: "$LATEST" })),
  ).toMatchObject({ MaximumRetryAttempts: 0 });

  await client.send(
    new UpdateStackCommand({
      StackName,
      TemplateBody: template("exports.handler = async () => `now ${process.env.WORD}`;", {
        Environment: { Variables: { WORD: "two" } },
      }),
    }),
  );
  await waitUntilStackUpdateComplete(quickly, { StackName });
  expect((await invoke(account, FunctionName)).payload).toBe("now two");
  const changed = await lambda.send(new GetFunctionCommand({ FunctionName }));
  expect(changed.Configuration?.Timeout).toBe(3);
  expect(changed.Concurrency).toBeUndefined();
  expect(changed.Tags).not.toHaveProperty("team");

  await client.send(new DeleteStackCommand({ StackName }));
  await waitUntilStackDeleteComplete(quickly, { StackName });
  await expect(lambda.send(new GetFunctionCommand({ FunctionName }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});
