import type { Operations } from "../../service.ts";
import { canonicalUser, openBucket } from "./buckets.ts";
import { invalidArgument } from "./errors.ts";
import type { Bucket, ObjectVersion, StoredObject } from "./store.ts";

/** S3 lists keys in the order of their UTF-8 bytes. */
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/**
 * One page of a listing. Keys that share the text up to a delimiter roll up into one common prefix, which counts
 * as one entry; a page that ended in one goes on after all of its keys.
 */
function page<T extends { key: string }>(
  entries: readonly T[],
  options: {
    prefix: string;
    delimiter: string;
    maxKeys: number;
    isAfter: (entry: T) => boolean;
    marker: string;
  },
): { items: T[]; prefixes: string[]; next?: T | { prefix: string } } {
  const { prefix, delimiter, maxKeys, isAfter, marker } = options;
  const items: T[] = [];
  const prefixes: string[] = [];
  let last: T | { prefix: string } | undefined;
  for (const entry of entries) {
    if (!entry.key.startsWith(prefix)) continue;
    const cut = delimiter === "" ? -1 : entry.key.indexOf(delimiter, prefix.length);
    const common = cut === -1 ? undefined : entry.key.slice(0, cut + delimiter.length);
    if (common !== undefined && common === prefixes.at(-1)) continue;
    // A marker that names a common prefix, or a key inside it, was answered as that prefix before.
    if (common !== undefined && marker !== "" && marker.startsWith(common)) continue;
    if (!isAfter(entry)) continue;
    if (items.length + prefixes.length === maxKeys) return { items, prefixes, next: last };
    if (common !== undefined) {
      prefixes.push(common);
      last = { prefix: common };
    } else {
      items.push(entry);
      last = entry;
    }
  }
  return { items, prefixes };
}

/** URL-encodes as S3 does for `EncodingType=url`: slashes stay, blanks become `+`. */
function urlEncoded(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%2F/g, "/")
    .replace(/%20/g, "+");
}

function encoder(encodingType: string | undefined): <T extends string | undefined>(text: T) => T {
  if (encodingType === undefined) return (text) => text;
  if (encodingType !== "url")
    throw invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", encodingType);
  return (text) => (text === undefined ? text : (urlEncoded(text) as typeof text));
}

/** At most 1,000 a page, whatever is asked for. */
function pageSize(maxKeys: number | undefined): number {
  if (maxKeys !== undefined && maxKeys < 0)
    throw invalidArgument(
      "Argument maxKeys must be an integer between 0 and 2147483647",
      "maxKeys",
      String(maxKeys),
    );
  return Math.min(maxKeys ?? 1000, 1000);
}

function sortedKeys(bucket: Bucket): ObjectVersion[][] {
  return Object.values(bucket.objects).sort((a, b) => byBytes(a[0]!.key, b[0]!.key));
}

function currentObjects(bucket: Bucket): StoredObject[] {
  return sortedKeys(bucket).flatMap(([current]) => (current?.kind === "object" ? [current] : []));
}

function summary(object: StoredObject, encode: (key: string) => string) {
  return {
    Key: encode(object.key),
    LastModified: object.lastModified,
    ETag: `"${object.etag}"`,
    ChecksumAlgorithm: [object.checksum.algorithm],
    ChecksumType: object.checksum.type,
    Size: object.size,
    StorageClass: object.storageClass,
  };
}

const keyOf = (next: { key: string } | { prefix: string }) => ("prefix" in next ? next.prefix : next.key);
const orNone = <T>(list: T[]) => (list.length > 0 ? list : undefined);

export const listingOperations: Operations<"s3"> = {
  ListObjects(input, call) {
    const bucket = openBucket(call, input);
    const encode = encoder(input.EncodingType);
    const maxKeys = pageSize(input.MaxKeys);
    const marker = input.Marker ?? "";
    const { items, prefixes, next } = page(currentObjects(bucket), {
      prefix: input.Prefix ?? "",
      delimiter: input.Delimiter ?? "",
      maxKeys,
      marker,
      isAfter: ({ key }) => byBytes(key, marker) > 0,
    });
    return {
      Name: bucket.name,
      Prefix: encode(input.Prefix ?? ""),
      Marker: encode(marker),
      Delimiter: encode(input.Delimiter),
      MaxKeys: maxKeys,
      EncodingType: input.EncodingType,
      IsTruncated: next !== undefined,
      // Version 1 answers NextMarker only where a delimiter is given; clients use the last key otherwise.
      NextMarker: next && input.Delimiter ? encode(keyOf(next)) : undefined,
      Contents: orNone(
        items.map((object) => ({ ...summary(object, encode), Owner: canonicalUser(bucket.accountId) })),
      ),
      CommonPrefixes: orNone(prefixes.map((prefix) => ({ Prefix: encode(prefix) }))),
    };
  },

  ListObjectsV2(input, call) {
    const bucket = openBucket(call, input);
    const encode = encoder(input.EncodingType);
    const maxKeys = pageSize(input.MaxKeys);
    const token = input.ContinuationToken;
    if (token === "")
      throw invalidArgument("The continuation token provided is incorrect", "continuation-token", "");
    const marker = token ? Buffer.from(token, "base64").toString() : (input.StartAfter ?? "");
    const { items, prefixes, next } = page(currentObjects(bucket), {
      prefix: input.Prefix ?? "",
      delimiter: input.Delimiter ?? "",
      maxKeys,
      // StartAfter inside a common prefix still shows the prefix; a token that ended in one does not.
      marker: token ? marker : "",
      isAfter: ({ key }) => byBytes(key, marker) > 0,
    });
    return {
      Name: bucket.name,
      Prefix: encode(input.Prefix ?? ""),
      Delimiter: encode(input.Delimiter),
      StartAfter: encode(input.StartAfter),
      ContinuationToken: token,
      NextContinuationToken: next && Buffer.from(keyOf(next)).toString("base64"),
      MaxKeys: maxKeys,
      KeyCount: items.length + prefixes.length,
      EncodingType: input.EncodingType,
      IsTruncated: next !== undefined,
      Contents: orNone(
        items.map((object) => ({
          ...summary(object, encode),
          ...(input.FetchOwner ? { Owner: canonicalUser(bucket.accountId) } : {}),
        })),
      ),
      CommonPrefixes: orNone(prefixes.map((prefix) => ({ Prefix: encode(prefix) }))),
    };
  },

  ListObjectVersions(input, call) {
    const bucket = openBucket(call, input);
    const encode = encoder(input.EncodingType);
    const maxKeys = pageSize(input.MaxKeys);
    const { KeyMarker: keyMarker = "", VersionIdMarker: versionMarker } = input;
    if (versionMarker !== undefined && keyMarker === "")
      throw invalidArgument(
        "A version-id marker cannot be specified without a key marker.",
        "version-id-marker",
        versionMarker,
      );
    const all = sortedKeys(bucket).flatMap((versions) =>
      versions.map((version, index) => ({
        key: version.key,
        version,
        isLatest: index === 0,
        index,
        versions,
      })),
    );
    const { items, prefixes, next } = page(all, {
      prefix: input.Prefix ?? "",
      delimiter: input.Delimiter ?? "",
      maxKeys,
      marker: keyMarker,
      isAfter: ({ key, index, versions }) => {
        const order = byBytes(key, keyMarker);
        if (order !== 0 || versionMarker === undefined) return order > 0;
        return index > versions.findIndex((one) => one.versionId === versionMarker);
      },
    });
    const owner = canonicalUser(bucket.accountId);
    return {
      Name: bucket.name,
      Prefix: encode(input.Prefix ?? ""),
      Delimiter: encode(input.Delimiter),
      KeyMarker: encode(keyMarker),
      VersionIdMarker: versionMarker ?? "",
      MaxKeys: maxKeys,
      EncodingType: input.EncodingType,
      IsTruncated: next !== undefined,
      NextKeyMarker: next && encode(keyOf(next)),
      NextVersionIdMarker: next && "version" in next ? next.version.versionId : undefined,
      Versions: orNone(
        items.flatMap(({ version, isLatest }) =>
          version.kind === "object"
            ? [
                {
                  ...summary(version, encode),
                  // The model of this listing knows STANDARD alone; S3 answers what the version has.
                  StorageClass: version.storageClass as "STANDARD",
                  VersionId: version.versionId,
                  IsLatest: isLatest,
                  Owner: owner,
                },
              ]
            : [],
        ),
      ),
      DeleteMarkers: orNone(
        items.flatMap(({ version, isLatest }) =>
          version.kind === "delete-marker"
            ? [
                {
                  Key: encode(version.key),
                  VersionId: version.versionId,
                  IsLatest: isLatest,
                  LastModified: version.lastModified,
                  Owner: owner,
                },
              ]
            : [],
        ),
      ),
      CommonPrefixes: orNone(prefixes.map((prefix) => ({ Prefix: encode(prefix) }))),
    };
  },
};
