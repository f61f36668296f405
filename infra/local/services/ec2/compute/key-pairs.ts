import type { KeyPairInfo, Tag } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../errors.ts";
import type { Call, Operations } from "../../../service.ts";
import { withTags } from "../describe.ts";
import { invalidValue, required, supports } from "../errors.ts";
import { applyFilters } from "../filters.ts";
import { newId } from "../ids.ts";
import { notFound } from "../kinds.ts";
import { forget } from "../settle.ts";
import { type Ec2Store, ec2, type KeyPairRecord } from "../store.ts";
import { setTags, tagsFor } from "../tags.ts";
import { type KeyMaterial, newKey, readPublicKey } from "./key-material.ts";

export const keyPairOperations: Operations<"ec2"> = {
  async CreateKeyPair(input, call) {
    supports(input, "KeyName", "KeyType", "KeyFormat", "TagSpecifications");
    const store = ec2(call);
    const KeyName = checkFree(store, input.KeyName);
    const tags = tagsFor(input.TagSpecifications, "key-pair");
    const type = input.KeyType ?? "rsa";
    if (type !== "rsa" && type !== "ed25519") throw invalidValue(`Invalid value '${type}' for KeyType.`);
    if ((input.KeyFormat ?? "pem") !== "pem") {
      throw new AwsError(
        "NotImplemented",
        "The local account makes key pairs in PEM format only, not PPK.",
        501,
      );
    }
    const { privateKey, ...key } = await newKey(type);
    // Making a key takes a moment, in which the name may have been taken.
    checkFree(store, KeyName);
    return { ...addKeyPair(call, KeyName, key, tags), KeyMaterial: privateKey };
  },

  ImportKeyPair(input, call) {
    supports(input, "KeyName", "PublicKeyMaterial", "TagSpecifications");
    const store = ec2(call);
    const KeyName = checkFree(store, input.KeyName);
    const tags = tagsFor(input.TagSpecifications, "key-pair");
    const key = readPublicKey(required(input.PublicKeyMaterial, "PublicKeyMaterial"));
    return addKeyPair(call, KeyName, key, tags);
  },

  DescribeKeyPairs(input, call) {
    supports(input, "KeyNames", "KeyPairIds", "Filters", "IncludePublicKey");
    const store = ec2(call);
    const named = [
      ...(input.KeyNames ?? []).map((name) => keyPairNamed(store, name)),
      ...(input.KeyPairIds ?? []).map((id) => store.keyPairs[id] ?? missing(id)),
    ];
    const records = named.length > 0 ? named : Object.values(store.keyPairs);
    const shaped = records.map(
      ({ PublicKey, ...record }): KeyPairInfo => ({
        ...record,
        ...(input.IncludePublicKey && { PublicKey }),
        ...withTags(store, record.KeyPairId),
      }),
    );
    return {
      KeyPairs: applyFilters(
        shaped,
        input.Filters,
        {
          fingerprint: (key) => key.KeyFingerprint,
          "key-name": (key) => key.KeyName,
          "key-pair-id": (key) => key.KeyPairId,
        },
        (key) => key.Tags ?? [],
      ),
    };
  },

  /** One that is gone already is success: `Return` is true either way. */
  DeleteKeyPair(input, call) {
    supports(input, "KeyName", "KeyPairId");
    const store = ec2(call);
    if (!input.KeyPairId) required(input.KeyName, "KeyName");
    const record = Object.values(store.keyPairs).find((key) =>
      input.KeyPairId ? key.KeyPairId === input.KeyPairId : key.KeyName === input.KeyName,
    );
    if (!record) return { Return: true };
    forget(store, "keyPairs", record.KeyPairId);
    return { Return: true, KeyPairId: record.KeyPairId };
  },
};

function addKeyPair(call: Call, KeyName: string, key: KeyMaterial, tags: Tag[]) {
  const store = ec2(call);
  const KeyPairId = newId("key");
  store.keyPairs[KeyPairId] = {
    KeyPairId,
    KeyName,
    KeyType: key.type,
    KeyFingerprint: key.fingerprint,
    PublicKey: key.publicKey,
    CreateTime: call.cloud.clock.now(),
  };
  setTags(store, KeyPairId, tags);
  return { KeyPairId, KeyName, KeyFingerprint: key.fingerprint, ...withTags(store, KeyPairId) };
}

/** @throws AwsError `InvalidKeyPair.NotFound` */
export function keyPairNamed(store: Ec2Store, name: string): KeyPairRecord {
  return Object.values(store.keyPairs).find((key) => key.KeyName === name) ?? missing(name);
}

function missing(nameOrId: string): never {
  throw notFound("keyPairs", nameOrId);
}

function checkFree(store: Ec2Store, name: string | undefined): string {
  const wanted = required(name, "KeyName");
  if (wanted.length > 255) throw invalidValue("Key name cannot be longer than 255 characters");
  if (Object.values(store.keyPairs).some((key) => key.KeyName === wanted)) {
    throw new AwsError("InvalidKeyPair.Duplicate", "The keypair already exists");
  }
  return wanted;
}
