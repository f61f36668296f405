import type { Architecture, LoggingConfig, Runtime, TracingMode } from "@aws-sdk/client-lambda";
import { defineStore } from "../../cloud.ts";

/** One version's configuration and code: `$LATEST`, which changes, or a published one, which does not. */
export interface FunctionVersion {
  version: string;
  description: string;
  runtime: Runtime;
  handler: string;
  role: string;
  memorySize: number;
  /** Seconds. */
  timeout: number;
  environment?: Record<string, string>;
  kmsKeyArn?: string;
  architecture: Architecture;
  ephemeralStorage: number;
  tracing: TracingMode;
  logging: LoggingConfig;
  /** The digest of the deployment package in `cloud.blobs`, its SHA-256 in base64, and its size. */
  code: { digest: string; sha256: string; size: number };
  lastModified: Date;
  revisionId: string;
  /** When it becomes Active, having been Pending since it was made. */
  activeAt: Date;
  /** When the update going on is done. */
  updatedAt: Date;
}

export interface Alias {
  name: string;
  functionVersion: string;
  description: string;
  revisionId: string;
}

export interface PolicyStatement {
  Sid: string;
  Effect: "Allow";
  Principal: "*" | Record<string, string>;
  Action: string;
  Resource: string;
  Condition?: Record<string, Record<string, string>>;
}

export interface ResourcePolicy {
  statements: PolicyStatement[];
  revisionId: string;
}

export interface EventInvokeConfig {
  lastModified: Date;
  maximumRetryAttempts?: number;
  maximumEventAgeInSeconds?: number;
}

export interface FunctionRecord {
  name: string;
  arn: string;
  latest: FunctionVersion;
  /** Published, oldest first. */
  versions: FunctionVersion[];
  nextVersion: number;
  aliases: Record<string, Alias>;
  /** By qualifier; the unqualified ARN's policy under the empty string. */
  policies: Record<string, ResourcePolicy>;
  reservedConcurrency?: number;
  /** By qualifier, `$LATEST` for none. */
  eventInvokeConfigs: Record<string, EventInvokeConfig>;
  tags: Record<string, string>;
}

/** An event that was accepted for later, until it has been handled or given up. */
export interface QueuedEvent {
  requestId: string;
  functionName: string;
  qualifier?: string;
  payload: string;
  /** How often the function has failed at it. */
  failures: number;
  /** How long it has waited for retries so far, in milliseconds of AWS time. */
  waited: number;
}

export interface LambdaState {
  functions: Record<string, FunctionRecord>;
  queue: Record<string, QueuedEvent>;
}

export const lambdaStore = defineStore<LambdaState>({
  name: "lambda",
  scope: "region",
  create: () => ({ functions: {}, queue: {} }),
});
