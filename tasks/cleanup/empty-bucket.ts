import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  type _Error as DeletionError,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  type S3Client,
} from "@aws-sdk/client-s3";

/** A bucket, and the account that it must belong to: S3 refuses every call about somebody else's of that name. */
export interface OwnedBucket {
  Bucket: string;
  ExpectedBucketOwner: string;
}

/** An object that S3 did not delete, and why. */
export interface Refusal {
  key: string;
  code: string;
  message: string;
}

/** What became of a bucket's contents. */
export interface Emptying {
  removed: number;
  refused: Refusal[];
  /** Whether the end of the list was seen. */
  complete: boolean;
}

/** S3 says these of a single object when it is busy: the next round takes it. */
const PASSING = new Set(["InternalError", "SlowDown", "ServiceUnavailable", "OperationAborted"]);

/**
 * Deletes every version and delete marker, and gives unfinished uploads up: they hold no bucket back, but they cost.
 * Objects of buckets without versions have the version `null` and go the same way. Nothing is forced: what Object Lock,
 * MFA delete or a policy protects is told.
 *
 * @param pages how many pages of a thousand it takes on at most; a function has its time-out
 */
export async function emptyBucket(s3: S3Client, bucket: OwnedBucket, pages: number): Promise<Emptying> {
  const result: Emptying = { removed: 0, refused: [], complete: false };
  let markers: { KeyMarker?: string; VersionIdMarker?: string } = {};
  for (let page = 0; page < pages && !result.complete; page++) {
    const list = await s3.send(new ListObjectVersionsCommand({ ...bucket, ...markers }));
    const versions = [...(list.Versions ?? []), ...(list.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
      Key: Key!,
      VersionId,
    }));
    if (versions.length > 0) {
      const errors = await deleteVersions(s3, bucket, versions);
      result.removed += versions.length - errors.length;
      result.refused.push(...errors.filter(({ Code = "" }) => !PASSING.has(Code)).map(refusal));
    }
    markers = { KeyMarker: list.NextKeyMarker, VersionIdMarker: list.NextVersionIdMarker };
    result.complete = !list.IsTruncated;
  }
  if (result.complete) await abortUploads(s3, bucket);
  return result;
}

/** The answer is 200 even where it could delete nothing: what it could not is in it. */
async function deleteVersions(
  s3: S3Client,
  bucket: OwnedBucket,
  Objects: { Key: string; VersionId?: string }[],
): Promise<DeletionError[]> {
  const { Errors = [] } = await s3.send(
    new DeleteObjectsCommand({ ...bucket, Delete: { Objects, Quiet: true } }),
  );
  return Errors;
}

const refusal = ({ Key = "", Code = "", Message = "" }: DeletionError): Refusal => ({
  key: Key,
  code: Code,
  message: Message,
});

async function abortUploads(s3: S3Client, bucket: OwnedBucket): Promise<void> {
  // One page: who leaves a thousand uploads unfinished is asked again in the next round.
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand(bucket));
  for (const { Key, UploadId } of Uploads)
    await s3.send(new AbortMultipartUploadCommand({ ...bucket, Key, UploadId }));
}
