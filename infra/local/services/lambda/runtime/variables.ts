import { devNull } from "node:os";
import type { Cloud, Place } from "../../../cloud.ts";
import type { RoleSession } from "../../../principal.ts";
import type { FunctionRecord, FunctionVersion } from "../store.ts";

/** What a function cannot set itself. Source: "Defined runtime environment variables", Lambda Developer Guide. */
export const RESERVED = new Set([
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_DEFAULT_REGION",
  "AWS_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_LAMBDA_RUNTIME_API",
  "LAMBDA_TASK_ROOT",
  "LAMBDA_RUNTIME_DIR",
]);

/** Where a function's lines go. */
export const logGroupOf = (record: FunctionRecord, version: FunctionVersion): string =>
  version.logging.LogGroup ?? `/aws/lambda/${record.name}`;

/**
 * The whole environment of a function's process: Lambda's own variables, the function's, and what points it at the
 * local account. Nothing of the host's environment is in it.
 */
export function environmentVariables(options: {
  cloud: Cloud;
  place: Place;
  record: FunctionRecord;
  version: FunctionVersion;
  session: RoleSession;
  logStream: string;
  taskRoot: string;
}): Record<string, string> {
  const { cloud, place, record, version, session, logStream, taskRoot } = options;
  return {
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    PATH: "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
    ...version.environment,
    AWS_REGION: place.region,
    AWS_DEFAULT_REGION: place.region,
    AWS_LAMBDA_FUNCTION_NAME: record.name,
    AWS_LAMBDA_FUNCTION_VERSION: version.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(version.memorySize),
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(record, version),
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_EXECUTION_ENV: `AWS_Lambda_${version.runtime}`,
    AWS_ACCESS_KEY_ID: session.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: session.credentials.secretAccessKey,
    AWS_SESSION_TOKEN: session.credentials.sessionToken,
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: "/var/runtime",
    _HANDLER: version.handler,
    // The local platform. Last, so that no function can point its calls at a real account.
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: "true",
    // Plain HTTP to the account's own hosts reaches its data plane; its API does not go through the proxy.
    HTTP_PROXY: cloud.endpoint,
    NO_PROXY: "127.0.0.1,localhost,[::1]",
  };
}
