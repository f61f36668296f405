import { randomUUID } from "node:crypto";
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import type { Call, Operations } from "../../service.ts";
import { storeCode } from "./code.ts";
import { codeLocation } from "./code-location.ts";
import {
  CREATING,
  checkConfiguration,
  describeVersion,
  loggingOf,
  refuseUnknown,
  UPDATING,
  updated,
} from "./configuration.ts";
import { conflict, invalidParameter, notImplemented, preconditionFailed } from "./errors.ts";
import {
  findFunction,
  findVersion,
  functionArn,
  parseFunctionName,
  placeOf,
  requireSettled,
} from "./function-names.ts";
import { page } from "./paging.ts";
import { environmentsOf } from "./runtime/environments.ts";
import { type FunctionRecord, type FunctionVersion, lambdaStore } from "./store.ts";
import { checkTags } from "./tags.ts";
import { publish } from "./versions.ts";

/** How long Lambda takes to make a function Active, or an update of one Successful; seen as a second or two. */
const SETTLING_MS = 1500;

/** Puts a changed configuration or code in the place of `$LATEST`, settling. */
function replaceLatest(call: Call, record: FunctionRecord, next: FunctionVersion): FunctionConfiguration {
  const now = call.cloud.clock.now();
  record.latest = {
    ...next,
    lastModified: now,
    revisionId: randomUUID(),
    updatedAt: call.cloud.clock.after(SETTLING_MS),
  };
  environmentsOf(call.cloud).retire(record.arn);
  return { ...describeVersion(record, record.latest, now), ...UPDATING };
}

export const functionOperations: Operations<"lambda"> = {
  async CreateFunction(input, call) {
    const { name, qualifier, accountId, region } = parseFunctionName(input.FunctionName);
    if (
      qualifier !== undefined ||
      (accountId ?? call.accountId) !== call.accountId ||
      (region ?? call.region) !== call.region
    )
      throw invalidParameter(
        "The function name must not name a qualifier, another account or another Region.",
      );
    if (input.PackageType === "Image") throw notImplemented("container images");
    if (input.CodeSigningConfigArn) throw notImplemented("CodeSigningConfigArn");
    if (input.PublishTo || input.TenancyConfig) throw notImplemented("PublishTo and TenancyConfig");
    refuseUnknown(input);
    if (input.Runtime === undefined || input.Handler === undefined)
      throw invalidParameter(
        "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
      );
    if (input.Role === undefined) throw invalidParameter("The role parameter is mandatory.");
    checkConfiguration(call, input);
    checkTags(input.Tags ?? {});
    const { functions } = call.store(lambdaStore);
    if (Object.hasOwn(functions, name)) throw conflict(`Function already exist: ${name}`);
    const code = await storeCode(call, input.Code ?? {});
    // Another call may have created it while the package was fetched.
    if (Object.hasOwn(functions, name)) throw conflict(`Function already exist: ${name}`);
    const now = call.cloud.clock.now();
    const activeAt = call.cloud.clock.after(SETTLING_MS);
    const record: FunctionRecord = {
      name,
      arn: functionArn(call, name),
      latest: {
        version: "$LATEST",
        description: input.Description ?? "",
        runtime: input.Runtime,
        handler: input.Handler,
        role: input.Role,
        memorySize: input.MemorySize ?? 128,
        timeout: input.Timeout ?? 3,
        environment: input.Environment?.Variables,
        kmsKeyArn: input.KMSKeyArn,
        architecture: input.Architectures?.[0] ?? "x86_64",
        ephemeralStorage: input.EphemeralStorage?.Size ?? 512,
        tracing: input.TracingConfig?.Mode ?? "PassThrough",
        logging: loggingOf(input.LoggingConfig),
        code,
        lastModified: now,
        revisionId: randomUUID(),
        activeAt,
        updatedAt: activeAt,
      },
      versions: [],
      nextVersion: 1,
      aliases: {},
      policies: {},
      eventInvokeConfigs: {},
      tags: { ...input.Tags },
    };
    functions[name] = record;
    const shown = input.Publish ? publish(call, record, {}) : record.latest;
    return {
      ...describeVersion(record, shown, now),
      ...CREATING,
    };
  },

  GetFunction(input, call) {
    const { record, version, arn } = findVersion(call, input.FunctionName, input.Qualifier);
    return {
      Configuration: describeVersion(record, version, call.cloud.clock.now(), arn),
      Code: { RepositoryType: "S3", Location: codeLocation(call, record, version) },
      Tags: Object.keys(record.tags).length > 0 ? record.tags : undefined,
      Concurrency:
        record.reservedConcurrency === undefined
          ? undefined
          : { ReservedConcurrentExecutions: record.reservedConcurrency },
    };
  },

  GetFunctionConfiguration(input, call) {
    const { record, version, arn } = findVersion(call, input.FunctionName, input.Qualifier);
    return describeVersion(record, version, call.cloud.clock.now(), arn);
  },

  async UpdateFunctionCode(input, call) {
    const { record } = findFunction(call, input.FunctionName);
    if (input.PublishTo) throw notImplemented("PublishTo");
    if (input.RevisionId !== undefined && input.RevisionId !== record.latest.revisionId)
      throw preconditionFailed();
    requireSettled(record, call.cloud.clock.now());
    const code = await storeCode(call, input);
    const architecture = input.Architectures?.[0] ?? record.latest.architecture;
    if (input.DryRun)
      return describeVersion(record, { ...record.latest, code, architecture }, call.cloud.clock.now());
    const answer = replaceLatest(call, record, { ...record.latest, code, architecture });
    if (!input.Publish) return answer;
    return describeVersion(record, publish(call, record, {}), call.cloud.clock.now());
  },

  UpdateFunctionConfiguration(input, call) {
    const { record } = findFunction(call, input.FunctionName);
    refuseUnknown(input);
    if (input.RevisionId !== undefined && input.RevisionId !== record.latest.revisionId)
      throw preconditionFailed();
    requireSettled(record, call.cloud.clock.now());
    checkConfiguration(call, input);
    return replaceLatest(call, record, updated(record.latest, input));
  },

  ListFunctions(input, call) {
    if (input.MasterRegion) throw notImplemented("MasterRegion");
    const all = Object.values(call.store(lambdaStore).functions).sort((a, b) => (a.name < b.name ? -1 : 1));
    const entries = all.flatMap((record) =>
      input.FunctionVersion === "ALL"
        ? [record.latest, ...record.versions].map((version) => ({ record, version }))
        : [{ record, version: record.latest }],
    );
    const { items, NextMarker } = page(entries, input);
    const now = call.cloud.clock.now();
    return {
      Functions: items.map(({ record, version }) =>
        describeVersion(
          record,
          version,
          now,
          `${record.arn}${input.FunctionVersion === "ALL" ? `:${version.version}` : ""}`,
        ),
      ),
      NextMarker,
    };
  },

  DeleteFunction(input, call) {
    const { record, reference } = findFunction(call, input.FunctionName, input.Qualifier);
    const { functions } = call.cloud.store(lambdaStore, placeOf(record));
    environmentsOf(call.cloud).retire(record.arn);
    if (reference.qualifier === undefined) {
      delete functions[record.name];
      return {};
    }
    if (reference.qualifier === "$LATEST")
      throw invalidParameter("$LATEST version cannot be deleted without deleting the function.");
    const used = Object.values(record.aliases)
      .filter((alias) => alias.functionVersion === reference.qualifier)
      .map((alias) => alias.name);
    if (used.length > 0)
      throw conflict(
        `Function version ${reference.qualifier} is referenced by alias(es) [${used.join(", ")}] and cannot be deleted`,
      );
    record.versions = record.versions.filter((version) => version.version !== reference.qualifier);
    return {};
  },
};
