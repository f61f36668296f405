import { randomBytes } from "node:crypto";
import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import { deliver } from "./async-invoke.ts";
import {
  conflict,
  functionNotFound,
  invalidParameter,
  invalidRequestContent,
  notImplemented,
  requestTooLarge,
  tooManyRequests,
} from "./errors.ts";
import { findVersion, parseFunctionName, placeOf, type Qualified } from "./function-names.ts";
import { environmentsOf, type Run } from "./runtime/environments.ts";
import { lambdaStore } from "./store.ts";

/** Source: "Lambda quotas"; an asynchronous event's limit was 256 KB until October 2025. */
const MAX_PAYLOAD = 6 * 1024 * 1024;
const MAX_ASYNC_PAYLOAD = 1024 * 1024;

/**
 * Runs a function once, within its concurrency.
 * @throws AwsError `TooManyRequestsException`, and what the role or the runtime refuses.
 */
export async function runFunction(
  call: Call,
  target: Qualified,
  invocation: { requestId: string; event: string; clientContext?: unknown },
): Promise<Run> {
  const { record, version } = target;
  if (!/^nodejs(22|24)\.x$/.test(version.runtime))
    throw notImplemented(
      `the runtime ${version.runtime}: functions can be created for it, but only nodejs22.x and nodejs24.x can be run`,
    );
  const environments = environmentsOf(call.cloud);
  if (
    record.reservedConcurrency !== undefined &&
    environments.running(record.arn) >= record.reservedConcurrency
  )
    throw tooManyRequests("ReservedFunctionConcurrentInvocationLimitExceeded");
  try {
    return await environments.run(
      { place: placeOf(record), record, version },
      { ...invocation, functionArn: target.arn, traceId: newTraceId() },
    );
  } catch (error) {
    if (!AwsError.is(error, "AccessDenied")) throw error;
    throw new AwsError(
      "AccessDeniedException",
      "Lambda was unable to assume the role defined for the function.",
      403,
    );
  }
}

/** There is no X-Ray here; the id is for what passes it on. */
function newTraceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString("hex")};Sampled=0`;
}

/** What the function is given: the payload as JSON, `{}` where there is none. */
function readEvent(payload: unknown): string {
  const text =
    payload === undefined
      ? ""
      : typeof payload === "string"
        ? payload
        : payload instanceof Uint8Array
          ? new TextDecoder().decode(payload)
          : undefined;
  if (text === undefined) throw new TypeError("The payload of an invocation is text or bytes");
  if (text.trim() === "") return "{}";
  try {
    JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : "";
    throw invalidRequestContent(
      `Could not parse request body into json: Could not parse payload into json: ${detail}`,
    );
  }
  return text;
}

function readClientContext(encoded: string | undefined): unknown {
  if (encoded === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(encoded, "base64").toString());
  } catch {
    throw invalidRequestContent("Client context must be a valid Base64-encoded JSON object.");
  }
}

/** The version that an invocation means. Without a qualifier, Lambda's error names `$LATEST`. */
function findInvoked(call: Call, name: string | undefined, qualifier: string | undefined): Qualified {
  try {
    return findVersion(call, name, qualifier);
  } catch (error) {
    const reference = parseFunctionName(name, qualifier);
    if (!AwsError.is(error, "ResourceNotFoundException") || reference.qualifier !== undefined) throw error;
    throw functionNotFound(`${error.message.replace("Function not found: ", "")}:$LATEST`);
  }
}

export const invokeOperations: Operations<"lambda"> = {
  async Invoke(input, call) {
    const target = findInvoked(call, input.FunctionName, input.Qualifier);
    const type = input.InvocationType ?? "RequestResponse";
    if (input.DurableExecutionName !== undefined) throw notImplemented("durable executions");
    if (input.TenantId !== undefined) throw notImplemented("tenants");
    if (type === "DryRun") return { StatusCode: 204, Payload: undefined };
    const event = readEvent(input.Payload);
    const size = Buffer.byteLength(event);
    const most = type === "Event" ? MAX_ASYNC_PAYLOAD : MAX_PAYLOAD;
    if (size > most)
      throw requestTooLarge(
        `${size} byte payload is too large for the ${type} invocation type (limit ${most} bytes)`,
      );
    if (target.version.activeAt > call.cloud.clock.now())
      throw conflict(
        "The operation cannot be performed at this time. The function is currently in the following state: Pending",
      );
    if (type === "Event") {
      const queued = {
        requestId: call.requestId,
        functionName: target.record.name,
        qualifier: target.qualifier,
        payload: event,
        failures: 0,
        waited: 0,
      };
      const place = placeOf(target.record);
      call.cloud.store(lambdaStore, place).queue[queued.requestId] = queued;
      deliver(call.cloud, place, queued);
      return { StatusCode: 202 };
    }
    if (type !== "RequestResponse") throw invalidParameter(`Unknown invocation type ${type}`);
    const clientContext = readClientContext(input.ClientContext);
    const run = await runFunction(call, target, { requestId: call.requestId, event, clientContext });
    return {
      StatusCode: 200,
      ExecutedVersion: target.version.version,
      FunctionError: run.error ? "Unhandled" : undefined,
      LogResult:
        input.LogType === "Tail" ? Buffer.from(run.log).subarray(-4096).toString("base64") : undefined,
      // The SDK types it with what its client adds to the bytes; the wire layer and the services read bytes.
      Payload: Buffer.from(run.payload) as never,
    };
  },
};
