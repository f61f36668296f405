import { randomBytes } from "node:crypto";
import { AwsError } from "../../errors.ts";
import type { Call } from "../../service.ts";
import { noSuchKey, noSuchVersion } from "./errors.ts";
import { type Bucket, type ObjectVersion, type StoredObject, slot, versionsOf } from "./store.ts";

/** The id of a version to be written: S3's are opaque, 32 characters of URL-safe text. */
export function newVersionId(bucket: Bucket): string {
  return bucket.versioning === "Enabled" ? randomBytes(24).toString("base64url") : "null";
}

/** Adds a version as the key's newest; a `null` version takes the place of the one before it. */
export function addVersion(bucket: Bucket, version: ObjectVersion): void {
  const others =
    version.versionId === "null"
      ? versionsOf(bucket, version.key).filter((one) => one.versionId !== "null")
      : versionsOf(bucket, version.key);
  bucket.objects[slot(version.key)] = [version, ...others];
}

/** What a delete did, as DeleteObject and DeleteObjects answer it. */
export interface Deletion {
  deleteMarker: boolean;
  versionId?: string;
}

/**
 * Deletes as S3 does: a given version for good; without one, the object of an unversioned bucket for good, and
 * in a versioned bucket by a delete marker on top. What is not there is deleted already.
 */
export function deleteVersion(
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
  now: Date,
): Deletion {
  const versions = versionsOf(bucket, key);
  const remaining = (kept: ObjectVersion[]) => {
    if (kept.length > 0) bucket.objects[slot(key)] = kept;
    else delete bucket.objects[slot(key)];
  };
  if (versionId !== undefined) {
    const gone = versions.find((one) => one.versionId === versionId);
    remaining(versions.filter((one) => one !== gone));
    return { deleteMarker: gone?.kind === "delete-marker", versionId };
  }
  if (!bucket.versioning) {
    remaining([]);
    return { deleteMarker: false };
  }
  const marker: ObjectVersion = {
    kind: "delete-marker",
    key,
    versionId: newVersionId(bucket),
    lastModified: now,
  };
  addVersion(bucket, marker);
  return { deleteMarker: true, versionId: marker.versionId };
}

/**
 * The object that a read asks for: its current version or the given one.
 * @throws AwsError `NoSuchKey`; `AccessDenied` instead, where the caller may not list the bucket either, because
 * S3 does not tell such a caller whether a key exists; `NoSuchVersion`; `MethodNotAllowed` for a delete marker's id.
 */
export async function readVersion(
  call: Call,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
): Promise<StoredObject> {
  const versions = versionsOf(bucket, key);
  if (versionId !== undefined) {
    const version = versions.find((one) => one.versionId === versionId);
    if (!version) throw noSuchVersion(key, versionId);
    if (version.kind === "delete-marker")
      throw new AwsError(
        "MethodNotAllowed",
        "The specified method is not allowed against this resource.",
        405,
        { Method: "GET", ResourceType: "DeleteMarker" },
      );
    return version;
  }
  const current = versions[0];
  if (current?.kind === "object") return current;
  // HeadBucket needs s3:ListBucket, and is denied in the words that S3 uses here.
  await call.invoke("s3", "HeadBucket", { Bucket: bucket.name });
  throw noSuchKey(key);
}
