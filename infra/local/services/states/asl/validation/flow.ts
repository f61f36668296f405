import { isObject, type JsonObject } from "../definition.ts";
import { checkFields, isOf, ofType } from "./fields.ts";
import { checkState } from "./state.ts";
import { checkTransitions } from "./transitions.ts";
import type { Place } from "./validation.ts";

/** Unsure: how deep AWS lets Parallel and Map states stand inside one another. */
const MAX_DEPTH = 64;

/** A machine, a branch or a processor: its own fields, each of its states, and the way through them. */
export function checkFlow(
  place: Omit<Place, "language">,
  flow: JsonObject,
  at: string,
  more: string[] = [],
): void {
  const { validation, depth } = place;
  if (depth > MAX_DEPTH) {
    validation.fail("TOO_DEEPLY_NESTED", "The states are too deeply nested.", at);
    return;
  }
  checkFields(validation, flow, at, ["Comment", "StartAt", "States", ...more], ["StartAt", "States"]);
  const inside = { ...place, language: validation.language };
  for (const field of ["Comment", "StartAt"]) {
    if (flow[field] !== undefined) ofType("STRING")(inside, flow[field], `${at}/${field}`);
  }
  const { States } = flow;
  if (States === undefined || !isOf(validation, States, "OBJECT", `${at}/States`) || !isObject(States))
    return;
  if (Object.keys(States).length === 0) validation.schema("Value cannot be empty", `${at}/States`);
  for (const [name, state] of Object.entries(States)) {
    const location = `${at}/States/${name}`;
    checkName(place, name, location);
    if (isOf(validation, state, "OBJECT", location) && isObject(state)) {
      validation.later(() => checkState({ ...place, depth: depth + 1 }, state, location));
    }
  }
  checkTransitions(validation, flow, at);
}

/** Source: Developer Guide, "Quotas", state names. Unsure: the beginnings of AWS's messages. */
function checkName({ validation }: Omit<Place, "language">, name: string, at: string): void {
  // Characters, not UTF-16 units.
  if ([...name].length > 80) {
    validation.fail(
      "INVALID_STATE_NAME",
      `State name '${name}' exceeds the 80-character limit allowed by the service`,
      at,
    );
  }
  if (validation.names.has(name)) {
    validation.fail("DUPLICATE_STATE_NAME", `Duplicate State name: ${name}`, at);
  }
  validation.names.add(name);
}
