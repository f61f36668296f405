import { DecodeError } from "./http.ts";
import type { Member, Shape, StructureShape } from "./shapes.ts";
import { decodeBase64, decodeTimestamp } from "./text-values.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Parses a JSON body; an empty one is an empty object, as AWS takes it. */
export function parseJsonBody(body: Uint8Array): Json {
  const text = new TextDecoder().decode(body);
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new DecodeError("The request body is not valid JSON");
  }
}

/** REST services may spell a member differently on the wire; RPC ones have no such trait. */
const nameInJson = ({ name, traits }: Member): string => traits.jsonName ?? name;

/** Reads the members of a structure that are in the JSON; unknown ones are dropped, as AWS drops them. */
export function decodeJsonStructure(
  shape: StructureShape,
  json: Json,
  members: readonly Member[] = shape.members,
): Record<string, unknown> {
  if (json === null || typeof json !== "object" || Array.isArray(json)) throw unexpected(json, "a structure");
  const entries: [string, unknown][] = [];
  for (const member of members) {
    const name = nameInJson(member);
    const value = Object.hasOwn(json, name) ? json[name] : undefined;
    if (value !== undefined && value !== null) entries.push([member.name, decodeJson(member.shape, value)]);
  }
  return Object.fromEntries(entries);
}

function decodeJson(shape: Shape, json: Json): unknown {
  switch (shape.kind) {
    case "structure":
      return decodeJsonStructure(shape, json);
    case "list":
      if (!Array.isArray(json)) throw unexpected(json, "a list");
      return json.filter((item) => item !== null).map((item) => decodeJson(shape.item.shape, item));
    case "map":
      if (json === null || typeof json !== "object" || Array.isArray(json)) throw unexpected(json, "a map");
      return Object.fromEntries(
        Object.entries(json)
          .filter(([, value]) => value !== null)
          .map(([key, value]) => [key, decodeJson(shape.value.shape, value)]),
      );
    case "string":
      if (typeof json !== "string") throw unexpected(json, "a String");
      return json;
    case "number":
      if (typeof json === "string" && /^(NaN|-?Infinity)$/.test(json)) return Number(json);
      if (typeof json !== "number") throw unexpected(json, "a number");
      return json;
    case "boolean":
      if (typeof json !== "boolean") throw unexpected(json, "Boolean");
      return json;
    case "timestamp":
      if (typeof json !== "number" && typeof json !== "string") throw unexpected(json, "a timestamp");
      return decodeTimestamp(json, "a timestamp");
    case "blob":
      if (typeof json !== "string") throw unexpected(json, "a blob");
      return decodeBase64(json, "a blob");
    case "document":
      return json;
  }
}

/** In the words of AWS's JSON services (observed: `NUMBER_VALUE can not be converted to a String`). */
function unexpected(json: Json, wanted: string): DecodeError {
  const found =
    json === null
      ? "null"
      : Array.isArray(json)
        ? "Start of list"
        : typeof json === "object"
          ? "Start of structure or map"
          : typeof json === "boolean"
            ? `${String(json).toUpperCase()}_VALUE`
            : `${(typeof json).toUpperCase()}_VALUE`;
  return new DecodeError(`${found} can not be converted to ${wanted}`);
}

/** Writes the members of a structure that have a value. Time stamps are epoch seconds unless the model says else. */
export function encodeJsonStructure(
  shape: StructureShape,
  value: object,
  members: readonly Member[] = shape.members,
): Record<string, Json> {
  const source = value as Record<string, unknown>;
  const entries: [string, Json][] = [];
  for (const member of members) {
    const item = source[member.name];
    if (item !== undefined && item !== null)
      entries.push([nameInJson(member), encodeJson(member.shape, item)]);
  }
  return Object.fromEntries(entries);
}

function encodeJson(shape: Shape, value: unknown): Json {
  switch (shape.kind) {
    case "structure":
      return encodeJsonStructure(shape, value as object);
    case "list":
      return (value as unknown[]).map((item) => encodeJson(shape.item.shape, item));
    case "map":
      return Object.fromEntries(
        Object.entries(value as Record<string, unknown>)
          .filter(([, item]) => item !== undefined)
          .map(([key, item]) => [key, encodeJson(shape.value.shape, item)]),
      );
    case "timestamp": {
      const date = value as Date;
      if (shape.format === "date-time") return date.toISOString();
      if (shape.format === "http-date") return date.toUTCString();
      return date.getTime() / 1000;
    }
    case "blob":
      return (typeof value === "string" ? Buffer.from(value) : Buffer.from(value as Uint8Array)).toString(
        "base64",
      );
    case "number":
      return typeof value === "number" && !Number.isFinite(value) ? String(value) : (value as number);
    default:
      return value as Json;
  }
}
