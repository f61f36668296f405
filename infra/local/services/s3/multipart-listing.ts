import type { Operations } from "../../service.ts";
import { canonicalUser, openBucket } from "./buckets.ts";
import { checksumMembers } from "./checksums.ts";
import { notImplemented } from "./errors.ts";
import { openUpload } from "./multipart.ts";
import type { MultipartUpload } from "./store.ts";

export const multipartListingOperations: Operations<"s3"> = {
  ListParts(input, call) {
    const { bucket, upload } = openUpload(call, input);
    const after = Number(input.PartNumberMarker ?? 0);
    const max = Math.min(input.MaxParts ?? 1000, 1000);
    const numbers = Object.keys(upload.parts)
      .map(Number)
      .sort((a, b) => a - b)
      .filter((number) => number > after);
    const shown = numbers.slice(0, max);
    const owner = canonicalUser(bucket.accountId);
    return {
      Bucket: bucket.name,
      Key: upload.key,
      UploadId: upload.id,
      PartNumberMarker: String(after),
      NextPartNumberMarker: String(shown.at(-1) ?? 0),
      MaxParts: max,
      IsTruncated: numbers.length > shown.length,
      Parts: shown.map((number) => {
        const part = upload.parts[String(number)]!;
        return {
          PartNumber: number,
          LastModified: part.lastModified,
          ETag: `"${part.etag}"`,
          Size: part.size,
          ...checksumMembers(part.checksum),
        };
      }),
      Initiator: owner,
      Owner: owner,
      StorageClass: upload.storageClass,
      ChecksumAlgorithm: upload.checksumAlgorithm,
      ChecksumType: upload.checksumType,
    };
  },

  ListMultipartUploads(input, call) {
    const bucket = openBucket(call, input);
    if (input.Delimiter) throw notImplemented("delimiter of ListMultipartUploads");
    const max = Math.min(input.MaxUploads ?? 1000, 1000);
    const position = (upload: MultipartUpload) =>
      `${upload.key}\u0000${upload.initiated.toISOString()}${upload.id}`;
    const marker = Object.values(bucket.uploads).find((one) => one.id === input.UploadIdMarker);
    const after = marker ? position(marker) : input.KeyMarker && `${input.KeyMarker}\u0001`;
    const uploads = Object.values(bucket.uploads)
      .filter((upload) => upload.key.startsWith(input.Prefix ?? ""))
      .filter((upload) => !after || position(upload) > after)
      .sort((a, b) => (position(a) < position(b) ? -1 : 1));
    const shown = uploads.slice(0, max);
    const owner = canonicalUser(bucket.accountId);
    return {
      Bucket: bucket.name,
      Prefix: input.Prefix,
      KeyMarker: input.KeyMarker ?? "",
      UploadIdMarker: input.UploadIdMarker ?? "",
      NextKeyMarker: shown.at(-1)?.key,
      NextUploadIdMarker: shown.at(-1)?.id,
      MaxUploads: max,
      IsTruncated: uploads.length > shown.length,
      Uploads: shown.length
        ? shown.map((upload) => ({
            UploadId: upload.id,
            Key: upload.key,
            Initiated: upload.initiated,
            StorageClass: upload.storageClass,
            Owner: owner,
            Initiator: owner,
            ChecksumAlgorithm: upload.checksumAlgorithm,
            ChecksumType: upload.checksumType,
          }))
        : undefined,
    };
  },
};
