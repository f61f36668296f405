import { randomUUID } from "node:crypto";
import type { KeyMetadata, Tag } from "@aws-sdk/client-kms";
import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { checkKeyPolicy, defaultPolicy, policyOf } from "./key-policies.ts";
import { customerKeys, isManaged, type Key, keyArn, kmsStore, SERVICE_KEYS } from "./keys.ts";
import { invalidState, ownKey, page, requireKey, requireOwnKey } from "./lookup.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const MAX_TAGS = 50;
/** AWS renews the key of an alias of its own each year, and so, unless told otherwise, a customer's. */
const ROTATION_DAYS = 365;

const stateOf = (key: Key): KeyMetadata["KeyState"] => {
  if (isManaged(key)) return "Enabled";
  if (key.deletion) return "PendingDeletion";
  return key.enabled ? "Enabled" : "Disabled";
};

/** What DescribeKey says of a key. Every key here is symmetric, encrypts, and is of KMS's own making. */
function metadata(key: Key, call: Call): KeyMetadata {
  const state = stateOf(key);
  return {
    AWSAccountId: call.accountId,
    KeyId: key.id,
    Arn: keyArn(call, key.id),
    CreationDate: key.created,
    Enabled: state === "Enabled",
    Description: isManaged(key) ? SERVICE_KEYS[key.alias] : key.description,
    KeyUsage: "ENCRYPT_DECRYPT",
    KeyState: state,
    ...(isManaged(key) || !key.deletion ? {} : { DeletionDate: key.deletion }),
    Origin: "AWS_KMS",
    KeyManager: isManaged(key) ? "AWS" : "CUSTOMER",
    CustomerMasterKeySpec: "SYMMETRIC_DEFAULT",
    KeySpec: "SYMMETRIC_DEFAULT",
    EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"],
    MultiRegion: false,
  };
}

/** Only symmetric keys of KMS's own making exist here. */
function refuseOtherKinds(input: {
  KeyUsage?: string;
  KeySpec?: string;
  CustomerMasterKeySpec?: string;
  Origin?: string;
  MultiRegion?: boolean;
  CustomKeyStoreId?: string;
  XksKeyId?: string;
}): void {
  const spec = input.KeySpec ?? input.CustomerMasterKeySpec ?? "SYMMETRIC_DEFAULT";
  const asked = { KeyUsage: input.KeyUsage ?? "ENCRYPT_DECRYPT", Origin: input.Origin ?? "AWS_KMS" };
  if (
    spec === "SYMMETRIC_DEFAULT" &&
    asked.KeyUsage === "ENCRYPT_DECRYPT" &&
    asked.Origin === "AWS_KMS" &&
    !input.MultiRegion &&
    input.CustomKeyStoreId === undefined &&
    input.XksKeyId === undefined
  )
    return;
  throw new AwsError(
    "NotImplemented",
    "The local account knows symmetric encryption keys of one Region, with KMS's own key material, only.",
    501,
  );
}

function withTags(before: Tag[], added: Tag[] = []): Tag[] {
  const tags = new Map(before.map((tag) => [tag.TagKey!, tag]));
  for (const tag of added) {
    if (!tag.TagKey || tag.TagKey.startsWith("aws:")) throw new AwsError("TagException", "Invalid tag key");
    tags.set(tag.TagKey, tag);
  }
  if (tags.size > MAX_TAGS) throw new AwsError("LimitExceededException", "Too many tags");
  return [...tags.values()];
}

export const keyOperations = {
  // Asked of an alias that has no key yet, KMS makes the key (API reference, DescribeKey).
  DescribeKey: ({ KeyId }, call) => ({ KeyMetadata: metadata(requireKey(call, KeyId), call) }),

  ListKeys: (input, call) => {
    const ids = [
      ...Object.values(call.store(kmsStore).keys),
      ...Object.values(customerKeys(call.cloud, call).keys),
    ].map(({ id }) => id);
    const { items, paging } = page(ids, input, 100);
    return { Keys: items.map((id) => ({ KeyId: id, KeyArn: keyArn(call, id) })), ...paging };
  },

  CreateKey: (input, call) => {
    refuseOtherKinds(input);
    const { Description = "", Policy = defaultPolicy(call.accountId) } = input;
    validateMembers("ValidationException", { description: [Description, { max: 8192 }] });
    const id = randomUUID();
    checkKeyPolicy(Policy, id, call, input.BypassPolicyLockoutSafetyCheck);
    const { keys } = customerKeys(call.cloud, call);
    keys[id] = {
      id,
      created: call.cloud.clock.now(),
      description: Description,
      policy: Policy,
      enabled: true,
      tags: withTags([], input.Tags),
    };
    return { KeyMetadata: metadata(keys[id], call) };
  },

  UpdateKeyDescription: ({ KeyId, Description = "" }, call) => {
    requireOwnKey(call, KeyId).description = Description;
    return {};
  },

  EnableKey: ({ KeyId }, call) => {
    requireOwnKey(call, KeyId).enabled = true;
    return {};
  },

  DisableKey: ({ KeyId }, call) => {
    requireOwnKey(call, KeyId).enabled = false;
    return {};
  },

  ScheduleKeyDeletion: ({ KeyId, PendingWindowInDays = 30 }, call) => {
    const key = requireOwnKey(call, KeyId);
    // The model allows 1 to 365; the service does not (API reference, ScheduleKeyDeletion).
    validateMembers("ValidationException", {
      pendingWindowInDays: [PendingWindowInDays, { atLeast: 7, atMost: 30 }],
    });
    // A promise of days, not a delay: it is kept at every pace, so that the deletion can be cancelled.
    key.deletion = new Date(call.cloud.clock.now().getTime() + PendingWindowInDays * DAY_MS);
    return {
      KeyId: keyArn(call, key.id),
      DeletionDate: key.deletion,
      KeyState: "PendingDeletion",
      PendingWindowInDays,
    };
  },

  CancelKeyDeletion: ({ KeyId }, call) => {
    const key = ownKey(call, KeyId);
    if (!key.deletion) throw invalidState(call, key, "is not pending deletion.");
    delete key.deletion;
    // It comes back disabled.
    key.enabled = false;
    return { KeyId: keyArn(call, key.id) };
  },

  GetKeyPolicy: ({ KeyId, PolicyName = "default" }, call) => {
    const key = requireKey(call, KeyId);
    if (PolicyName !== "default") throw new AwsError("NotFoundException", "No such policy exists");
    return { Policy: policyOf(key, call), PolicyName };
  },

  PutKeyPolicy: ({ KeyId, PolicyName = "default", Policy = "", BypassPolicyLockoutSafetyCheck }, call) => {
    const key = requireOwnKey(call, KeyId);
    if (PolicyName !== "default") throw new AwsError("NotFoundException", "No such policy exists");
    checkKeyPolicy(Policy, key.id, call, BypassPolicyLockoutSafetyCheck);
    key.policy = Policy;
    return {};
  },

  ListKeyPolicies: ({ KeyId }, call) => {
    requireKey(call, KeyId);
    return { PolicyNames: ["default"], Truncated: false };
  },

  EnableKeyRotation: ({ KeyId, RotationPeriodInDays = ROTATION_DAYS }, call) => {
    const key = requireOwnKey(call, KeyId);
    validateMembers("ValidationException", {
      rotationPeriodInDays: [RotationPeriodInDays, { atLeast: 90, atMost: 2560 }],
    });
    key.rotation = { days: RotationPeriodInDays, since: call.cloud.clock.now() };
    return {};
  },

  DisableKeyRotation: ({ KeyId }, call) => {
    delete requireOwnKey(call, KeyId).rotation;
    return {};
  },

  GetKeyRotationStatus: ({ KeyId }, call) => {
    const key = requireKey(call, KeyId);
    const rotation = isManaged(key) ? { days: ROTATION_DAYS, since: key.created } : key.rotation;
    if (!rotation) return { KeyId: keyArn(call, key.id), KeyRotationEnabled: false };
    return {
      KeyId: keyArn(call, key.id),
      KeyRotationEnabled: true,
      RotationPeriodInDays: rotation.days,
      NextRotationDate: new Date(rotation.since.getTime() + rotation.days * DAY_MS),
    };
  },

  ListResourceTags: (input, call) => {
    const key = requireKey(call, input.KeyId);
    const { items, paging } = page(isManaged(key) ? [] : key.tags, input, 50);
    return { Tags: items, ...paging };
  },

  TagResource: ({ KeyId, Tags }, call) => {
    const key = requireOwnKey(call, KeyId);
    key.tags = withTags(key.tags, Tags);
    return {};
  },

  UntagResource: ({ KeyId, TagKeys = [] }, call) => {
    const key = requireOwnKey(call, KeyId);
    key.tags = key.tags.filter(({ TagKey }) => !TagKeys.includes(TagKey!));
    return {};
  },
} satisfies Operations<"kms">;
