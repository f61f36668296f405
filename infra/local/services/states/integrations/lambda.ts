import { randomUUID } from "node:crypto";
import type { Call } from "../../../service.ts";
import { isObject, type Json, type JsonObject } from "../asl/definition.ts";
import { StateError } from "../asl/errors.ts";
import { withinLimit } from "../asl/exit.ts";
import { parseJson } from "../asl/nesting.ts";
import type { Branch } from "../branch.ts";
import { textOf } from "../history.ts";
import type { TaskResult } from "./perform.ts";
import { asTask, type ErrorStyle } from "./sdk-errors.ts";
import { sdkMetadata } from "./sdk-metadata.ts";

const STYLE: ErrorStyle = {
  prefix: "Lambda",
  service: "AWSLambda",
  fallback: "AWSLambdaException",
  older: true,
};

/** `arn:aws:states:::lambda:invoke`, with arguments that `checkArguments` has seen: the result is Lambda's whole answer, its payload read as JSON. */
export async function lambdaInvoke(branch: Branch, call: Call, args: Json): Promise<Json> {
  const { FunctionName, Payload, Qualifier, InvocationType, ClientContext, LogType } = args as JsonObject;
  const answer = await invoke(call, {
    FunctionName: FunctionName as string,
    Qualifier: Qualifier as string | undefined,
    InvocationType: InvocationType as "Event" | "RequestResponse" | undefined,
    ClientContext: ClientContext as string | undefined,
    LogType: LogType as "None" | "Tail" | undefined,
    Payload: payloadOf(Payload),
  });
  const failed = answer.FunctionError !== undefined;
  if (failed) throw functionError(answer.text, compact(answer.text));
  withinLimit(branch, answer.text, "lambda");
  const version = answer.ExecutedVersion ?? "$LATEST";
  return {
    ExecutedVersion: version,
    Payload: parsed(answer.text),
    ...sdkMetadata(randomUUID(), answer.StatusCode ?? 200, {
      Connection: "keep-alive",
      "Content-Length": String(Buffer.byteLength(answer.text)),
      "Content-Type": "application/json",
      "X-Amz-Executed-Version": version,
      "x-amzn-Remapped-Content-Length": "0",
      "X-Amzn-Trace-Id": `root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomUUID().replaceAll("-", "").slice(0, 24)};sampled=0`,
    }),
    StatusCode: answer.StatusCode ?? 200,
  };
}

/** A Lambda function by its own ARN: the arguments, as text, are its event, and its answer is the result, to the letter. */
export async function invokeFunction(
  branch: Branch,
  call: Call,
  arn: string,
  event: string,
): Promise<TaskResult> {
  const answer = await invoke(call, { FunctionName: arn, Payload: new TextEncoder().encode(event) });
  if (answer.FunctionError !== undefined) throw functionError(answer.text, answer.text);
  withinLimit(branch, answer.text, arn);
  return { value: parsed(answer.text), text: answer.text };
}

async function invoke(call: Call, input: Parameters<typeof call.invoke<"lambda", "Invoke">>[2]) {
  const module = await import("@aws-sdk/client-lambda");
  const answer = await asTask(STYLE, module, () => call.invoke("lambda", "Invoke", input));
  const { Payload } = answer;
  return { ...answer, text: Payload ? new TextDecoder().decode(Payload) : "null" };
}

/** Absent, AWS sends an empty object; a string that is a JSON text is sent as that text (observed). */
function payloadOf(payload: Json | undefined): Uint8Array {
  const isText = typeof payload === "string" && parsed(payload) !== payload;
  return new TextEncoder().encode(isText ? payload : textOf(payload === undefined ? {} : payload));
}

function parsed(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

const compact = (text: string): string => {
  const value = parsed(text);
  return typeof value === "string" ? text : textOf(value);
};

/**
 * An error that the function raised: its type is the task's error, its payload the cause. AWS says so where there is no
 * type (many reports, such as alexcasalboni/aws-lambda-power-tuning issue 93).
 */
function functionError(text: string, cause: string): StateError {
  const payload = parsed(text);
  const type = isObject(payload) && typeof payload.errorType === "string" ? payload.errorType : "";
  if (type !== "") return new StateError(type, cause);
  return new StateError(
    "Lambda.Unknown",
    `The cause could not be determined because Lambda did not return an error type. Returned payload: ${text}`,
  );
}
