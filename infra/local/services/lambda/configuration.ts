import { createHash, randomUUID } from "node:crypto";
import type {
  FunctionConfiguration,
  LoggingConfig,
  UpdateFunctionConfigurationCommandInput,
} from "@aws-sdk/client-lambda";
import { AwsError } from "../../errors.ts";
import type { Call } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { assumablePrincipal } from "../sts/assume.ts";
import { invalidParameter, notImplemented } from "./errors.ts";
import { logGroupOf, RESERVED } from "./runtime/variables.ts";
import type { FunctionRecord, FunctionVersion } from "./store.ts";

/** The runtimes that functions can be created for. Source: "Lambda runtimes". */
const RUNTIMES = [
  "nodejs20.x",
  "nodejs22.x",
  "nodejs24.x",
  "python3.10",
  "python3.11",
  "python3.12",
  "python3.13",
  "python3.14",
  "java8.al2",
  "java11",
  "java17",
  "java21",
  "java25",
  "dotnet8",
  "dotnet10",
  "ruby3.2",
  "ruby3.3",
  "ruby3.4",
  "provided.al2",
  "provided.al2023",
];

/** The members that CreateFunction and UpdateFunctionConfiguration share. */
export type ConfigurationInput = Omit<UpdateFunctionConfigurationCommandInput, "FunctionName" | "RevisionId">;

/**
 * Refuses what the local account does not implement and would change what a function is.
 * @throws AwsError `NotImplemented`
 */
export function refuseUnknown(input: ConfigurationInput): void {
  if (input.VpcConfig?.SubnetIds?.length) throw notImplemented("VpcConfig");
  if (input.DeadLetterConfig?.TargetArn) throw notImplemented("DeadLetterConfig");
  if (input.Layers?.length) throw notImplemented("Layers");
  if (input.FileSystemConfigs?.length) throw notImplemented("FileSystemConfigs");
  if (input.SnapStart?.ApplyOn === "PublishedVersions") throw notImplemented("SnapStart");
  if (input.ImageConfig) throw notImplemented("ImageConfig");
  if (input.CapacityProviderConfig) throw notImplemented("CapacityProviderConfig");
  if (input.DurableConfig) throw notImplemented("DurableConfig");
}

/**
 * Checks the values of a configuration.
 * @throws AwsError `ValidationException`, `InvalidParameterValueException`
 */
export function checkConfiguration(call: Call, input: ConfigurationInput): void {
  validateMembers("ValidationException", {
    timeout: [input.Timeout, { atLeast: 1, atMost: 900 }],
    memorySize: [input.MemorySize, { atLeast: 128, atMost: 10_240 }],
    description: [input.Description, { max: 256 }],
    handler: [input.Handler, { max: 128, pattern: "[^\\s]+" }],
    role: [input.Role, { pattern: "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+" }],
    "ephemeralStorage.size": [input.EphemeralStorage?.Size, { atLeast: 512, atMost: 10_240 }],
  });
  if (input.Runtime !== undefined && !RUNTIMES.includes(input.Runtime))
    throw invalidParameter(
      /^(nodejs|python|java|dotnet|dotnetcore|ruby|go|provided)[\d.]*(x|al2)?$/.test(input.Runtime)
        ? `The runtime parameter of ${input.Runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`
        : `Value ${input.Runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${RUNTIMES.join(", ")}] or be a valid ARN`,
    );
  if (input.Environment?.Variables) checkVariables(input.Environment.Variables);
  if (input.Role !== undefined) checkRole(call, input.Role);
  const logging = input.LoggingConfig;
  if (logging?.LogFormat !== "JSON" && (logging?.ApplicationLogLevel || logging?.SystemLogLevel))
    throw invalidParameter("ApplicationLogLevel and SystemLogLevel are only supported with JSON log format");
}

function checkVariables(variables: Record<string, string>): void {
  const names = Object.keys(variables);
  const reserved = names.filter((name) => RESERVED.has(name));
  const problem =
    "Lambda was unable to configure your environment variables because the environment variables you have provided";
  if (reserved.length > 0)
    throw invalidParameter(
      `${problem} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  for (const name of names)
    validateMembers("ValidationException", {
      "environment.variables": [name, { pattern: "[a-zA-Z]([a-zA-Z0-9_])+" }],
    });
  const measured = JSON.stringify(variables);
  if (Buffer.byteLength(measured) > 4096)
    throw invalidParameter(`${problem} exceeded the 4KB limit. String measured: ${measured}`);
}

function checkRole(call: Call, roleArn: string): void {
  try {
    assumablePrincipal(call.cloud, {
      roleArn,
      service: "lambda.amazonaws.com",
      sessionName: "awslambda-check",
    });
  } catch (error) {
    if (!AwsError.is(error, "AccessDenied")) throw error;
    throw invalidParameter("The role defined for the function cannot be assumed by Lambda.");
  }
}

/** The logging configuration with Lambda's defaults: text to the function's own group, which is not stored. */
export function loggingOf(input: LoggingConfig | undefined): LoggingConfig {
  const format = input?.LogFormat ?? "Text";
  return {
    LogFormat: format,
    ...(input?.LogGroup ? { LogGroup: input.LogGroup } : {}),
    ...(format === "JSON"
      ? {
          ApplicationLogLevel: input?.ApplicationLogLevel ?? "INFO",
          SystemLogLevel: input?.SystemLogLevel ?? "INFO",
        }
      : {}),
  };
}

/** A configuration with what an update says of it; what it does not name stays. */
export function updated(version: FunctionVersion, input: ConfigurationInput): FunctionVersion {
  return {
    ...version,
    description: input.Description ?? version.description,
    runtime: input.Runtime ?? version.runtime,
    handler: input.Handler ?? version.handler,
    role: input.Role ?? version.role,
    memorySize: input.MemorySize ?? version.memorySize,
    timeout: input.Timeout ?? version.timeout,
    environment: input.Environment ? input.Environment.Variables : version.environment,
    kmsKeyArn: input.KMSKeyArn ?? version.kmsKeyArn,
    ephemeralStorage: input.EphemeralStorage?.Size ?? version.ephemeralStorage,
    tracing: input.TracingConfig?.Mode ?? version.tracing,
    logging: input.LoggingConfig ? loggingOf(input.LoggingConfig) : version.logging,
    revisionId: randomUUID(),
  };
}

/** `2026-11-22T06:14:13.000+0000`: Lambda's own form. */
const lambdaDate = (date: Date) => date.toISOString().replace("Z", "+0000");

/** A new function's state. The answer to CreateFunction says so however soon it is over. */
export const CREATING = {
  State: "Pending",
  StateReason: "The function is being created.",
  StateReasonCode: "Creating",
} as const;

/** The state of an update; the answer to one says so however soon it is over. */
export const UPDATING = { LastUpdateStatus: "InProgress" } as const;

/** A version as Lambda describes it. `now` decides whether it is Active yet, and its update done. */
export function describeVersion(
  record: FunctionRecord,
  version: FunctionVersion,
  now: Date,
  arn: string = version.version === "$LATEST" ? record.arn : `${record.arn}:${version.version}`,
): FunctionConfiguration {
  const pending = version.activeAt > now;
  return {
    FunctionName: record.name,
    FunctionArn: arn,
    Runtime: version.runtime,
    Role: version.role,
    Handler: version.handler,
    CodeSize: version.code.size,
    Description: version.description,
    Timeout: version.timeout,
    MemorySize: version.memorySize,
    LastModified: lambdaDate(version.lastModified),
    CodeSha256: version.code.sha256,
    Version: version.version,
    Environment: version.environment && { Variables: version.environment },
    KMSKeyArn: version.kmsKeyArn,
    TracingConfig: { Mode: version.tracing },
    RevisionId: version.revisionId,
    ...(pending ? CREATING : { State: "Active" as const }),
    ...(pending ? {} : version.updatedAt > now ? UPDATING : { LastUpdateStatus: "Successful" as const }),
    PackageType: "Zip",
    Architectures: [version.architecture],
    EphemeralStorage: { Size: version.ephemeralStorage },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    RuntimeVersionConfig: {
      RuntimeVersionArn: `arn:aws:lambda:${record.arn.split(":")[3]}::runtime:${createHash("sha256").update(version.runtime).digest("hex")}`,
    },
    LoggingConfig: { ...version.logging, LogGroup: logGroupOf(record, version) },
  };
}
