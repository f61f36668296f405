import type { Json } from "../definition.ts";
import { type Check, checkTable, isOf, MAX_SECONDS, number, objectsOf, ofType, oneOf } from "./fields.ts";
import { reference } from "./paths.ts";
import type { Place } from "./validation.ts";
import { assign, value } from "./values.ts";

const errorEquals: Check = ({ validation }, names, at) => {
  if (!isOf(validation, names, "ARRAY", at)) return;
  if ((names as Json[]).length === 0) validation.schema("Value cannot be empty", at);
  for (const [i, name] of (names as Json[]).entries()) isOf(validation, name, "STRING", `${at}[${i}]`);
};

const RETRIER: Record<string, Check> = {
  Comment: ofType("STRING"),
  ErrorEquals: errorEquals,
  // Observed: zero seconds are taken, though the Developer Guide asks for a positive integer.
  IntervalSeconds: number({ min: 0, max: MAX_SECONDS }, false),
  MaxAttempts: number({ min: 0, max: MAX_SECONDS }, false),
  BackoffRate: number({ min: 1, float: true }, false),
  MaxDelaySeconds: number({ min: 1, max: 31_622_400 }, false),
  JitterStrategy: oneOf("NONE", "FULL"),
};

const CATCHER: Record<string, Check> = {
  Comment: ofType("STRING"),
  ErrorEquals: errorEquals,
  Next: ofType("STRING"),
};

const CATCHER_OF = {
  JSONata: { ...CATCHER, Assign: assign("errorOutput"), Output: value("errorOutput") },
  JSONPath: { ...CATCHER, Assign: assign(), ResultPath: reference({ variables: false, nullable: true }) },
};

export const retry: Check = (place, retriers, at) => {
  checkList(place, retriers, at, RETRIER, ["ErrorEquals"]);
};

export const catchers: Check = (place, list, at) => {
  checkList(place, list, at, CATCHER_OF[place.language], ["ErrorEquals", "Next"]);
};

function checkList(
  place: Place,
  list: Json,
  at: string,
  table: Record<string, Check>,
  required: readonly string[],
): void {
  const entries = objectsOf(place.validation, list, at, true);
  for (const [i, [entry, location]] of entries.entries()) {
    checkTable(place, entry, location, table, required);
    const names = Array.isArray(entry.ErrorEquals) ? entry.ErrorEquals : [];
    if (names.includes("States.ALL") && (names.length > 1 || i < entries.length - 1)) {
      place.validation.schema("States.ALL must appear alone and at end of list", `${location}/ErrorEquals`);
    }
  }
}
