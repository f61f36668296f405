import { AwsError } from "../../errors.ts";
import { pageOf } from "../../paging.ts";
import type { Call } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { aliasArn, type CustomerKey, findKey, isManaged, type Key, keyArn, parseKeyName } from "./keys.ts";

/**
 * The key that a request names, by id, ARN or, where the operation takes one, alias.
 * @throws AwsError `NotFoundException`
 */
export function requireKey(call: Call, name = ""): Key {
  const key = findKey(call.cloud, call, name);
  if (key) return key;
  throw notFound(call, name);
}

/** An alias is named as it was asked for, a key by its ARN. */
function notFound(call: Call, name: string): AwsError {
  const { local } = parseKeyName(name);
  if (local.startsWith("alias/"))
    return new AwsError(
      "NotFoundException",
      `Alias ${name.startsWith("arn:") ? name : aliasArn(call, local)} is not found.`,
    );
  if (!/^(mrk-)?[0-9a-f-]{32,}$/.test(local))
    return new AwsError("NotFoundException", `Invalid keyId '${local}'`);
  const arn = name.startsWith("arn:") ? name : keyArn(call, local);
  return new AwsError("NotFoundException", `Key '${arn}' does not exist`);
}

/**
 * The same, of a key that somebody of the account made, which is not on its way out.
 * @throws AwsError `NotFoundException`; `UnsupportedOperationException` for an AWS-managed key;
 * `KMSInvalidStateException` while it waits to be deleted
 */
export function requireOwnKey(call: Call, name: string | undefined): CustomerKey {
  const key = ownKey(call, name);
  if (key.deletion) throw invalidState(call, key, "is pending deletion.");
  return key;
}

/** @throws AwsError as `requireOwnKey`, but for the state. */
export function ownKey(call: Call, name: string | undefined): CustomerKey {
  const key = requireKey(call, name);
  // Its policy lets nobody manage it, so that this is seldom reached.
  if (isManaged(key)) throw new AwsError("UnsupportedOperationException", "");
  return key;
}

export const invalidState = (call: Call, { id }: Key, problem: string) =>
  new AwsError("KMSInvalidStateException", `${keyArn(call, id)} ${problem}`);

export function page<T>(list: readonly T[], input: { Limit?: number; Marker?: string }, size: number) {
  const { Limit = size, Marker } = input;
  validateMembers("ValidationException", { limit: [Limit, { atLeast: 1, atMost: 1000 }] });
  const { items, next } = pageOf(list, Limit, Marker, invalidMarker);
  return { items, paging: { Truncated: next !== undefined, NextMarker: next } };
}

const invalidMarker = () => new AwsError("InvalidMarkerException", "Could not deserialize marker");
