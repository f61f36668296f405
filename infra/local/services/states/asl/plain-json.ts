import type { Json, JsonObject } from "./definition.ts";
import type { Evaluated } from "./jsonata.ts";
import { DEEPEST, PAYLOAD_LIMIT } from "./limits.ts";

/**
 * A copy of what an expression answered, free of JSONata's own marks on arrays. It is counted while it is copied: a
 * small expression can answer a structure whose parts are shared so often that its text would be endless.
 */
export function plainJson(found: unknown): Evaluated {
  // The least that the value's text can be long.
  let length = 0;
  let depth = 0;
  const copyOf = (value: unknown): Json => {
    length += typeof value === "string" ? value.length + 2 : 1;
    if (length > PAYLOAD_LIMIT) throw new NotPlain("too-large");
    if (value === null || typeof value === "string" || typeof value === "boolean") return value;
    // JSON has no number for these, so that AWS names them: `1/0` is "Infinity" (observed by floci-io/floci).
    if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
    if (typeof value !== "object" || ++depth > DEEPEST) throw new NotPlain("unsupported");
    const copy = Array.isArray(value) ? value.map(copyOf) : membersOf(value);
    depth--;
    return copy;
  };
  const membersOf = (value: object): JsonObject => {
    const copy: JsonObject = {};
    for (const [key, member] of Object.entries(value)) {
      // A JSONata object leaves out what is undefined.
      if (member === undefined) continue;
      if ("_jsonata_lambda" in value) throw new NotPlain("unsupported");
      length += key.length + 3;
      // Even `__proto__` is a member like any other.
      if (key === "__proto__") Object.defineProperty(copy, key, { ...MEMBER, value: copyOf(member) });
      else copy[key] = copyOf(member);
    }
    return copy;
  };
  try {
    return { value: copyOf(found) };
  } catch (error) {
    if (error instanceof NotPlain) return { failure: { kind: error.kind } };
    throw error;
  }
}

const MEMBER = { enumerable: true, configurable: true, writable: true };

class NotPlain extends Error {
  readonly kind: "too-large" | "unsupported";

  constructor(kind: NotPlain["kind"]) {
    super(kind);
    this.kind = kind;
  }
}
