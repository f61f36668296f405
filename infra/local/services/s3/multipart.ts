import { createHash, randomBytes } from "node:crypto";
import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import { bytesOfBody } from "./body.ts";
import { openBucket } from "./buckets.ts";
import { checksumMembers, digestOf, givenChecksum, verifiedChecksum } from "./checksums.ts";
import { checkWriteConditions } from "./conditions.ts";
import { readCopySource } from "./copy.ts";
import { encryptionMembers, requireDecryption } from "./encryption.ts";
import { invalidArgument, malformedXml, noSuchUpload, notImplemented } from "./errors.ts";
import { describeObject } from "./object-description.ts";
import { checkKey, shownVersion } from "./object-operations.ts";
import { addVersion, newVersionId } from "./object-versions.ts";
import { resolveRange } from "./ranges.ts";
import {
  type Bucket,
  type Checksum,
  type MultipartUpload,
  type StoredObject,
  type UploadedPart,
  versionsOf,
} from "./store.ts";

/** Every part but the last is at least 5 MiB. Source: "Amazon S3 multipart upload limits". */
const MIN_PART = 5 * 1024 * 1024;

/**
 * The upload that a request names.
 * @throws AwsError `NoSuchUpload`
 */
export function openUpload(
  call: Call,
  input: { Bucket?: string; Key?: string; UploadId?: string; ExpectedBucketOwner?: string },
) {
  const bucket = openBucket(call, { ...input, Bucket: input.Bucket });
  const id = input.UploadId ?? "";
  const upload = Object.hasOwn(bucket.uploads, id) ? bucket.uploads[id] : undefined;
  if (!upload || upload.key !== input.Key) throw noSuchUpload(id);
  return { bucket, upload };
}

async function addPart(
  call: Call,
  upload: MultipartUpload,
  number: number,
  bytes: Uint8Array,
  checksum: Checksum,
): Promise<UploadedPart> {
  if (number < 1 || number > 10_000)
    throw invalidArgument(
      "Part number must be an integer between 1 and 10000, inclusive",
      "partNumber",
      String(number),
    );
  if (upload.checksumAlgorithm && upload.checksumAlgorithm !== checksum.algorithm)
    throw new AwsError(
      "InvalidRequest",
      `Checksum Type mismatch occurred, expected checksum Type: ${upload.checksumAlgorithm.toLowerCase()}, actual checksum Type: ${checksum.algorithm.toLowerCase()}`,
    );
  const part: UploadedPart = {
    digest: await call.cloud.blobs.put(bytes),
    size: bytes.length,
    etag: createHash("md5").update(bytes).digest("hex"),
    checksum,
    lastModified: call.cloud.clock.now(),
  };
  upload.parts[String(number)] = part;
  return part;
}

/** The parts that CompleteMultipartUpload lists, checked against those that were uploaded. */
function chosenParts(
  upload: MultipartUpload,
  listed: { PartNumber?: number; ETag?: string }[],
): UploadedPart[] {
  if (listed.length === 0) throw malformedXml();
  listed.forEach((part, index) => {
    if (index > 0 && (part.PartNumber ?? 0) <= (listed[index - 1]!.PartNumber ?? 0))
      throw new AwsError(
        "InvalidPartOrder",
        "The list of parts was not in ascending order. Parts must be ordered by part number.",
        400,
        { UploadId: upload.id },
      );
  });
  const parts = listed.map(({ PartNumber, ETag }) => {
    const part = upload.parts[String(PartNumber)];
    if (!part || part.etag !== ETag?.replaceAll('"', ""))
      throw new AwsError(
        "InvalidPart",
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
        400,
        { UploadId: upload.id, PartNumber: String(PartNumber), ETag },
      );
    return part;
  });
  for (const [index, part] of parts.slice(0, -1).entries())
    if (part.size < MIN_PART)
      throw new AwsError(
        "EntityTooSmall",
        "Your proposed upload is smaller than the minimum allowed size",
        400,
        {
          ProposedSize: String(part.size),
          MinSizeAllowed: String(MIN_PART),
          PartNumber: String(listed[index]!.PartNumber),
        },
      );
  return parts;
}

/** A full object's checksum is of all bytes; a composite one is of the parts' checksums, with their number. */
function wholeChecksum(upload: MultipartUpload, parts: UploadedPart[], bytes: Uint8Array): Checksum {
  const algorithm = upload.checksumAlgorithm ?? "CRC64NVME";
  if (upload.checksumType === "FULL_OBJECT")
    return { algorithm, type: "FULL_OBJECT", value: digestOf(algorithm, bytes) };
  const joined = Buffer.concat(parts.map((part) => Buffer.from(part.checksum.value, "base64")));
  return { algorithm, type: "COMPOSITE", value: `${digestOf(algorithm, joined)}-${parts.length}` };
}

function complete(call: Call, bucket: Bucket, upload: MultipartUpload, object: StoredObject): void {
  delete bucket.uploads[upload.id];
  addVersion(bucket, object);
  call.cloud.changed();
}

export const multipartOperations: Operations<"s3"> = {
  async CreateMultipartUpload(input, call) {
    const bucket = openBucket(call, input);
    const key = input.Key ?? "";
    checkKey(key);
    const algorithm = input.ChecksumAlgorithm;
    const fullByDefault = algorithm === undefined || algorithm === "CRC64NVME";
    const checksumType = input.ChecksumType ?? (fullByDefault ? "FULL_OBJECT" : "COMPOSITE");
    const description = describeObject(call, bucket, input);
    const id = randomBytes(48).toString("base64url");
    bucket.uploads[id] = {
      id,
      key,
      initiated: call.cloud.clock.now(),
      checksumAlgorithm: algorithm,
      checksumType,
      parts: {},
      ...description,
    };
    return {
      Bucket: bucket.name,
      Key: key,
      UploadId: id,
      ChecksumAlgorithm: algorithm,
      ChecksumType: algorithm && checksumType,
      ...encryptionMembers(description.encryption),
    };
  },

  async UploadPart(input, call) {
    const { upload } = openUpload(call, input);
    if (input.SSECustomerAlgorithm) throw notImplemented("x-amz-server-side-encryption-customer-algorithm");
    const bytes = bytesOfBody(input.Body);
    const checksum = verifiedChecksum(bytes, {
      ...input,
      ChecksumAlgorithm: input.ChecksumAlgorithm ?? upload.checksumAlgorithm,
    });
    const part = await addPart(call, upload, input.PartNumber ?? 0, bytes, checksum);
    return { ETag: `"${part.etag}"`, ...checksumMembers(checksum), ...encryptionMembers(upload.encryption) };
  },

  async UploadPartCopy(input, call) {
    const { upload } = openUpload(call, input);
    const source = await readCopySource(call, input);
    const range = resolveRange({ Range: input.CopySourceRange }, source.object);
    const all = await call.cloud.blobs.get(source.object.digest);
    const bytes = range ? all.subarray(range.start, range.end + 1) : all;
    const checksum = verifiedChecksum(bytes, { ChecksumAlgorithm: upload.checksumAlgorithm });
    const part = await addPart(call, upload, input.PartNumber ?? 0, bytes, checksum);
    return {
      CopySourceVersionId: shownVersion(source.bucket, source.object.versionId),
      CopyPartResult: {
        ETag: `"${part.etag}"`,
        LastModified: part.lastModified,
        ...checksumMembers(checksum),
      },
      ...encryptionMembers(upload.encryption),
    };
  },

  async CompleteMultipartUpload(input, call) {
    const { bucket, upload } = openUpload(call, input);
    // The parts are read again, to be one object.
    requireDecryption(call, bucket, upload);
    const parts = chosenParts(upload, input.MultipartUpload?.Parts ?? []);
    const bytes = Buffer.concat(await Promise.all(parts.map((part) => call.cloud.blobs.get(part.digest))));
    const checksum = wholeChecksum(upload, parts, bytes);
    const given = givenChecksum(input);
    if (given && given.algorithm === checksum.algorithm && given.value !== checksum.value)
      throw new AwsError(
        "BadDigest",
        `The ${given.algorithm} you specified did not match the calculated checksum.`,
      );
    if (input.MpuObjectSize !== undefined && Number(input.MpuObjectSize) !== bytes.length)
      throw new AwsError(
        "InvalidRequest",
        `The provided 'x-amz-mp-object-size' header value ${input.MpuObjectSize} does not match what was computed: ${bytes.length}`,
      );
    const digest = await call.cloud.blobs.put(bytes);
    checkWriteConditions(input, upload.key, versionsOf(bucket, upload.key)[0]);
    const md5s = Buffer.concat(parts.map((part) => Buffer.from(part.etag, "hex")));
    const object: StoredObject = {
      kind: "object",
      key: upload.key,
      versionId: newVersionId(bucket),
      lastModified: call.cloud.clock.now(),
      digest,
      size: bytes.length,
      // Not the MD5 of the bytes, but that of the parts' MD5s and their number.
      etag: `${createHash("md5").update(md5s).digest("hex")}-${parts.length}`,
      checksum,
      parts: parts.map((part) => part.size),
      headers: upload.headers,
      metadata: upload.metadata,
      tags: upload.tags,
      encryption: upload.encryption,
      storageClass: upload.storageClass,
    };
    complete(call, bucket, upload, object);
    return {
      Location: `${call.cloud.endpoint}/${bucket.name}/${encodeURIComponent(upload.key)}`,
      Bucket: bucket.name,
      Key: upload.key,
      ETag: `"${object.etag}"`,
      VersionId: shownVersion(bucket, object.versionId),
      ...checksumMembers(checksum),
      ChecksumType: checksum.type,
      ...encryptionMembers(object.encryption),
    };
  },

  AbortMultipartUpload(input, call) {
    const { bucket, upload } = openUpload(call, input);
    delete bucket.uploads[upload.id];
    return {};
  },
};
