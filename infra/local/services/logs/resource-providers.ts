import type { LogGroupClass } from "@aws-sdk/client-cloudwatch-logs";
import { AwsError } from "../../errors.ts";
import type { Call } from "../../service.ts";
import type { ResourceProvider, ResourceRequest } from "../cloudformation/provider.ts";
import { logGroupArn } from "./store.ts";

/** `AWS::Logs::LogGroup`, its template's properties. */
interface LogGroupProperties {
  LogGroupName?: string;
  RetentionInDays?: number | string;
  KmsKeyId?: string;
  LogGroupClass?: LogGroupClass;
  DeletionProtectionEnabled?: boolean | string;
  Tags?: { Key: string; Value: string }[];
}

/** Properties of the type that are not known here and would change what it does. */
const UNSUPPORTED = ["DataProtectionPolicy", "FieldIndexPolicies", "ResourcePolicyDocument"];

function propertiesOf(properties: Record<string, unknown>): LogGroupProperties {
  for (const name of UNSUPPORTED)
    if (properties[name] !== undefined)
      throw new AwsError(
        "NotImplemented",
        `The local account does not know ${name} of AWS::Logs::LogGroup yet.`,
        501,
      );
  return properties;
}

const logGroup: ResourceProvider = {
  async create(request) {
    const { call } = request;
    const properties = propertiesOf(request.properties);
    const logGroupName = properties.LogGroupName ?? request.generateName(512);
    await call.invoke("logs", "CreateLogGroup", {
      logGroupName,
      kmsKeyId: properties.KmsKeyId,
      logGroupClass: properties.LogGroupClass,
      deletionProtectionEnabled: isTrue(properties.DeletionProtectionEnabled),
      tags: tagsOf(properties, request.tags),
    });
    await setRetention(call, logGroupName, {}, properties);
    return resource(call, logGroupName);
  },

  async update(request, old) {
    const { call, physicalId: logGroupName } = request;
    const before = propertiesOf(old);
    const after = propertiesOf(request.properties);
    if (before.LogGroupName !== after.LogGroupName || before.LogGroupClass !== after.LogGroupClass)
      return "replace";
    if (before.KmsKeyId !== after.KmsKeyId)
      throw new AwsError(
        "NotImplemented",
        "The local account does not know how to change a log group's key.",
        501,
      );
    await setRetention(call, logGroupName, before, after);
    await call.invoke("logs", "PutLogGroupDeletionProtection", {
      logGroupIdentifier: logGroupName,
      deletionProtectionEnabled: isTrue(after.DeletionProtectionEnabled),
    });
    const resourceArn = logGroupArn(call, logGroupName);
    const tags = tagsOf(after, request.tags);
    const tagKeys = (before.Tags ?? []).map(({ Key }) => Key).filter((key) => !(key in tags));
    if (tagKeys.length > 0) await call.invoke("logs", "UntagResource", { resourceArn, tagKeys });
    if (Object.keys(tags).length > 0) await call.invoke("logs", "TagResource", { resourceArn, tags });
    return resource(call, logGroupName);
  },

  async delete({ call, physicalId }) {
    try {
      await call.invoke("logs", "DeleteLogGroup", { logGroupName: physicalId });
    } catch (error) {
      if (!AwsError.is(error, "ResourceNotFoundException")) throw error;
    }
  },
};

const isTrue = (value: boolean | string | undefined) => String(value) === "true";

function resource(call: Call, name: string) {
  return { physicalId: name, attributes: { Arn: `${logGroupArn(call, name)}:*` } };
}

/** The resource's own tags win over the stack's. */
function tagsOf({ Tags = [] }: LogGroupProperties, stack: ResourceRequest["tags"]): Record<string, string> {
  return Object.fromEntries([...stack, ...Tags].map(({ Key, Value }) => [Key, Value]));
}

async function setRetention(
  call: Call,
  logGroupName: string,
  before: LogGroupProperties,
  after: LogGroupProperties,
): Promise<void> {
  if (after.RetentionInDays === before.RetentionInDays) return;
  if (after.RetentionInDays === undefined)
    await call.invoke("logs", "DeleteRetentionPolicy", { logGroupName });
  else
    await call.invoke("logs", "PutRetentionPolicy", {
      logGroupName,
      retentionInDays: Number(after.RetentionInDays),
    });
}

export const resourceProviders: Record<string, ResourceProvider> = { "AWS::Logs::LogGroup": logGroup };
