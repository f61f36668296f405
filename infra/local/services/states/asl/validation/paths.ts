import type { Json } from "../definition.ts";
import { isIntrinsic, parseIntrinsic } from "../intrinsic-call.ts";
import { compilePath, type JsonPath } from "../json-path.ts";
import { type Check, isOf } from "./fields.ts";
import type { Validation } from "./validation.ts";
import { warnOfLostPath } from "./warnings.ts";

/** A path into the input, the context object (`$$.`) or a variable (`$name`); undefined where a text is none. */
function pathOf(text: string): JsonPath | undefined {
  if (!text.startsWith("$")) return;
  const inner = text.startsWith("$$") ? text.slice(1) : text;
  try {
    return compilePath(/^\$[\p{L}_]/u.test(inner) ? `$.${inner.slice(1)}` : inner);
  } catch {
    return;
  }
}

/** A field's value that has to be a path, or a call of an intrinsic function. `at` is where the field is. */
export function requirePathOrCall(validation: Validation, value: Json, field: string, at: string): void {
  validation.later(() => {
    if (isPathOrCall(value)) return;
    validation.schema(
      `The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call`,
      at,
    );
  });
}

/** Whether a value is a path, or a call of intrinsic functions whose every argument is sound. */
function isPathOrCall(value: Json): boolean {
  if (typeof value !== "string") return false;
  if (!isIntrinsic(value)) return pathOf(value) !== undefined;
  try {
    return pathsIn(parseIntrinsic(value)).every((path) => pathOf(path) !== undefined);
  } catch {
    return false;
  }
}

function pathsIn(call: ReturnType<typeof parseIntrinsic>): string[] {
  return call.arguments.flatMap((argument) => {
    if (argument.kind === "call") return pathsIn(argument);
    return argument.kind === "path" ? [argument.path] : [];
  });
}

/** InputPath and OutputPath: any path, or null for an empty object. */
export const path: Check = ({ validation }, value, at) => {
  if (value === null || !isOf(validation, value, "STRING", at)) return;
  validation.later(() => {
    if (!pathOf(value as string)) validation.schema("Value must be a valid JSONPath.", at);
  });
};

interface Reference {
  /** Whether it may lead into the context object, or into variables. */
  context?: boolean;
  variables?: boolean;
  nullable?: boolean;
}

/**
 * A reference path: one that leads to a single node. Worded as observed (cdk-preflight's `pf-sfn-asl-jsonpath-syntax`,
 * floci-io/floci issue 3733: ItemsPath may use the context object, a Map's numbers may not).
 */
export const reference =
  ({ context = true, variables = true, nullable = false }: Reference = {}): Check =>
  ({ validation }, value, at) => {
    if ((nullable && value === null) || !isOf(validation, value, "STRING", at)) return;
    const text = value as string;
    if (!text.startsWith("$")) {
      validation.schema("Value is not a Reference Path: Reference path didn't start with '$'", at);
      return;
    }
    const allowed = text.startsWith("$$") ? context : variables || /^\$($|[.[])/.test(text);
    validation.later(() => {
      if (!(allowed && pathOf(text)?.single)) validation.schema("Value is not a Reference Path", at);
    });
  };

/** ErrorPath and CausePath: a path, or a call of an intrinsic function. */
export const pathOrCall: Check = ({ validation }, value, at) => {
  if (isOf(validation, value, "STRING", at)) {
    requirePathOrCall(validation, value, at.split("/").at(-1)!, at.slice(0, at.lastIndexOf("/")));
  }
};

/** A text that is taken as it stands; JSONPath states have another field for paths. */
export const text: Check = (place, value, at) => {
  if (isOf(place.validation, value, "STRING", at)) warnOfLostPath(place, value as string, at);
};
