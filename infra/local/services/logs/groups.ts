import type { LogGroup as LogGroupOutput } from "@aws-sdk/client-cloudwatch-logs";
import { serviceMay } from "../../authorise.ts";
import type { Place } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { page } from "./paging.ts";
import { getGroup, type LogGroup, logGroupArn, logsStore, newGroup } from "./store.ts";
import { bytesOf } from "./stream-events.ts";

const NAME = { min: 1, max: 512, pattern: "[\\.\\-_/#A-Za-z0-9]+" };

/** The days that CloudWatch Logs lets one choose (API reference, PutRetentionPolicy). */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const MAX_TAGS = 50;

export const groupOperations = {
  CreateLogGroup: (input, call) => {
    const { logGroupName = "", kmsKeyId, logGroupClass = "STANDARD" } = input;
    validateMembers("InvalidParameterException", { logGroupName: [logGroupName, NAME] });
    const state = call.store(logsStore);
    if (state.groups[logGroupName])
      throw new AwsError("ResourceAlreadyExistsException", "The specified log group already exists");
    if (kmsKeyId !== undefined) requireLogsKey(call, logGroupName, kmsKeyId);
    state.groups[logGroupName] = {
      ...newGroup(logGroupName, call.cloud.clock.now().getTime()),
      logGroupClass,
      deletionProtection: input.deletionProtectionEnabled ?? false,
      ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
      tags: checkedTags({}, input.tags),
    };
    return {};
  },

  DescribeLogGroups: (input, call) => {
    const { logGroupNamePrefix, logGroupNamePattern, logGroupClass } = input;
    if (logGroupNamePrefix !== undefined && logGroupNamePattern !== undefined)
      throw new AwsError(
        "InvalidParameterException",
        "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
      );
    const named = input.logGroupIdentifiers?.map((name) => getGroup(call.store(logsStore), name));
    const groups = (named ?? Object.values(call.store(logsStore).groups))
      .filter(({ name }) => name.startsWith(logGroupNamePrefix ?? ""))
      .filter(({ name }) => name.toLowerCase().includes(logGroupNamePattern?.toLowerCase() ?? ""))
      .filter((group) => logGroupClass === undefined || group.logGroupClass === logGroupClass)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const { items, nextToken } = page(groups, input);
    return { logGroups: items.map((group) => groupOutput(group, call)), nextToken };
  },

  DeleteLogGroup: ({ logGroupName }, call) => {
    const state = call.store(logsStore);
    const group = getGroup(state, logGroupName);
    if (group.deletionProtection)
      throw new AwsError(
        "ValidationException",
        "The specified log group has deletion protection enabled and cannot be deleted.",
      );
    delete state.groups[group.name];
    return {};
  },

  PutLogGroupDeletionProtection: (input, call) => {
    const group = getGroup(call.store(logsStore), input.logGroupIdentifier);
    group.deletionProtection = input.deletionProtectionEnabled ?? false;
    return {};
  },

  AssociateKmsKey: (input, call) => {
    const group = getGroup(call.store(logsStore), groupOnly(input));
    requireLogsKey(call, group.name, input.kmsKeyId ?? "");
    group.kmsKeyId = input.kmsKeyId;
    return {};
  },

  DisassociateKmsKey: (input, call) => {
    delete getGroup(call.store(logsStore), groupOnly(input)).kmsKeyId;
    return {};
  },

  PutRetentionPolicy: ({ logGroupName, retentionInDays = 0 }, call) => {
    if (!RETENTION_DAYS.includes(retentionInDays))
      throw new AwsError(
        "InvalidParameterException",
        `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${RETENTION_DAYS.join(", ")}]`,
      );
    getGroup(call.store(logsStore), logGroupName).retentionInDays = retentionInDays;
    return {};
  },

  DeleteRetentionPolicy: ({ logGroupName }, call) => {
    delete getGroup(call.store(logsStore), logGroupName).retentionInDays;
    return {};
  },

  TagResource: ({ resourceArn, tags }, call) => {
    const group = getGroup(call.store(logsStore), resourceArn);
    group.tags = checkedTags(group.tags, tags);
    return {};
  },

  UntagResource: ({ resourceArn, tagKeys }, call) => {
    const group = getGroup(call.store(logsStore), resourceArn);
    for (const key of tagKeys ?? []) delete group.tags[key];
    return {};
  },

  ListTagsForResource: ({ resourceArn }, call) => ({
    tags: { ...getGroup(call.store(logsStore), resourceArn).tags },
  }),

  // Superseded by the three above, and still what older tools call.
  TagLogGroup: ({ logGroupName, tags }, call) => {
    const group = getGroup(call.store(logsStore), logGroupName);
    group.tags = checkedTags(group.tags, tags);
    return {};
  },

  UntagLogGroup: ({ logGroupName, tags }, call) => {
    const group = getGroup(call.store(logsStore), logGroupName);
    for (const key of tags ?? []) delete group.tags[key];
    return {};
  },

  ListTagsLogGroup: ({ logGroupName }, call) => ({
    tags: { ...getGroup(call.store(logsStore), logGroupName).tags },
  }),
} satisfies Operations<"logs">;

/** @throws AwsError `NotImplemented` for the keys of Logs Insights' results, which are not known here. */
function groupOnly(input: { logGroupName?: string; resourceIdentifier?: string }): string | undefined {
  if (input.resourceIdentifier?.includes(":query-result:"))
    throw new AwsError(
      "NotImplemented",
      "The local account does not know the results of Logs Insights queries yet.",
      501,
    );
  return input.logGroupName ?? input.resourceIdentifier;
}

/**
 * CloudWatch Logs encrypts with a customer's key only where the key's policy lets it, for this very group ("Encrypt
 * log data in CloudWatch Logs using AWS Key Management Service").
 * @throws AwsError `InvalidParameterException`
 */
function requireLogsKey(call: Call, group: string, keyId: string): void {
  const arn = logGroupArn(call, group);
  const service = `logs.${call.region}.amazonaws.com`;
  const permission = {
    action: "kms:GenerateDataKey",
    resources: [keyId],
    context: { "kms:EncryptionContext:aws:logs:arn": arn },
  };
  const isKey = /^arn:aws:kms:[^:]+:\d{12}:key\//.test(keyId);
  if (isKey && serviceMay(call, { service, sourceArn: arn }, permission)) return;
  throw new AwsError(
    "InvalidParameterException",
    `The specified KMS key does not exist or is not allowed to be used with LogGroup '${arn}'`,
  );
}

function groupOutput(group: LogGroup, place: Place & Pick<Call, "cloud">): LogGroupOutput {
  const arn = logGroupArn(place, group.name);
  return {
    logGroupName: group.name,
    creationTime: group.created,
    ...(group.retentionInDays === undefined ? {} : { retentionInDays: group.retentionInDays }),
    metricFilterCount: 0,
    arn: `${arn}:*`,
    storedBytes: storedBytes(group),
    ...(group.kmsKeyId === undefined ? {} : { kmsKeyId: group.kmsKeyId }),
    logGroupClass: group.logGroupClass,
    logGroupArn: arn,
    deletionProtectionEnabled: group.deletionProtection,
  };
}

const storedBytes = (group: LogGroup): number =>
  Object.values(group.streams).reduce((sum, stream) => sum + bytesOf(stream), 0);

function checkedTags(
  existing: Record<string, string>,
  added: Record<string, string> = {},
): Record<string, string> {
  const tags = { ...existing, ...added };
  if (Object.keys(tags).length > MAX_TAGS)
    throw new AwsError("TooManyTagsException", `A log group can have no more than ${MAX_TAGS} tags.`);
  return tags;
}
