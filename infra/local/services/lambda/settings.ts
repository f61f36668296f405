import type { FunctionEventInvokeConfig } from "@aws-sdk/client-lambda";
import type { Operations } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { invalidParameter, notFound, notImplemented } from "./errors.ts";
import { findFunction, findVersion, placeOf, type Qualified } from "./function-names.ts";
import { type EventInvokeConfig, lambdaStore } from "./store.ts";

/** An account's default quota of concurrent executions, of which 100 stay unreserved. */
const ACCOUNT_CONCURRENCY = 1000;
const UNRESERVED_MINIMUM = 100;

const configKey = (target: Qualified) => target.qualifier ?? "$LATEST";

function describeConfig(target: Qualified, config: EventInvokeConfig): FunctionEventInvokeConfig {
  return {
    FunctionArn: `${target.record.arn}:${configKey(target)}`,
    LastModified: config.lastModified,
    MaximumRetryAttempts: config.maximumRetryAttempts,
    MaximumEventAgeInSeconds: config.maximumEventAgeInSeconds,
    DestinationConfig: { OnSuccess: {}, OnFailure: {} },
  };
}

function findConfig(target: Qualified): EventInvokeConfig {
  const config = target.record.eventInvokeConfigs[configKey(target)];
  if (!config)
    throw notFound(
      `The function ${target.record.arn}:${configKey(target)} doesn't have an EventInvokeConfig`,
    );
  return config;
}

interface EventInvokeInput {
  MaximumRetryAttempts?: number;
  MaximumEventAgeInSeconds?: number;
  DestinationConfig?: { OnSuccess?: { Destination?: string }; OnFailure?: { Destination?: string } };
}

function checkEventInvoke(input: EventInvokeInput): void {
  validateMembers("ValidationException", {
    maximumRetryAttempts: [input.MaximumRetryAttempts, { atLeast: 0, atMost: 2 }],
    maximumEventAgeInSeconds: [input.MaximumEventAgeInSeconds, { atLeast: 60, atMost: 21_600 }],
  });
  if (input.DestinationConfig?.OnSuccess?.Destination || input.DestinationConfig?.OnFailure?.Destination)
    throw notImplemented("destinations of asynchronous invocations");
}

/** Concurrency, and how asynchronous invocations are retried. */
export const settingsOperations: Operations<"lambda"> = {
  PutFunctionConcurrency(input, call) {
    const { record } = findFunction(call, input.FunctionName);
    const wanted = input.ReservedConcurrentExecutions ?? 0;
    validateMembers("ValidationException", { reservedConcurrentExecutions: [wanted, { atLeast: 0 }] });
    const others = Object.values(call.cloud.store(lambdaStore, placeOf(record)).functions)
      .filter((one) => one !== record)
      .reduce((sum, one) => sum + (one.reservedConcurrency ?? 0), 0);
    if (ACCOUNT_CONCURRENCY - others - wanted < UNRESERVED_MINIMUM)
      throw invalidParameter(
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${UNRESERVED_MINIMUM}].`,
      );
    record.reservedConcurrency = wanted;
    return { ReservedConcurrentExecutions: wanted };
  },
  GetFunctionConcurrency(input, call) {
    return {
      ReservedConcurrentExecutions: findFunction(call, input.FunctionName).record.reservedConcurrency,
    };
  },
  DeleteFunctionConcurrency(input, call) {
    delete findFunction(call, input.FunctionName).record.reservedConcurrency;
    return {};
  },

  PutFunctionEventInvokeConfig(input, call) {
    const target = findVersion(call, input.FunctionName, input.Qualifier);
    checkEventInvoke(input);
    const config: EventInvokeConfig = {
      lastModified: call.cloud.clock.now(),
      maximumRetryAttempts: input.MaximumRetryAttempts,
      maximumEventAgeInSeconds: input.MaximumEventAgeInSeconds,
    };
    target.record.eventInvokeConfigs[configKey(target)] = config;
    return describeConfig(target, config);
  },
  UpdateFunctionEventInvokeConfig(input, call) {
    const target = findVersion(call, input.FunctionName, input.Qualifier);
    checkEventInvoke(input);
    const config = findConfig(target);
    config.lastModified = call.cloud.clock.now();
    config.maximumRetryAttempts = input.MaximumRetryAttempts ?? config.maximumRetryAttempts;
    config.maximumEventAgeInSeconds = input.MaximumEventAgeInSeconds ?? config.maximumEventAgeInSeconds;
    return describeConfig(target, config);
  },
  GetFunctionEventInvokeConfig(input, call) {
    const target = findVersion(call, input.FunctionName, input.Qualifier);
    return describeConfig(target, findConfig(target));
  },
  DeleteFunctionEventInvokeConfig(input, call) {
    const target = findVersion(call, input.FunctionName, input.Qualifier);
    findConfig(target);
    delete target.record.eventInvokeConfigs[configKey(target)];
    return {};
  },

  GetAccountSettings(_input, call) {
    const records = Object.values(call.store(lambdaStore).functions);
    const reserved = records.reduce((sum, one) => sum + (one.reservedConcurrency ?? 0), 0);
    const versions = records.flatMap((record) => [record.latest, ...record.versions]);
    return {
      AccountLimit: {
        TotalCodeSize: 80_530_636_800,
        CodeSizeUnzipped: 262_144_000,
        CodeSizeZipped: 52_428_800,
        ConcurrentExecutions: ACCOUNT_CONCURRENCY,
        UnreservedConcurrentExecutions: ACCOUNT_CONCURRENCY - reserved,
      },
      AccountUsage: {
        TotalCodeSize: versions.reduce((sum, version) => sum + version.code.size, 0),
        FunctionCount: records.length,
      },
    };
  },
};
