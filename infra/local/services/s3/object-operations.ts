import { createHash } from "node:crypto";
import type { GetObjectCommandInput, GetObjectCommandOutput } from "@aws-sdk/client-s3";
import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { bodyOfBytes, bytesOfBody } from "./body.ts";
import { openBucket } from "./buckets.ts";
import { checksumMembers, verifiedChecksum } from "./checksums.ts";
import { checkReadConditions, checkWriteConditions } from "./conditions.ts";
import { encryptionMembers, requireDecryption } from "./encryption.ts";
import { malformedXml, notImplemented } from "./errors.ts";
import { checkTags, describeObject } from "./object-description.ts";
import { addVersion, deleteVersion, newVersionId, readVersion } from "./object-versions.ts";
import { type ByteRange, resolveRange } from "./ranges.ts";
import { type Bucket, type StoredObject, versionsOf } from "./store.ts";

/** @throws AwsError `KeyTooLongError`: S3's keys are at most 1,024 bytes of UTF-8. */
export function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size > 1024)
    throw new AwsError("KeyTooLongError", "Your key is too long", 400, {
      Size: String(size),
      MaxSizeAllowed: "1024",
    });
}

/** A version's id in an answer: none where the bucket never had versions. */
export const shownVersion = (bucket: Bucket, versionId: string) =>
  bucket.versioning ? versionId : undefined;

/** What GetObject and HeadObject answer besides the bytes. */
function headersOf(
  bucket: Bucket,
  object: StoredObject,
  input: GetObjectCommandInput,
  range: ByteRange | undefined,
): Omit<GetObjectCommandOutput, "$metadata" | "Body"> {
  return {
    AcceptRanges: "bytes",
    LastModified: object.lastModified,
    ContentLength: range ? range.end - range.start + 1 : object.size,
    ContentRange: range && `bytes ${range.start}-${range.end}/${object.size}`,
    ETag: `"${object.etag}"`,
    VersionId: shownVersion(bucket, object.versionId),
    ContentType: input.ResponseContentType ?? object.headers.ContentType,
    CacheControl: input.ResponseCacheControl ?? object.headers.CacheControl,
    ContentDisposition: input.ResponseContentDisposition ?? object.headers.ContentDisposition,
    ContentEncoding: input.ResponseContentEncoding ?? object.headers.ContentEncoding,
    ContentLanguage: input.ResponseContentLanguage ?? object.headers.ContentLanguage,
    ExpiresString: input.ResponseExpires?.toUTCString() ?? object.headers.ExpiresString,
    WebsiteRedirectLocation: object.headers.WebsiteRedirectLocation,
    Metadata: object.metadata,
    TagCount: object.tags.length || undefined,
    StorageClass: object.storageClass === "STANDARD" ? undefined : object.storageClass,
    PartsCount: input.PartNumber !== undefined ? object.parts?.length : undefined,
    ...encryptionMembers(object.encryption),
    // A range's bytes are not those that were summed.
    ...(input.ChecksumMode === "ENABLED" && !range
      ? { ...checksumMembers(object.checksum), ChecksumType: object.checksum.type }
      : {}),
  };
}

export const objectOperations: Operations<"s3"> = {
  async PutObject(input, call) {
    const bucket = openBucket(call, input);
    const key = input.Key ?? "";
    checkKey(key);
    if (input.WriteOffsetBytes !== undefined) throw notImplemented("x-amz-write-offset-bytes");
    const bytes = bytesOfBody(input.Body);
    const checksum = verifiedChecksum(bytes, input);
    const description = describeObject(call, bucket, input);
    const digest = await call.cloud.blobs.put(bytes);
    // After the last await: of two writers with If-None-Match, one must see the other's object.
    checkWriteConditions(input, key, versionsOf(bucket, key)[0]);
    const object: StoredObject = {
      kind: "object",
      key,
      versionId: newVersionId(bucket),
      lastModified: call.cloud.clock.now(),
      digest,
      size: bytes.length,
      etag: createHash("md5").update(bytes).digest("hex"),
      checksum,
      ...description,
    };
    addVersion(bucket, object);
    return {
      ETag: `"${object.etag}"`,
      VersionId: shownVersion(bucket, object.versionId),
      ...encryptionMembers(object.encryption),
      ...checksumMembers(checksum),
      ChecksumType: checksum.type,
    };
  },

  async GetObject(input, call) {
    const bucket = openBucket(call, input);
    const object = await readVersion(call, bucket, input.Key ?? "", input.VersionId);
    checkReadConditions(input, object);
    requireDecryption(call, bucket, object);
    const range = resolveRange(input, object);
    const bytes = await call.cloud.blobs.get(object.digest);
    return {
      ...headersOf(bucket, object, input, range),
      Body: bodyOfBytes(range ? bytes.subarray(range.start, range.end + 1) : bytes),
    };
  },

  async HeadObject(input, call) {
    const bucket = openBucket(call, input);
    const object = await readVersion(call, bucket, input.Key ?? "", input.VersionId);
    checkReadConditions(input, object);
    return headersOf(bucket, object, input, resolveRange(input, object));
  },

  async GetObjectAttributes(input, call) {
    const bucket = openBucket(call, input);
    const object = await readVersion(call, bucket, input.Key ?? "", input.VersionId);
    const wanted = new Set<string>(input.ObjectAttributes);
    return {
      LastModified: object.lastModified,
      VersionId: shownVersion(bucket, object.versionId),
      ETag: wanted.has("ETag") ? object.etag : undefined,
      Checksum: wanted.has("Checksum")
        ? { ...checksumMembers(object.checksum), ChecksumType: object.checksum.type }
        : undefined,
      ObjectParts:
        wanted.has("ObjectParts") && object.parts ? { TotalPartsCount: object.parts.length } : undefined,
      StorageClass: wanted.has("StorageClass") ? object.storageClass : undefined,
      ObjectSize: wanted.has("ObjectSize") ? object.size : undefined,
    };
  },

  DeleteObject(input, call) {
    const bucket = openBucket(call, input);
    const key = input.Key ?? "";
    if (input.MFA) throw notImplemented("x-amz-mfa");
    const current = versionsOf(bucket, key)[0];
    if (input.IfMatch !== undefined && (current?.kind === "object" || input.IfMatch !== "*"))
      checkWriteConditions({ IfMatch: input.IfMatch }, key, current);
    const { deleteMarker, versionId } = deleteVersion(bucket, key, input.VersionId, call.cloud.clock.now());
    return { DeleteMarker: deleteMarker || undefined, VersionId: versionId };
  },

  async DeleteObjects(input, call) {
    const bucket = openBucket(call, input);
    const wanted = input.Delete?.Objects ?? [];
    if (wanted.length === 0 || wanted.length > 1000) throw malformedXml();
    const deleted = [];
    const errors = [];
    for (const { Key, VersionId, ETag, LastModifiedTime, Size } of wanted) {
      if (LastModifiedTime !== undefined || Size !== undefined)
        throw notImplemented("conditional DeleteObjects");
      try {
        // One call a key, so that each is authorised by itself, as S3 does it.
        const gone = await call.invoke("s3", "DeleteObject", {
          Bucket: bucket.name,
          Key,
          VersionId,
          IfMatch: ETag,
        });
        deleted.push({
          Key,
          VersionId,
          DeleteMarker: gone.DeleteMarker,
          DeleteMarkerVersionId: gone.DeleteMarker ? gone.VersionId : undefined,
        });
      } catch (error) {
        if (!AwsError.is(error)) throw error;
        errors.push({ Key, VersionId, Code: error.code, Message: error.message });
      }
    }
    return {
      Deleted: input.Delete?.Quiet || deleted.length === 0 ? undefined : deleted,
      Errors: errors.length > 0 ? errors : undefined,
    };
  },

  async GetObjectTagging(input, call) {
    const bucket = openBucket(call, input);
    const object = await readVersion(call, bucket, input.Key ?? "", input.VersionId);
    return { TagSet: object.tags, VersionId: shownVersion(bucket, object.versionId) };
  },

  async PutObjectTagging(input, call) {
    const bucket = openBucket(call, input);
    const object = await readVersion(call, bucket, input.Key ?? "", input.VersionId);
    const tags = input.Tagging?.TagSet ?? [];
    checkTags(tags, 10, "Object");
    object.tags = tags;
    return { VersionId: shownVersion(bucket, object.versionId) };
  },

  async DeleteObjectTagging(input, call) {
    const bucket = openBucket(call, input);
    const object = await readVersion(call, bucket, input.Key ?? "", input.VersionId);
    object.tags = [];
    return { VersionId: shownVersion(bucket, object.versionId) };
  },
};
