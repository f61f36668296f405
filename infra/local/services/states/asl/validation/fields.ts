import { isObject, type Json, type JsonObject } from "../definition.ts";
import { expressionIn } from "../jsonata.ts";
import type { Place, Validation } from "./validation.ts";

/** Checks a field's value. */
export type Check = (place: Place, value: Json, at: string) => void;

/** The fields that an object must and may have. Messages as AWS words them (floci-io/floci issue 2735). */
export function checkFields(
  validation: Validation,
  object: JsonObject,
  at: string,
  allowed: readonly string[],
  required: readonly string[] = [],
): void {
  const missing = required.filter((field) => !Object.hasOwn(object, field));
  if (missing.length > 0) validation.schema(`These fields are required: [${missing.join(", ")}]`, at);
  for (const field of Object.keys(object)) {
    if (!allowed.includes(field)) validation.schema(`Field '${field}' is not supported`, at);
  }
}

/** Of these fields an object may have one. */
export function atMostOne(validation: Validation, object: JsonObject, at: string, fields: readonly string[]) {
  if (fields.filter((field) => Object.hasOwn(object, field)).length > 1) {
    validation.schema(`There should only be one of the following fields: [${fields.join(", ")}]`, at);
  }
}

/** Of these fields an object must have one. */
export function exactlyOne(
  validation: Validation,
  object: JsonObject,
  at: string,
  fields: readonly string[],
): void {
  atMostOne(validation, object, at, fields);
  if (!fields.some((field) => Object.hasOwn(object, field))) {
    validation.schema(`This object should have only one of the following fields: [${fields.join(", ")}]`, at);
  }
}

type JsonType = "STRING" | "BOOLEAN" | "OBJECT" | "ARRAY";

const typeOf = (value: Json): string =>
  value === null ? "NULL" : Array.isArray(value) ? "ARRAY" : (typeof value).toUpperCase();

/** Whether a value is of a type; says so where it is not. Worded as AWS words it of QueryLanguage. */
export function isOf(validation: Validation, value: Json, type: JsonType, at: string): boolean {
  if (typeOf(value) === type) return true;
  validation.schema(`Expected value of type [${type}]`, at);
  return false;
}

export const ofType =
  (type: JsonType): Check =>
  ({ validation }, value, at) =>
    void isOf(validation, value, type, at);

export const oneOf =
  (...values: string[]): Check =>
  ({ validation }, value, at) => {
    if (!isOf(validation, value, "STRING", at) || values.includes(value as string)) return;
    validation.schema(`Value should be one of the following: [${values.join(", ")}]`, at);
  };

interface Range {
  min: number;
  max?: number;
  /** Bounds are then written with a decimal point, as AWS does of ToleratedFailurePercentage. */
  float?: boolean;
}

/** A number within a range; a JSONata state can compute it where it says so. */
export const number =
  ({ min, max = Infinity, float = false }: Range, computed = true): Check =>
  ({ validation, language }, value, at) => {
    if (computed && language === "JSONata" && expressionIn(value) !== undefined) return;
    if (typeof value !== "number" || !(float || Number.isInteger(value))) {
      validation.schema(`Expected value of type ${float ? "Double" : "Integer"}`, at);
      return;
    }
    const shown = (bound: number) => (float ? bound.toFixed(1) : String(bound));
    if (value < min) validation.schema(`Minimum value is ${shown(min)}`, at);
    if (value > max) validation.schema(`Maximum value is ${shown(max)}`, at);
  };

export const MAX_SECONDS = 99_999_999;

/** Checks an object's fields by a table, which says as well which there may be. */
export function checkTable(
  place: Place,
  value: Json,
  at: string,
  table: Record<string, Check>,
  required: readonly string[] = [],
): value is JsonObject {
  const { validation } = place;
  if (!isOf(validation, value, "OBJECT", at)) return false;
  const object = value as JsonObject;
  checkFields(validation, object, at, Object.keys(table), required);
  for (const [field, member] of Object.entries(object)) {
    if (Object.hasOwn(table, field)) table[field]!(place, member, `${at}/${field}`);
  }
  return true;
}

/** The objects of a list that must not be empty, each with its place. */
export function objectsOf(
  validation: Validation,
  value: Json,
  at: string,
  mayBeEmpty = false,
): [JsonObject, string][] {
  if (!isOf(validation, value, "ARRAY", at)) return [];
  const list = value as Json[];
  if (list.length === 0 && !mayBeEmpty) validation.schema("Value cannot be empty", at);
  return list.flatMap((item, i): [JsonObject, string][] => {
    const location = `${at}[${i}]`;
    if (isObject(item)) return [[item, location]];
    isOf(validation, item, "OBJECT", location);
    return [];
  });
}
