import { createHash, randomUUID } from "node:crypto";
import { isObject, type Json } from "./definition.ts";
import { equal } from "./json-path-filter.ts";
import { parseJson } from "./nesting.ts";

/** An intrinsic function that cannot work with its arguments. The message is the cause's last part. */
export class IntrinsicError extends Error {}

type Intrinsic = (...args: Json[]) => Json;

const fail = (message: string): never => {
  throw new IntrinsicError(message);
};
const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : fail("Expected an array"));
const text = (value: Json | undefined): string =>
  typeof value === "string" ? value : fail("Expected a string");
const numeric = (value: Json | undefined): number =>
  typeof value === "number" ? value : fail("Expected a number");
/** AWS rounds what should be an integer, as Java's Math.round does (observed of MathAdd). */
const integer = (value: Json | undefined): number => Math.round(numeric(value));

/** AWS's limits: 1,000 elements for a range, 10,000 characters for encodings and hashes. */
const RANGE_LIMIT = 1000;
const TEXT_LIMIT = 10_000;

const limited = (value: Json | undefined): string => {
  const string = text(value);
  return string.length <= TEXT_LIMIT ? string : fail(`Input is longer than ${TEXT_LIMIT} characters`);
};

const HASHES: Record<string, string> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

/** The digest of a string, or of the JSON text of anything else, in hex. */
export function hash(data: Json, algorithm: Json | undefined): string {
  const name = HASHES[text(algorithm)] ?? fail(`Unknown hash algorithm ${String(algorithm)}`);
  const content = typeof data === "string" ? data : JSON.stringify(data);
  return createHash(name).update(limited(content)).digest("hex");
}

/** From `start` to `end` inclusive, by `step`. */
export function range(start: number, end: number, step: number): number[] {
  if (step === 0) fail("The step of a range must not be 0");
  const length = Math.max(0, Math.floor((end - start) / step) + 1);
  if (length > RANGE_LIMIT) fail(`A range must not contain more than ${RANGE_LIMIT} elements`);
  return Array.from({ length }, (_, i) => start + i * step);
}

/** Chunks of at most `size`. */
export function partition(values: Json[], size: number): Json[][] {
  if (size < 1) fail("The size of a chunk must be a positive integer");
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) =>
    values.slice(i * size, (i + 1) * size),
  );
}

/** A number in [0, 1) from a seed, the same each time (mulberry32; AWS's own sequence is Java's and not ours). */
export function seededRandom(seed: number): number {
  let t = (seed + 0x6d2b79f5) | 0;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

/** States.Format shows a string as it is, and a structure as Java's toString does: `{a=1, b=[2]}` (observed). */
function javaText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(javaText).join(", ")}]`;
  if (!isObject(value)) return String(value);
  return `{${Object.entries(value)
    .map(([key, member]) => `${key}=${javaText(member)}`)
    .join(", ")}}`;
}

function format(template: Json | undefined, ...args: Json[]): string {
  const parts = text(template).split("{}");
  if (parts.length - 1 !== args.length) {
    fail(`States.Format has ${parts.length - 1} placeholders and ${args.length} arguments`);
  }
  return parts.map((part, i) => (i === 0 ? part : javaText(args[i - 1]!) + part)).join("");
}

/** Each character of the delimiter splits, and empty parts are dropped (observed). */
function split(string: string, delimiters: string): string[] {
  const separators = new Set(delimiters);
  const parts: string[] = [];
  let part = "";
  for (const character of string) {
    if (separators.has(character)) {
      if (part !== "") parts.push(part);
      part = "";
    } else part += character;
  }
  if (part !== "") parts.push(part);
  return parts;
}

/** Values of which no two are equal, as `equal` has it: the order of an object's members does not matter. */
function unique(values: Json[]): Json[] {
  const seen = new Map<string, Json>();
  for (const value of values) {
    const text = canonicalText(value);
    if (!seen.has(text)) seen.set(text, value);
  }
  return [...seen.values()];
}

const canonicalText = (value: Json): string =>
  JSON.stringify(value, (_, member: Json) =>
    isObject(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );

function merge(left: Json | undefined, right: Json | undefined, deep: Json | undefined): Json {
  if (!isObject(left) || !isObject(right)) return fail("States.JsonMerge takes two JSON objects");
  if (deep !== false)
    fail("States.JsonMerge supports shallow merging only: its third argument must be false");
  return { ...left, ...right };
}

function stringToJson(value: Json | undefined): Json {
  try {
    return parseJson(text(value));
  } catch {
    return fail(`Not a JSON text: ${String(value)}`);
  }
}

function random(start: Json | undefined, end: Json | undefined, seed: Json | undefined): number {
  const [from, to] = [integer(start), integer(end)];
  if (from >= to) fail("The start of States.MathRandom must be less than its end");
  const fraction = seed === undefined ? Math.random() : seededRandom(integer(seed));
  return from + Math.floor(fraction * (to - from));
}

/** The intrinsic functions of JSONPath states, by name. */
export const intrinsics: Record<string, Intrinsic> = {
  "States.Array": (...items) => items,
  "States.ArrayPartition": (values, size) => partition(list(values), integer(size)),
  "States.ArrayContains": (values, value) => list(values).some((member) => equal(member, value)),
  "States.ArrayRange": (start, end, step) => range(integer(start), integer(end), integer(step)),
  "States.ArrayGetItem": (values, index) =>
    list(values)[integer(index)] ?? fail(`No item at index ${String(index)}`),
  "States.ArrayLength": (values) => list(values).length,
  "States.ArrayUnique": (values) => unique(list(values)),
  "States.Base64Encode": (value) => Buffer.from(limited(value)).toString("base64"),
  "States.Base64Decode": (value) => Buffer.from(limited(value), "base64").toString(),
  "States.Hash": (data, algorithm) => hash(data ?? null, algorithm),
  "States.JsonMerge": merge,
  "States.StringToJson": stringToJson,
  "States.JsonToString": (value) => JSON.stringify(value),
  "States.MathRandom": random,
  "States.MathAdd": (a, b) => integer(a) + integer(b),
  "States.StringSplit": (value, delimiters) => split(text(value), text(delimiters)),
  "States.UUID": () => randomUUID(),
  "States.Format": format,
};
