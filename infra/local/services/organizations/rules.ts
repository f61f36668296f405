import type { Tag } from "@aws-sdk/client-organizations";
import { pageOf } from "../../paging.ts";
import { constraint, invalidInput, invalidToken } from "./errors.ts";

/** Patterns and lengths of the service's model. */
const RULES = {
  account: /^\d{12}$/,
  unit: /^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/,
  parent: /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/,
  child: /^(\d{12}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/,
  tagged: /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|\d{12})$/,
  handshake: /^h-[0-9a-z]{8,32}$/,
  request: /^car-[a-z0-9]{8,32}$/,
  unitName: /^[\s\S]{1,128}$/,
  accountName: /^[ -~]{1,50}$/,
  roleName: /^[\w+=,.@-]{1,64}$/,
  service: /^[\w+=,.@-]{1,128}$/,
};

/**
 * A member of the input that keeps to its rule.
 * @throws AwsError `InvalidInputException`. Unsure: AWS's own messages, of which few are known
 */
export function checked(rule: keyof typeof RULES, value: string | undefined): string {
  if (value === undefined || !RULES[rule].test(value))
    throw invalidInput("INVALID_PATTERN", "You provided a value that does not match the required pattern.");
  return value;
}

/** The rules of CreateAccount's `Email`. */
export function isEmail(email: string): boolean {
  const [, local = "", domain = ""] = /^([!-~]+)@([A-Za-z0-9.-]+)$/.exec(email) ?? [];
  return (
    email.length >= 6 &&
    email.length <= 64 &&
    local !== "" &&
    !/^\.|["'()<>[\]:;,\\|%&@]/.test(local) &&
    /^[^.-].*[^.-]$/.test(domain) &&
    domain.includes(".")
  );
}

const MOST = 20;

/** A page of a list: twenty at most, and as many where nothing is asked. */
export function page<T>(items: readonly T[], input: { MaxResults?: number; NextToken?: string }) {
  const { MaxResults = MOST, NextToken } = input;
  if (MaxResults < 1) throw invalidInput("MIN_VALUE_EXCEEDED", "You specified a value that is too low.");
  if (MaxResults > MOST) throw invalidInput("MAX_VALUE_EXCEEDED", "You specified a value that is too high.");
  return pageOf(items, MaxResults, NextToken, invalidToken);
}

const MAX_TAGS = 50;

/** @throws AwsError `InvalidInputException`, `ConstraintViolationException` */
export function checkedTags(tags: readonly Tag[] = []): Tag[] {
  const keys = tags.map(({ Key }) => Key ?? "");
  if (new Set(keys).size !== keys.length)
    throw invalidInput(
      "DUPLICATE_TAG_KEY",
      "Tag keys must be unique among the tags attached to the same entity.",
    );
  if (keys.some((key) => key.startsWith("aws:")))
    throw invalidInput("INVALID_SYSTEM_TAGS_PARAMETER", "You can't add, edit, or delete system tag keys.");
  if (tags.some(({ Key = "", Value = "" }) => Key.length < 1 || Key.length > 128 || Value.length > 256))
    throw invalidInput("MAX_LENGTH_EXCEEDED", "You provided a string parameter that is longer than allowed.");
  if (tags.length > MAX_TAGS)
    throw constraint("MAX_TAG_LIMIT_EXCEEDED", `A resource has at most ${MAX_TAGS} tags.`);
  return tags.map(({ Key, Value }) => ({ Key, Value }));
}
