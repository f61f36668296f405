import { isObject, type Json, type JsonObject } from "../asl/definition.ts";

/**
 * The SDK's schemas are tuples: `[3, namespace, name, traits, memberNames, memberSchemas]` for a structure,
 * `[1, namespace, name, traits, schema]` for a list, `[2, namespace, name, traits, keySchema, valueSchema]` for a
 * map; a member's may be `[schema, traits]`, a function that answers it, or a number for a simple shape.
 */
type Shape =
  | { kind: "structure"; members: Map<string, unknown> }
  | { kind: "list"; item: unknown }
  | { kind: "map"; value: unknown }
  | { kind: "simple"; type: number };

const [LIST, MAP, STRUCTURE, UNION] = [1, 2, 3, 4];
/** Simple shapes: a blob, a streaming blob, and the four forms of a time stamp. */
const BLOBS = new Set([21, 42]);
const TIMESTAMPS = new Set([4, 5, 6, 7]);
/** A list or map of simple shapes is a number: the item's, with one of these bits. */
const [LIST_BIT, MAP_BIT] = [64, 128];

/** What a schema describes. */
export function shapeOf(schema: unknown): Shape {
  if (typeof schema === "function") return shapeOf((schema as () => unknown)());
  if (typeof schema === "number") {
    if (schema & LIST_BIT) return { kind: "list", item: schema & ~LIST_BIT };
    if (schema & MAP_BIT) return { kind: "map", value: schema & ~MAP_BIT };
    return { kind: "simple", type: schema };
  }
  if (!Array.isArray(schema)) return { kind: "simple", type: 0 };
  const tuple = schema as unknown[];
  switch (tuple[0]) {
    case LIST:
      return { kind: "list", item: tuple[4] };
    case MAP:
      return { kind: "map", value: tuple[5] };
    case STRUCTURE:
    case UNION: {
      const names = tuple[4] as string[];
      return {
        kind: "structure",
        members: new Map(names.map((name, i) => [name, (tuple[5] as unknown[])[i]])),
      };
    }
    case 0:
      return shapeOf(tuple[4]);
  }
  // A member: its schema, and traits of its own.
  return shapeOf(tuple[0]);
}

/** The members that a structure must have: the first of them all, whose number its schema ends with. */
export function requiredIn(schema: unknown): string[] {
  if (typeof schema === "function") return requiredIn((schema as () => unknown)());
  if (!Array.isArray(schema)) return [];
  const [, , , , names, , required = 0] = schema as [
    unknown,
    unknown,
    unknown,
    unknown,
    string[],
    unknown,
    number?,
  ];
  return names.slice(0, required);
}

/** Parameters as a definition writes them (`StateMachineArn`), as the SDK's shape has them (`stateMachineArn`). */
export function toSdkShape(schema: unknown, value: Json): unknown {
  const shape = shapeOf(schema);
  if (value === null) return undefined;
  if (shape.kind === "list" && Array.isArray(value)) return value.map((item) => toSdkShape(shape.item, item));
  if (shape.kind === "map" && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, toSdkShape(shape.value, v)]));
  }
  if (shape.kind === "structure" && isObject(value)) {
    const byLowerCase = new Map([...shape.members.keys()].map((name) => [name.toLowerCase(), name]));
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => {
        const name = byLowerCase.get(key.toLowerCase()) ?? key;
        return [name, toSdkShape(shape.members.get(name), member)];
      }),
    );
  }
  if (shape.kind === "simple") {
    if (BLOBS.has(shape.type)) {
      return new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
    }
    if (TIMESTAMPS.has(shape.type) && typeof value === "string") return new Date(value);
    // A structure given where the service takes text is sent as JSON, such as StartExecution's Input (observed).
    if (shape.type === 0 && typeof value === "object") return JSON.stringify(value);
  }
  return value;
}

/** An operation's output as a task's result: members in the Java SDK's PascalCase, times as ISO 8601 text. */
export async function fromSdkShape(schema: unknown, value: unknown): Promise<Json | undefined> {
  if (value === undefined || value === null) return;
  const shape = shapeOf(schema);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (shape.kind === "simple" && BLOBS.has(shape.type)) return await streamText(value as object);
  if (Array.isArray(value)) {
    const item = shape.kind === "list" ? shape.item : undefined;
    const items = await Promise.all(value.map((one) => fromSdkShape(item, one)));
    return items.map((one) => one ?? null);
  }
  if (typeof value !== "object") return value as Json;
  const result: JsonObject = {};
  for (const [name, member] of Object.entries(value)) {
    if (name === "$metadata") continue;
    const known = shape.kind === "structure" ? shape.members.get(name) : undefined;
    const converted = await fromSdkShape(shape.kind === "map" ? shape.value : known, member);
    if (converted !== undefined) result[shape.kind === "map" ? name : pascalCase(name)] = converted;
  }
  return result;
}

/** The Java SDK lowers all but the first letter of an acronym: `MFADevices` is `MfaDevices`. */
export const pascalCase = (name: string): string =>
  (name[0]!.toUpperCase() + name.slice(1)).replaceAll(
    /([A-Z])([A-Z]+)(?=[A-Z][a-z]|$)/g,
    (_, first: string, rest: string) => first + rest.toLowerCase(),
  );

/** A streaming body, such as GetObject's, as text. */
async function streamText(body: object): Promise<string> {
  if ("transformToString" in body) return await (body.transformToString as () => Promise<string>)();
  const chunks: Uint8Array[] = [];
  if (Symbol.asyncIterator in body) {
    for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
