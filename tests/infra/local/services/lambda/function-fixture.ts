import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { allow, createRole as makeRole } from "../../../../helpers/actors.ts";
import type { TestAccount } from "../../../../helpers/local-account.ts";

/** A deployment package of these files. */
export function zipOf(files: Record<string, string>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

const LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];

/** A role that Lambda can assume, allowed these actions on everything. Resolves to its ARN. */
export async function createRole(
  account: TestAccount,
  options: { name?: string; actions?: string[]; trust?: string } = {},
): Promise<string> {
  const { name = "function-role", actions = LOGS, trust = "lambda.amazonaws.com" } = options;
  const arn = await makeRole(account, name, { Service: trust });
  if (actions.length > 0) await allow(account, name, { Action: actions, Resource: "*" });
  return arn;
}

/**
 * Creates a Node.js function of these files: unless told, `index.handler`, which has a minute. Its three seconds of its own
 * pass in real time, also where other programs have the processor.
 */
export async function createFunction(
  account: TestAccount,
  name: string,
  files: Record<string, string>,
  options: Partial<CreateFunctionCommandInput> = {},
): Promise<void> {
  await account.client(LambdaClient).send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Role: "arn:aws:iam::123456789012:role/function-role",
      Timeout: 60,
      Code: { ZipFile: zipOf(files) },
      ...options,
    }),
  );
}

/** Invokes a function, and reads its answer and its log. */
export async function invoke(
  account: TestAccount,
  name: string,
  event?: unknown,
  options: Partial<InvokeCommandInput> = {},
) {
  const answer = await account.client(LambdaClient).send(
    new InvokeCommand({
      FunctionName: name,
      Payload: event === undefined ? undefined : JSON.stringify(event),
      LogType: "Tail",
      ...options,
    }),
  );
  const text = answer.Payload?.transformToString() ?? "";
  return {
    status: answer.StatusCode,
    failed: answer.FunctionError,
    version: answer.ExecutedVersion,
    payload: text === "" ? undefined : JSON.parse(text),
    log: Buffer.from(answer.LogResult ?? "", "base64").toString(),
  };
}
