import * as z from "zod";
import {
  allTags,
  bool,
  droppedTags,
  integer,
  policyDocument,
  readProperties,
  type Tag,
  tags,
  unlessGone,
} from "../../resource-properties.ts";
import type { Call } from "../../service.ts";
import type { ResourceProvider } from "../cloudformation/provider.ts";
import { keyArn } from "./keys.ts";

const keyProperties = z.strictObject({
  BypassPolicyLockoutSafetyCheck: bool.optional(),
  Description: z.string().optional(),
  EnableKeyRotation: bool.optional(),
  Enabled: bool.optional(),
  KeyPolicy: policyDocument.optional(),
  KeySpec: z.literal("SYMMETRIC_DEFAULT").optional(),
  KeyUsage: z.literal("ENCRYPT_DECRYPT").optional(),
  MultiRegion: bool.optional(),
  Origin: z.literal("AWS_KMS").optional(),
  PendingWindowInDays: integer.optional(),
  RotationPeriodInDays: integer.optional(),
  Tags: tags.optional(),
});
type KeyProperties = z.infer<typeof keyProperties>;

/** `AWS::KMS::Key` */
const key: ResourceProvider = {
  createOnlyProperties: ["KeySpec", "KeyUsage", "MultiRegion", "Origin"],

  async create(request) {
    const { call } = request;
    const properties = readProperties(keyProperties, request);
    const { KeyMetadata } = await call.invoke("kms", "CreateKey", {
      BypassPolicyLockoutSafetyCheck: properties.BypassPolicyLockoutSafetyCheck,
      Description: properties.Description,
      KeySpec: properties.KeySpec,
      KeyUsage: properties.KeyUsage,
      MultiRegion: properties.MultiRegion,
      Origin: properties.Origin,
      Policy: properties.KeyPolicy,
      Tags: keyTags(properties.Tags, request.tags),
    });
    return keyResource(call, KeyMetadata!.KeyId!);
  },

  // Not before the key's id is recorded: a key that nobody knows of could not be deleted.
  stabilise: (request) =>
    configure(request.call, request.physicalId, readProperties(keyProperties, request), {}),

  async update(request, old) {
    const { call, physicalId: KeyId } = request;
    const before = readProperties(keyProperties, request, old);
    const after = readProperties(keyProperties, request);
    await call.invoke("kms", "UpdateKeyDescription", { KeyId, Description: after.Description ?? "" });
    if (after.KeyPolicy !== undefined)
      await call.invoke("kms", "PutKeyPolicy", { KeyId, Policy: after.KeyPolicy });
    await configure(call, KeyId, after, before);
    const wanted = keyTags(after.Tags, request.tags);
    const TagKeys = droppedTags(
      before.Tags,
      wanted.map(({ TagKey, TagValue }) => ({ Key: TagKey, Value: TagValue })),
    );
    if (TagKeys.length > 0) await call.invoke("kms", "UntagResource", { KeyId, TagKeys });
    if (wanted.length > 0) await call.invoke("kms", "TagResource", { KeyId, Tags: wanted });
    return keyResource(call, KeyId);
  },

  // A key is never deleted at once; one that waits for it already is in the state that was asked for.
  delete: (request) =>
    unlessGone(
      request.call.invoke("kms", "ScheduleKeyDeletion", {
        KeyId: request.physicalId,
        PendingWindowInDays: readProperties(keyProperties, request).PendingWindowInDays,
      }),
      "NotFoundException",
      "KMSInvalidStateException",
    ),
};

/** Brings what has an operation of its own to what the template says; `before` is what it said until now. */
async function configure(
  call: Call,
  KeyId: string,
  after: KeyProperties,
  before: KeyProperties,
): Promise<void> {
  const enabled = after.Enabled ?? true;
  // A disabled key's rotation cannot be changed: KMS wants it enabled meanwhile.
  if (enabled && before.Enabled === false) await call.invoke("kms", "EnableKey", { KeyId });
  const { RotationPeriodInDays } = after;
  if (after.EnableKeyRotation) await call.invoke("kms", "EnableKeyRotation", { KeyId, RotationPeriodInDays });
  else if (before.EnableKeyRotation) await call.invoke("kms", "DisableKeyRotation", { KeyId });
  if (!enabled && before.Enabled !== false) await call.invoke("kms", "DisableKey", { KeyId });
}

/** KMS takes no tags that begin with `aws:`, CloudFormation's own among them. */
const keyTags = (own: readonly Tag[] | undefined, stack: readonly Tag[]) =>
  allTags(own, stack)
    .filter(({ Key }) => !Key.startsWith("aws:"))
    .map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value }));

const keyResource = (call: Call, id: string) => ({
  physicalId: id,
  attributes: { Arn: keyArn(call, id), KeyId: id },
});

const aliasProperties = z.strictObject({ AliasName: z.string(), TargetKeyId: z.string() });

/** `AWS::KMS::Alias` */
const alias: ResourceProvider = {
  createOnlyProperties: ["AliasName"],

  async create(request) {
    const { AliasName, TargetKeyId } = readProperties(aliasProperties, request);
    await request.call.invoke("kms", "CreateAlias", { AliasName, TargetKeyId });
    return { physicalId: AliasName, attributes: {} };
  },

  async update(request) {
    const { AliasName, TargetKeyId } = readProperties(aliasProperties, request);
    await request.call.invoke("kms", "UpdateAlias", { AliasName, TargetKeyId });
    return { physicalId: AliasName, attributes: {} };
  },

  delete: ({ call, physicalId }) =>
    unlessGone(call.invoke("kms", "DeleteAlias", { AliasName: physicalId }), "NotFoundException"),
};

export const resourceProviders: Record<string, ResourceProvider> = {
  "AWS::KMS::Alias": alias,
  "AWS::KMS::Key": key,
};
