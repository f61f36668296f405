import { AwsError } from "../../errors.ts";
import { noSuchKey, preconditionFailed } from "./errors.ts";
import type { ObjectVersion, StoredObject } from "./store.ts";

const unquoted = (etag: string) =>
  etag
    .trim()
    .replace(/^W\//, "")
    .replace(/^"(.*)"$/, "$1");

/** Whether one of the header's entity tags is this one. */
function matches(header: string, etag: string): boolean {
  return header.split(",").some((one) => one.trim() === "*" || unquoted(one) === etag);
}

/** HTTP dates know seconds only. */
const seconds = (date: Date) => Math.floor(date.getTime() / 1000);

export interface ReadConditions {
  IfMatch?: string;
  IfNoneMatch?: string;
  IfModifiedSince?: Date;
  IfUnmodifiedSince?: Date;
}

/**
 * Checks a read's conditions in the order of RFC 7232.
 * @throws AwsError `PreconditionFailed`, 412; `NotModified`, 304, which has no body.
 */
export function checkReadConditions(input: ReadConditions, object: StoredObject): void {
  if (input.IfMatch !== undefined) {
    if (!matches(input.IfMatch, object.etag)) throw preconditionFailed("If-Match");
  } else if (input.IfUnmodifiedSince && seconds(object.lastModified) > seconds(input.IfUnmodifiedSince)) {
    throw preconditionFailed("If-Unmodified-Since");
  }
  const notModified =
    input.IfNoneMatch !== undefined
      ? matches(input.IfNoneMatch, object.etag)
      : input.IfModifiedSince && seconds(object.lastModified) <= seconds(input.IfModifiedSince);
  if (notModified) throw new AwsError("NotModified", "Not Modified", 304);
}

/** The same for CopyObject's source, whose failures are all `PreconditionFailed`. */
export function checkCopyConditions(input: ReadConditions, source: StoredObject): void {
  try {
    checkReadConditions(input, source);
  } catch (error) {
    if (AwsError.is(error, "NotModified"))
      throw preconditionFailed(
        input.IfNoneMatch !== undefined
          ? "x-amz-copy-source-If-None-Match"
          : "x-amz-copy-source-If-Modified-Since",
      );
    throw error;
  }
}

/**
 * Checks a write's conditions against the key's current version. Source: "Conditional writes", S3 User Guide.
 * @throws AwsError `PreconditionFailed`; `NoSuchKey` for If-Match where there is nothing; `NotImplemented` for
 * If-None-Match with anything but `*`.
 */
export function checkWriteConditions(
  input: { IfMatch?: string; IfNoneMatch?: string },
  key: string,
  current: ObjectVersion | undefined,
): void {
  const object = current?.kind === "object" ? current : undefined;
  if (input.IfNoneMatch !== undefined) {
    if (input.IfNoneMatch !== "*")
      throw new AwsError(
        "NotImplemented",
        "A header you provided implies functionality that is not implemented",
        501,
        { Header: "If-None-Match" },
      );
    if (object) throw preconditionFailed("If-None-Match");
  }
  if (input.IfMatch !== undefined) {
    if (!object) throw noSuchKey(key);
    if (!matches(input.IfMatch, object.etag)) throw preconditionFailed("If-Match");
  }
}
