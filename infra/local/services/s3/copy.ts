import { createHash } from "node:crypto";
import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import { openBucket } from "./buckets.ts";
import { checksumMembers, verifiedChecksum } from "./checksums.ts";
import { checkCopyConditions, checkWriteConditions } from "./conditions.ts";
import { encryptionMembers, requireDecryption } from "./encryption.ts";
import { invalidArgument } from "./errors.ts";
import { describeObject } from "./object-description.ts";
import { checkKey, shownVersion } from "./object-operations.ts";
import { addVersion, newVersionId, readVersion } from "./object-versions.ts";
import { type Bucket, type StoredObject, versionsOf } from "./store.ts";

/** Where a copy comes from: `x-amz-copy-source`, URL-encoded, `[/]BUCKET/KEY[?versionId=ID]`. */
export function parseCopySource(source: string | undefined): {
  bucket: string;
  key: string;
  versionId?: string;
} {
  const [path = "", query] = (source ?? "").split("?versionId=");
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(path)) ?? [];
  if (!bucket || !key)
    throw invalidArgument(
      "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
      "x-amz-copy-source",
      source ?? "",
    );
  return { bucket, key, versionId: query };
}

/** A copy's source, its conditions checked. */
export async function readCopySource(
  call: Call,
  input: {
    CopySource: string | undefined;
    ExpectedSourceBucketOwner?: string;
    CopySourceIfMatch?: string;
    CopySourceIfNoneMatch?: string;
    CopySourceIfModifiedSince?: Date;
    CopySourceIfUnmodifiedSince?: Date;
  },
): Promise<{ bucket: Bucket; object: StoredObject }> {
  const source = parseCopySource(input.CopySource);
  const bucket = openBucket(call, {
    Bucket: source.bucket,
    ExpectedBucketOwner: input.ExpectedSourceBucketOwner,
  });
  const object = await readVersion(call, bucket, source.key, source.versionId);
  checkCopyConditions(
    {
      IfMatch: input.CopySourceIfMatch,
      IfNoneMatch: input.CopySourceIfNoneMatch,
      IfModifiedSince: input.CopySourceIfModifiedSince,
      IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
    },
    object,
  );
  requireDecryption(call, bucket, object);
  return { bucket, object };
}

export const copyOperations: Operations<"s3"> = {
  async CopyObject(input, call) {
    const bucket = openBucket(call, input);
    const key = input.Key ?? "";
    checkKey(key);
    const source = await readCopySource(call, input);
    const replaceMetadata = input.MetadataDirective === "REPLACE";
    const changesNothing =
      source.bucket === bucket &&
      source.object.key === key &&
      versionsOf(bucket, key)[0] === source.object &&
      !replaceMetadata &&
      input.StorageClass === undefined &&
      input.ServerSideEncryption === undefined &&
      input.WebsiteRedirectLocation === undefined;
    if (changesNothing)
      throw new AwsError(
        "InvalidRequest",
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      );
    const description = describeObject(call, bucket, {
      ...input,
      Tagging: input.TaggingDirective === "REPLACE" ? input.Tagging : undefined,
    });
    if (!replaceMetadata) {
      description.headers = {
        ...source.object.headers,
        WebsiteRedirectLocation: input.WebsiteRedirectLocation,
      };
      description.metadata = source.object.metadata;
    }
    if (input.TaggingDirective !== "REPLACE") description.tags = source.object.tags;
    const bytes = await call.cloud.blobs.get(source.object.digest);
    checkWriteConditions(input, key, versionsOf(bucket, key)[0]);
    const object: StoredObject = {
      kind: "object",
      key,
      versionId: newVersionId(bucket),
      lastModified: call.cloud.clock.now(),
      digest: source.object.digest,
      size: source.object.size,
      // A copy is one part, whatever its source was uploaded as.
      etag: createHash("md5").update(bytes).digest("hex"),
      checksum: verifiedChecksum(bytes, {
        ChecksumAlgorithm: input.ChecksumAlgorithm ?? source.object.checksum.algorithm,
      }),
      ...description,
    };
    addVersion(bucket, object);
    return {
      CopySourceVersionId: shownVersion(source.bucket, source.object.versionId),
      VersionId: shownVersion(bucket, object.versionId),
      ...encryptionMembers(object.encryption),
      CopyObjectResult: {
        ETag: `"${object.etag}"`,
        LastModified: object.lastModified,
        ...checksumMembers(object.checksum),
        ChecksumType: object.checksum.type,
      },
    };
  },
};
