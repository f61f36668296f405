/**
 * AWS Key Management Service: the keys that AWS manages for an account's services.
 *
 * Known gaps: customer-managed keys and aliases, and every cryptographic operation: nothing here is encrypted.
 */
import type { KeyMetadata } from "@aws-sdk/client-kms";
import type { Place } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import { pageOf } from "../../paging.ts";
import { type Call, defineService } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { keyArn, kmsStore, type ManagedKey, managedKey, SERVICE_KEYS } from "./keys.ts";

export const kms = defineService({
  name: "kms",
  sdk: () => import("@aws-sdk/client-kms"),
  operations: {
    // Asked of an alias that has no key yet, KMS makes the key (API reference, DescribeKey).
    DescribeKey: ({ KeyId = "" }, call) => ({ KeyMetadata: metadata(findKey(KeyId, call), call) }),

    ListAliases: (input, call) => {
      const { keys } = call.store(kmsStore);
      const only = input.KeyId === undefined ? undefined : findKey(input.KeyId, call).alias;
      const aliases = Object.keys(SERVICE_KEYS).filter((alias) => only === undefined || alias === only);
      const { items, paging } = page(aliases, input, 50);
      return {
        Aliases: items.map((alias) => {
          const key = keys[alias];
          return {
            AliasName: alias,
            AliasArn: aliasArn(call, alias),
            ...(key ? { TargetKeyId: key.id, CreationDate: key.created, LastUpdatedDate: key.created } : {}),
          };
        }),
        ...paging,
      };
    },

    ListKeys: (input, call) => {
      const { items, paging } = page(Object.values(call.store(kmsStore).keys), input, 100);
      return { Keys: items.map(({ id }) => ({ KeyId: id, KeyArn: keyArn(call, id) })), ...paging };
    },
  },

  // Service Authorization Reference, "AWS Key Management Service": the lists have no resource.
  permissions: (operation, input, call) => {
    const { KeyId } = input as { KeyId?: string };
    if (operation !== "DescribeKey" || KeyId === undefined) return undefined;
    return [{ action: "kms:DescribeKey", resources: [keyArn(call, findKey(KeyId, call).id)] }];
  },
});

const aliasArn = ({ accountId, region }: Place, alias: string) =>
  `arn:aws:kms:${region}:${accountId}:${alias}`;

/** A key by its id, its ARN, its alias or its alias's ARN. */
function findKey(name: string, call: Call): ManagedKey {
  const [, place = "", local = name] = /^arn:aws:kms:([^:]*:\d{12}):(?:key\/)?(.*)$/.exec(name) ?? [];
  const here = place === "" || place === `${call.region}:${call.accountId}`;
  const key = here ? keyNamed(local, call) : undefined;
  if (key) return key;
  // An alias is named as it was asked for, a key by its ARN.
  const missing = local.startsWith("alias/") ? "Alias" : "Key";
  const arn = missing === "Alias" ? aliasArn(call, local) : keyArn(call, local);
  throw new AwsError("NotFoundException", `${missing} ${name.startsWith("arn:") ? name : arn} is not found.`);
}

function keyNamed(name: string, call: Call): ManagedKey | undefined {
  if (name.startsWith("alias/")) return managedKey(call.cloud, call, name);
  return Object.values(call.store(kmsStore).keys).find(({ id }) => id === name);
}

/** An AWS-managed key's metadata: it encrypts, belongs to AWS's own care, and is renewed each year. */
function metadata(key: ManagedKey, call: Call): KeyMetadata {
  return {
    AWSAccountId: call.accountId,
    KeyId: key.id,
    Arn: keyArn(call, key.id),
    CreationDate: key.created,
    Enabled: true,
    Description: SERVICE_KEYS[key.alias],
    KeyUsage: "ENCRYPT_DECRYPT",
    KeyState: "Enabled",
    Origin: "AWS_KMS",
    KeyManager: "AWS",
    CustomerMasterKeySpec: "SYMMETRIC_DEFAULT",
    KeySpec: "SYMMETRIC_DEFAULT",
    EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"],
    MultiRegion: false,
  };
}

function page<T>(list: readonly T[], input: { Limit?: number; Marker?: string }, size: number) {
  const { Limit = size, Marker } = input;
  validateMembers("ValidationException", { limit: [Limit, { atLeast: 1, atMost: 1000 }] });
  const { items, next } = pageOf(list, Limit, Marker, invalidMarker);
  return { items, paging: { Truncated: next !== undefined, NextMarker: next } };
}

const invalidMarker = () => new AwsError("InvalidMarkerException", "Could not deserialize marker");
