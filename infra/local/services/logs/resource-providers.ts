import * as z from "zod";
import { AwsError } from "../../errors.ts";
import {
  allTags,
  bool,
  droppedTags,
  integer,
  readProperties,
  tagMap,
  tags,
  unlessGone,
} from "../../resource-properties.ts";
import type { Call } from "../../service.ts";
import type { ResourceProvider } from "../cloudformation/provider.ts";
import { logGroupArn, logsStore } from "./store.ts";

const groupProperties = z.strictObject({
  LogGroupName: z.string().optional(),
  RetentionInDays: integer.optional(),
  KmsKeyId: z.string().optional(),
  LogGroupClass: z.enum(["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"]).optional(),
  DeletionProtectionEnabled: bool.optional(),
  Tags: tags.optional(),
});

/** `AWS::Logs::LogGroup` */
const logGroup: ResourceProvider = {
  createOnlyProperties: ["LogGroupClass", "LogGroupName"],
  named: {
    property: "LogGroupName",
    find: (call, name) =>
      Object.hasOwn(call.store(logsStore).groups, name) ? resource(call, name) : undefined,
  },

  async create(request) {
    const { call } = request;
    const properties = readProperties(groupProperties, request);
    const logGroupName = properties.LogGroupName ?? request.generateName(512);
    await call.invoke("logs", "CreateLogGroup", {
      logGroupName,
      kmsKeyId: properties.KmsKeyId,
      logGroupClass: properties.LogGroupClass,
      deletionProtectionEnabled: properties.DeletionProtectionEnabled,
      tags: tagMap(allTags(properties.Tags, request.tags)),
    });
    await setRetention(call, logGroupName, undefined, properties.RetentionInDays);
    return resource(call, logGroupName);
  },

  async update(request, old) {
    const { call, physicalId: logGroupName } = request;
    const before = readProperties(groupProperties, request, old);
    const after = readProperties(groupProperties, request);
    if (before.KmsKeyId !== after.KmsKeyId)
      throw new AwsError(
        "NotImplemented",
        "The local account does not know how to change a log group's key.",
        501,
      );
    await setRetention(call, logGroupName, before.RetentionInDays, after.RetentionInDays);
    await call.invoke("logs", "PutLogGroupDeletionProtection", {
      logGroupIdentifier: logGroupName,
      deletionProtectionEnabled: after.DeletionProtectionEnabled ?? false,
    });
    const resourceArn = logGroupArn(call, logGroupName);
    const wanted = allTags(after.Tags, request.tags);
    const tagKeys = droppedTags(before.Tags, wanted);
    if (tagKeys.length > 0) await call.invoke("logs", "UntagResource", { resourceArn, tagKeys });
    if (wanted.length > 0) await call.invoke("logs", "TagResource", { resourceArn, tags: tagMap(wanted) });
    return resource(call, logGroupName);
  },

  delete: ({ call, physicalId }) =>
    unlessGone(
      call.invoke("logs", "DeleteLogGroup", { logGroupName: physicalId }),
      "ResourceNotFoundException",
    ),
};

function resource(call: Call, name: string) {
  return { physicalId: name, attributes: { Arn: `${logGroupArn(call, name)}:*` } };
}

async function setRetention(
  call: Call,
  logGroupName: string,
  before: number | undefined,
  retentionInDays: number | undefined,
): Promise<void> {
  if (retentionInDays === before) return;
  if (retentionInDays === undefined) await call.invoke("logs", "DeleteRetentionPolicy", { logGroupName });
  else await call.invoke("logs", "PutRetentionPolicy", { logGroupName, retentionInDays });
}

export const resourceProviders: Record<string, ResourceProvider> = { "AWS::Logs::LogGroup": logGroup };
