import { createHash, randomUUID } from "node:crypto";
import { isObject, type Json } from "./definition.ts";
import { JavaRandom } from "./java-random.ts";
import { equal } from "./json-path-filter.ts";
import { parseJson } from "./nesting.ts";

/** A call of an intrinsic function that cannot be made sense of. The message is the cause's last part. */
export class IntrinsicError extends Error {}

/** An argument that a function cannot work with; AWS says no more than which function it was. */
class ArgumentError extends Error {}

/** @throws ArgumentError */
const refuse = (): never => {
  throw new ArgumentError();
};

const list = (value: Json): Json[] => (Array.isArray(value) ? value : refuse());
const text = (value: Json): string => (typeof value === "string" ? value : refuse());
const number = (value: Json): number => (typeof value === "number" ? value : refuse());

/** Integers have 32 bits. Source: "Intrinsic functions for JSONPath states in Step Functions". */
const int32 = (value: number): number => (value === (value | 0) ? value | 0 : refuse());

/** MathAdd rounds what should be an integer as Java's Math.round does (observed). */
const rounded = (value: Json): number => int32(Math.round(number(value)));

/** All other functions cut the fraction off (observed of ArrayRange, ArrayPartition and MathRandom). */
const truncated = (value: Json): number => int32(Math.trunc(number(value)));

/** AWS's limits: 1,000 elements for a range, 10,000 characters for encodings and hashes. */
const RANGE_LIMIT = 1000;
const TEXT_LIMIT = 10_000;

const limited = (string: string): string => (string.length <= TEXT_LIMIT ? string : refuse());

const HASHES: Record<string, string> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

/** The digest of a text, in hex; undefined where there is no such algorithm. */
export function digest(content: string, algorithm: string): string | undefined {
  const name = Object.hasOwn(HASHES, algorithm) ? HASHES[algorithm]! : undefined;
  return name && createHash(name).update(content).digest("hex");
}

/** The digest of a string, or of the JSON text of anything else. */
function hash(data: Json, algorithm: Json): string {
  const content = typeof data === "string" ? data : JSON.stringify(data);
  return digest(limited(content), text(algorithm)) ?? refuse();
}

/** From `start` to `end` inclusive, by `step`; empty where the step leads away from the end. */
export function range(start: number, end: number, step: number): number[] {
  const length = Math.max(0, Math.floor((end - start) / step) + 1);
  return Array.from({ length }, (_, i) => start + i * step);
}

function arrayRange(start: Json, end: Json, step: Json): Json {
  const [from, to, by] = [truncated(start), truncated(end), truncated(step)];
  return by === 0 || (to - from) / by >= RANGE_LIMIT ? refuse() : range(from, to, by);
}

/** Chunks of at most `size`. */
export const partition = (values: Json[], size: number): Json[][] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, i) => values.slice(i * size, (i + 1) * size));

function arrayPartition(values: Json, size: Json): Json {
  const chunk = truncated(size);
  return chunk < 1 ? refuse() : partition(list(values), chunk);
}

function item(values: Json, index: Json): Json {
  const found = list(values)[truncated(index)];
  return found === undefined ? refuse() : found;
}

/** What Java's Base64 decoder takes: the plain alphabet, without white space; padding may be absent. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

function decoded(value: Json): string {
  const encoded = limited(text(value));
  return BASE64.test(encoded) ? Buffer.from(encoded, "base64").toString() : refuse();
}

/** States.Format shows a string as it is, and a structure as Java's toString does: `{a=1, b=[2]}` (observed). */
function javaText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(javaText).join(", ")}]`;
  if (!isObject(value)) return String(value);
  return `{${Object.entries(value)
    .map(([key, member]) => `${key}=${javaText(member)}`)
    .join(", ")}}`;
}

/**
 * A template's braces and backslashes are escaped by a backslash. Unsure: AWS's exact words, which are pieced together
 * from what people quote.
 */
function format(template: Json, ...args: Json[]): string {
  let count = 0;
  const shown = text(template).replaceAll(/\\([\s\S])|\{\}|\{/g, (token, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    if (token === "{") {
      throw new IntrinsicError("Invalid template in States.Format: matching '}' not found for '{'.");
    }
    const arg = args[count++];
    return arg === undefined ? "" : javaText(arg);
  });
  if (count === args.length) return shown;
  throw new IntrinsicError(
    "Invalid arguments in States.Format: number of arguments do not match the occurrences of {}.",
  );
}

/** Each character of the delimiter splits, and empty parts are dropped (observed). */
function split(value: Json, delimiter: Json): string[] {
  const delimiters = new Set(text(delimiter));
  const parts: string[] = [];
  let part = "";
  for (const character of text(value)) {
    if (delimiters.has(character)) {
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

/** AWS merges shallowly only: the third argument has to be false. */
const merge = (left: Json, right: Json, deep: Json): Json =>
  isObject(left) && isObject(right) && deep === false ? { ...left, ...right } : refuse();

/** An empty text is null, and so is null itself: Jackson reads nothing there (getmoto/moto answers the same). */
function stringToJson(value: Json): Json {
  if (value === null) return null;
  const json = text(value);
  if (json.trim() === "") return null;
  try {
    return parseJson(json);
  } catch {
    return refuse();
  }
}

/** Unsure: how AWS makes an integer of Java's random numbers. */
function random(start: Json, end: Json, seed?: Json): number {
  const [from, to] = [truncated(start), truncated(end)];
  if (from >= to) refuse();
  const fraction = seed === undefined ? Math.random() : new JavaRandom(truncated(seed)).nextDouble();
  return from + Math.floor(fraction * (to - from));
}

/** A function, with how many arguments it takes at least and at most. */
type Intrinsic = [least: number, most: number, call: (...args: Json[]) => Json];

/** The intrinsic functions of JSONPath states, by name. */
const intrinsics: Record<string, Intrinsic> = {
  "States.Array": [0, Infinity, (...items) => items],
  "States.ArrayPartition": [2, 2, (values, size) => arrayPartition(values!, size!)],
  "States.ArrayContains": [2, 2, (values, value) => list(values!).some((member) => equal(member, value))],
  "States.ArrayRange": [3, 3, (start, end, step) => arrayRange(start!, end!, step!)],
  "States.ArrayGetItem": [2, 2, (values, index) => item(values!, index!)],
  "States.ArrayLength": [1, 1, (values) => list(values!).length],
  "States.ArrayUnique": [1, 1, (values) => unique(list(values!))],
  "States.Base64Encode": [1, 1, (value) => Buffer.from(limited(text(value!))).toString("base64")],
  "States.Base64Decode": [1, 1, (value) => decoded(value!)],
  "States.Hash": [2, 2, (data, algorithm) => hash(data!, algorithm!)],
  "States.JsonMerge": [3, 3, (left, right, deep) => merge(left!, right!, deep!)],
  "States.StringToJson": [1, 1, (value) => stringToJson(value!)],
  "States.JsonToString": [1, 1, (value) => JSON.stringify(value)],
  "States.MathRandom": [2, 3, (start, end, seed) => random(start!, end!, seed)],
  "States.MathAdd": [2, 2, (a, b) => int32(rounded(a!) + rounded(b!))],
  "States.StringSplit": [2, 2, (value, delimiters) => split(value!, delimiters!)],
  "States.UUID": [0, 0, () => randomUUID()],
  "States.Format": [1, Infinity, (template, ...args) => format(template!, ...args)],
};

/** Whether there is such a function. */
export const isIntrinsicName = (name: string): boolean => Object.hasOwn(intrinsics, name);

/**
 * Calls a function that there is.
 * @throws IntrinsicError `Invalid arguments in States.MathAdd`: AWS does not say which, nor why (observed in
 *   aws-test-harness, which runs on AWS).
 */
export function applyIntrinsic(name: string, args: Json[]): Json {
  const [least, most, call] = intrinsics[name]!;
  try {
    return args.length < least || args.length > most ? refuse() : call(...args);
  } catch (error) {
    if (error instanceof ArgumentError) throw new IntrinsicError(`Invalid arguments in ${name}`);
    throw error;
  }
}
