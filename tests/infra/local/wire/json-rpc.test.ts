import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import { AwsError } from "../../../../infra/local/errors.ts";
import { cliAvailable, useTestAccount } from "../../../helpers/local-account.ts";
import { postSigned } from "../../../helpers/raw-request.ts";
import { registry, stubService } from "../../../helpers/stub-service.ts";

const started = new Date("2026-11-22T05:57:37.125Z");

const states = stubService("states", {
  StartExecution: (input) => {
    if (input.name === "taken")
      throw new AwsError("ExecutionAlreadyExists", "Execution Already Exists: 'taken'");
    if (input.name === "bug") throw new TypeError("undefined is not a function");
    return { executionArn: `${input.stateMachineArn}:${input.name}`, startDate: started };
  },
});

const ssm = stubService("ssm", {
  GetParameter: (input) => {
    if (input.Name === "/none") throw new AwsError("ParameterNotFound", "");
    return {
      Parameter: { Name: input.Name, Value: "grüße & <tags>", Version: 1, LastModifiedDate: started },
    };
  },
  PutParameter: (input) => ({ Version: input.Tags?.length ?? 0 }),
});

const find = registry(states, ssm);

test("time stamps keep their milliseconds, and text its characters", async () => {
  const account = await useTestAccount({ find });
  const execution = await account
    .client(SFNClient)
    .send(new StartExecutionCommand({ stateMachineArn: "arn", name: "one" }));
  expect(execution).toMatchObject({ executionArn: "arn:one", startDate: started });
  const { Parameter } = await account.client(SSMClient).send(new GetParameterCommand({ Name: "/a" }));
  expect(Parameter).toEqual({ Name: "/a", Value: "grüße & <tags>", Version: 1, LastModifiedDate: started });
});

test("an error is the client's own exception, with a request id", async () => {
  const account = await useTestAccount({ find });
  const taken = account
    .client(SFNClient)
    .send(new StartExecutionCommand({ stateMachineArn: "arn", name: "taken" }));
  await expect(taken).rejects.toMatchObject({
    name: "ExecutionAlreadyExists",
    message: "Execution Already Exists: 'taken'",
    $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  });
});

test("what is required and absent is named as AWS names it", async () => {
  const account = await useTestAccount({ find });
  const incomplete = account
    .client(SSMClient)
    .send(new PutParameterCommand({ Name: undefined, Value: "x", Tags: [{ Key: undefined, Value: "v" }] }));
  await expect(incomplete).rejects.toMatchObject({
    name: "ValidationException",
    message:
      "2 validation errors detected: Value null at 'name' failed to satisfy constraint: Member must not be null; " +
      "Value null at 'tags.1.member.key' failed to satisfy constraint: Member must not be null",
  });
});

test("an operation of AWS that the local account has not says so", async () => {
  const account = await useTestAccount({ find });
  const describe = account.client(SFNClient).send(new DescribeExecutionCommand({ executionArn: "arn" }));
  await expect(describe).rejects.toMatchObject({
    name: "NotImplemented",
    message: expect.stringContaining("DescribeExecution"),
    $metadata: { httpStatusCode: 501 },
  });
});

test.each([
  ["AWSStepFunctions.FlyToTheMoon", "{}", "UnknownOperationException", "FlyToTheMoon"],
  ["AWSStepFunctions.StartExecution", "{nonsense", "SerializationException", "JSON"],
  ["AWSStepFunctions.StartExecution", '{"stateMachineArn":7}', "SerializationException", "NUMBER_VALUE"],
  ["AWSStepFunctions.StartExecution", '["a"]', "SerializationException", "Start of list"],
  ["AWSStepFunctions.StartExecution", "null", "SerializationException", "null"],
])("%s with %s is refused with 400 %s", async (target, body, code, message) => {
  const account = await useTestAccount({ find });
  const answer = await postSigned(account.endpoint, "states", body, { "x-amz-target": target });
  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.body)).toMatchObject({ __type: code, message: expect.stringContaining(message) });
});

test("a handler's bug is a 500 that says so, and the account goes on", async () => {
  const account = await useTestAccount({ find });
  const client = account.client(SFNClient);
  const bug = client.send(new StartExecutionCommand({ stateMachineArn: "arn", name: "bug" }));
  await expect(bug).rejects.toMatchObject({ name: "InternalFailure", $metadata: { httpStatusCode: 500 } });
  const next = await client.send(new StartExecutionCommand({ stateMachineArn: "arn", name: "next" }));
  expect(next.executionArn).toBe("arn:next");
});

test.skipIf(!cliAvailable)("the AWS CLI reads answers and errors", async () => {
  const account = await useTestAccount({ find });
  const found = await account.cli(["ssm", "get-parameter", "--name", "/a"]);
  expect(JSON.parse(found.stdout).Parameter.Value).toBe("grüße & <tags>");
  const missing = await account.cli(["ssm", "get-parameter", "--name", "/none"]);
  expect(missing.stderr).toContain("(ParameterNotFound)");
  expect(missing.code).not.toBe(0);
});
