import {
  CreateFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createActor, type Statement } from "../../../../helpers/actors.ts";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";
import { createFunction, createRole, zipOf } from "./function-fixture.ts";

const FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:answers";
const FILES = { "index.mjs": "export const handler = async () => 1;" };
let account: TestAccount;
let executionRole: string;
beforeAll(async () => {
  account = await startTestAccount();
  executionRole = await createRole(account);
  await createFunction(account, "answers", FILES);
});
afterAll(() => account.stop());

/** A Lambda client whose role may do just this. */
async function allowedTo(...statements: Statement[]) {
  const { credentials } = await createActor(account, ...statements);
  return account.client(LambdaClient, { credentials });
}

const denied = (action: string) => ({
  name: "AccessDeniedException",
  message: expect.stringContaining(`is not authorized to perform: ${action} `),
});

test("Invoke needs lambda:InvokeFunction on the function, with its qualifier", async () => {
  const may = await allowedTo({ Action: "lambda:InvokeFunction", Resource: FUNCTION });
  await expect(may.send(new InvokeCommand({ FunctionName: "answers" }))).resolves.toBeDefined();
  await expect(
    may.send(new InvokeCommand({ FunctionName: "answers", Qualifier: "$LATEST" })),
  ).rejects.toMatchObject(denied("lambda:InvokeFunction"));
  await expect(may.send(new GetFunctionCommand({ FunctionName: "answers" }))).rejects.toMatchObject(
    denied("lambda:GetFunction"),
  );
  await expect(may.send(new ListFunctionsCommand({}))).rejects.toMatchObject(denied("lambda:ListFunctions"));
});

test("CreateFunction needs to pass the role, to Lambda", async () => {
  const create = new CreateFunctionCommand({
    FunctionName: "another",
    Runtime: "nodejs24.x",
    Handler: "index.handler",
    Role: executionRole,
    Code: { ZipFile: zipOf(FILES) },
  });
  const creator = { Action: "lambda:CreateFunction", Resource: "*" };
  const passTo = (service: string) => ({
    Action: "iam:PassRole",
    Resource: executionRole,
    Condition: { StringEquals: { "iam:PassedToService": service } },
  });
  for (const may of [await allowedTo(creator), await allowedTo(creator, passTo("ec2.amazonaws.com"))])
    await expect(may.send(create)).rejects.toMatchObject(denied("iam:PassRole"));
  const may = await allowedTo(creator, passTo("lambda.amazonaws.com"));
  await expect(may.send(create)).resolves.toMatchObject({ FunctionName: "another" });
});
