import { requirePermission } from "../../authorise.ts";
import { AwsError } from "../../errors.ts";
import type { Call } from "../../service.ts";
import { findKey, isManaged, keyArn, parseKeyName } from "../kms/keys.ts";
import { accessDenied, invalidArgument, notImplemented } from "./errors.ts";
import type { Bucket, Encryption, StoredObject } from "./store.ts";

/** The members of a write that say how its object is to be encrypted. */
export interface EncryptionInput {
  BucketKeyEnabled?: boolean;
  SSECustomerAlgorithm?: string;
  SSEKMSEncryptionContext?: string;
  SSEKMSKeyId?: string;
  ServerSideEncryption?: string;
}

/**
 * How an object is stored: as the write says, else by the bucket's default.
 * @throws AwsError where the key cannot be used, or not by the caller; `NotImplemented` for keys that customers bring
 */
export function encryptionOf(call: Call, bucket: Bucket, input: EncryptionInput): Encryption {
  if (input.SSECustomerAlgorithm) refuseCustomerKeys(bucket);
  if (input.SSEKMSEncryptionContext) throw notImplemented("x-amz-server-side-encryption-context");
  const byDefault = bucket.encryption.ApplyServerSideEncryptionByDefault;
  const algorithm = input.ServerSideEncryption ?? byDefault?.SSEAlgorithm ?? "AES256";
  if (algorithm === "AES256") {
    if (input.SSEKMSKeyId)
      throw invalidArgument(
        "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
        "x-amz-server-side-encryption",
        "AES256",
      );
    return { algorithm };
  }
  if (algorithm !== "aws:kms" && algorithm !== "aws:kms:dsse")
    throw invalidArgument(
      "The encryption method specified is not supported",
      "x-amz-server-side-encryption",
      algorithm,
    );
  const key =
    input.SSEKMSKeyId ??
    (input.ServerSideEncryption ? undefined : byDefault?.KMSMasterKeyID) ??
    "alias/aws/s3";
  return {
    algorithm,
    keyId: keyFor(call, bucket, key, "kms:GenerateDataKey"),
    bucketKey: input.BucketKeyEnabled ?? bucket.encryption.BucketKeyEnabled ?? false,
  };
}

/** Buckets made since April 2026 refuse SSE-C, unless they are told otherwise; others would have to do it. */
function refuseCustomerKeys(bucket: Bucket): never {
  if (bucket.encryption.BlockedEncryptionTypes?.EncryptionType?.includes("SSE-C")) throw accessDenied();
  throw notImplemented("x-amz-server-side-encryption-customer-algorithm");
}

/** Whoever reads an object that is encrypted with a KMS key must be allowed to use the key as well. */
export function requireDecryption(
  call: Call,
  bucket: Bucket,
  object: Pick<StoredObject, "encryption">,
): void {
  const { keyId } = object.encryption;
  if (keyId !== undefined) keyFor(call, bucket, keyId, "kms:Decrypt");
}

/**
 * The KMS key to work with in the caller's name, as S3 does it. The key `aws/s3` is everybody's in the account, and made at its
 * first use; a key of one's own takes its policy's consent, or the account's.
 *
 * @returns the key's ARN
 * @throws AwsError `KMS.NotFoundException`, `KMS.DisabledException` and their like; `AccessDenied`
 */
function keyFor(
  call: Call,
  { accountId, region }: Bucket,
  name: string,
  action: "kms:Decrypt" | "kms:GenerateDataKey",
): string {
  const named = parseKeyName(name);
  const place = { accountId: named.accountId ?? accountId, region };
  const key = findKey(call.cloud, place, name);
  if (!key)
    throw new AwsError(
      "KMS.NotFoundException",
      named.local.startsWith("alias/")
        ? `Alias ${named.accountId ? name : `arn:aws:kms:${region}:${accountId}:${name}`} is not found.`
        : `Key '${named.accountId ? name : keyArn(place, name)}' does not exist`,
    );
  const arn = keyArn(place, key.id);
  if (isManaged(key)) {
    if (key.alias !== "alias/aws/s3" || call.principal.accountId !== accountId) throw accessDenied();
    return arn;
  }
  if (key.deletion) throw new AwsError("KMS.KMSInvalidStateException", `${arn} is pending deletion.`);
  if (!key.enabled) throw new AwsError("KMS.DisabledException", `${arn} is disabled.`);
  requirePermission(call, "s3", {
    action,
    resources: [arn],
    context: {
      "kms:CallerAccount": call.principal.accountId,
      "kms:ViaService": `s3.${region}.amazonaws.com`,
    },
  });
  return arn;
}

/** An object's encryption as members of an answer. */
export function encryptionMembers(encryption: Encryption) {
  return {
    ServerSideEncryption: encryption.algorithm,
    SSEKMSKeyId: encryption.keyId,
    BucketKeyEnabled: encryption.bucketKey || undefined,
  };
}
