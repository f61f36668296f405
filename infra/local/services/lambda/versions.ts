import { randomUUID } from "node:crypto";
import type { AliasConfiguration } from "@aws-sdk/client-lambda";
import type { Call, Operations } from "../../service.ts";
import { describeVersion } from "./configuration.ts";
import { conflict, invalidParameter, notFound, notImplemented, preconditionFailed } from "./errors.ts";
import { findFunction, qualify, requireSettled } from "./function-names.ts";
import { page } from "./paging.ts";
import type { Alias, FunctionRecord, FunctionVersion } from "./store.ts";

/** What a version is, without what differs between two of the same. */
function content(version: FunctionVersion): string {
  const { version: _number, revisionId, lastModified, activeAt, updatedAt, ...rest } = version;
  return JSON.stringify(rest);
}

/** Publishes `$LATEST`; where nothing has changed since the last version, that one is the answer. */
export function publish(
  call: Call,
  record: FunctionRecord,
  options: { description?: string },
): FunctionVersion {
  const last = record.versions.at(-1);
  const next: FunctionVersion = {
    ...record.latest,
    description: options.description ?? record.latest.description,
    version: String(record.nextVersion),
    revisionId: randomUUID(),
    lastModified: call.cloud.clock.now(),
  };
  if (last && content(last) === content({ ...next, description: options.description ?? last.description }))
    return last;
  record.versions.push(next);
  record.nextVersion++;
  return next;
}

function describeAlias(record: FunctionRecord, alias: Alias): AliasConfiguration {
  return {
    AliasArn: `${record.arn}:${alias.name}`,
    Name: alias.name,
    FunctionVersion: alias.functionVersion,
    Description: alias.description,
    RevisionId: alias.revisionId,
  };
}

function findAlias(record: FunctionRecord, name: string | undefined): Alias {
  const alias = name !== undefined && Object.hasOwn(record.aliases, name) ? record.aliases[name] : undefined;
  if (!alias) throw notFound(`Cannot find alias arn: ${record.arn}:${name}`);
  return alias;
}

export const versionOperations: Operations<"lambda"> = {
  PublishVersion(input, call) {
    const { record } = findFunction(call, input.FunctionName);
    const now = call.cloud.clock.now();
    if (input.PublishTo) throw notImplemented("PublishTo");
    requireSettled(record, now);
    if (input.RevisionId !== undefined && input.RevisionId !== record.latest.revisionId)
      throw preconditionFailed();
    if (input.CodeSha256 !== undefined && input.CodeSha256 !== record.latest.code.sha256)
      throw invalidParameter(
        `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${record.latest.code.sha256}). Please try again with the CodeSHA256 in $LATEST.`,
      );
    return describeVersion(record, publish(call, record, { description: input.Description }), now);
  },

  ListVersionsByFunction(input, call) {
    const { record } = findFunction(call, input.FunctionName);
    const all = [record.latest, ...record.versions];
    const { items, NextMarker } = page(all, input);
    const now = call.cloud.clock.now();
    return {
      Versions: items.map((version) =>
        describeVersion(record, version, now, `${record.arn}:${version.version}`),
      ),
      NextMarker,
    };
  },

  CreateAlias(input, call) {
    const { record } = findFunction(call, input.FunctionName);
    const name = input.Name ?? "";
    if (input.RoutingConfig?.AdditionalVersionWeights) throw notImplemented("RoutingConfig");
    if (!/^(?!\d+$)[a-zA-Z0-9-_]{1,128}$/.test(name)) throw invalidParameter(`Invalid alias name: ${name}`);
    if (Object.hasOwn(record.aliases, name)) throw conflict(`Alias already exists: ${record.arn}:${name}`);
    qualify(record, input.FunctionVersion);
    const alias: Alias = {
      name,
      functionVersion: input.FunctionVersion ?? "$LATEST",
      description: input.Description ?? "",
      revisionId: randomUUID(),
    };
    record.aliases[name] = alias;
    return describeAlias(record, alias);
  },

  GetAlias(input, call) {
    const { record } = findFunction(call, input.FunctionName);
    return describeAlias(record, findAlias(record, input.Name));
  },

  UpdateAlias(input, call) {
    const { record } = findFunction(call, input.FunctionName);
    const alias = findAlias(record, input.Name);
    if (input.RoutingConfig?.AdditionalVersionWeights) throw notImplemented("RoutingConfig");
    if (input.RevisionId !== undefined && input.RevisionId !== alias.revisionId) throw preconditionFailed();
    if (input.FunctionVersion !== undefined) qualify(record, input.FunctionVersion);
    alias.functionVersion = input.FunctionVersion ?? alias.functionVersion;
    alias.description = input.Description ?? alias.description;
    alias.revisionId = randomUUID();
    return describeAlias(record, alias);
  },

  ListAliases(input, call) {
    const { record } = findFunction(call, input.FunctionName);
    const all = Object.values(record.aliases)
      .filter(
        (alias) => input.FunctionVersion === undefined || alias.functionVersion === input.FunctionVersion,
      )
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, NextMarker } = page(all, input);
    return {
      Aliases: items.map((alias) => describeAlias(record, alias)),
      NextMarker,
    };
  },

  DeleteAlias(input, call) {
    const { record } = findFunction(call, input.FunctionName);
    // Deleting an alias that is not there succeeds.
    delete record.aliases[input.Name ?? ""];
    return {};
  },
};
