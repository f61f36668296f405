import { isObject, type Json } from "../definition.ts";
import type { Place } from "./validation.ts";

/**
 * What AWS takes and yet warns of. Source: API reference, ValidateStateMachineDefinitionDiagnostic, "List of warning
 * codes"; unsure: the messages, which are that list's own descriptions.
 */

/** Whether a text was probably meant to be a path or a call, and not itself. */
const looksLikePath = (value: string): boolean =>
  /^\$\$?[.[]/.test(value) || /^States\.[A-Z]\w*\(/.test(value);

/** A member of a JSONPath payload template that is a path without saying so. */
export function warnOfNoDollar({ validation, language }: Place, value: Json, at: string): void {
  if (language !== "JSONPath" || typeof value !== "string" || !looksLikePath(value)) return;
  validation.warn("NO_DOLLAR", "No `.$` on a field that appears to be a JSONPath or Intrinsic Function.", at);
}

/** A path in a field that takes none, where another, whose name ends in `Path`, does. */
export function warnOfLostPath({ validation, language }: Place, value: string, at: string): void {
  if (language !== "JSONPath" || !looksLikePath(value)) return;
  validation.warn("NO_PATH", "Field value looks like a path, but field name does not end with 'Path'.", at);
}

/** A Pass state's Result is taken as it stands. */
export function warnOfStaticResult(place: Place, value: Json, at: string): void {
  const isPath = (inner: Json): boolean =>
    typeof inner === "string"
      ? looksLikePath(inner)
      : Array.isArray(inner)
        ? inner.some(isPath)
        : isObject(inner) &&
          Object.entries(inner).some(([key, member]) => key.endsWith(".$") || isPath(member));
  if (!isPath(value)) return;
  place.validation.warn("PASS_RESULT_IS_STATIC", "Attempt to use a path in the result of a pass state.", at);
}
