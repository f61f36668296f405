import type { Json, JsonObject, QueryLanguage, StateType } from "../definition.ts";
import { parseTimestamp } from "../timestamp.ts";
import { choices } from "./choice.ts";
import {
  atMostOne,
  type Check,
  checkFields,
  exactlyOne,
  MAX_SECONDS,
  number,
  objectsOf,
  ofType,
  oneOf,
} from "./fields.ts";
import { checkFlow } from "./flow.ts";
import {
  checkMap,
  itemBatcher,
  itemProcessor,
  itemReader,
  items,
  label,
  MAP_NUMBER_PATHS,
  MAP_NUMBERS,
  resultWriter,
} from "./map.ts";
import { path, pathOrCall, reference, text } from "./paths.ts";
import { catchers, retry } from "./recovery.ts";
import { checkTask, credentials, resource } from "./task.ts";
import type { Place } from "./validation.ts";
import { assign, computedText, template, value } from "./values.ts";
import { warnOfStaticResult } from "./warnings.ts";

const queryLanguage = oneOf("JSONPath", "JSONata");
const seconds = number({ min: 1, max: MAX_SECONDS });
const string = ofType("STRING");

const errorText: Check = (place, given, at) => {
  (place.language === "JSONata" ? computedText : text)(place, given, at);
};

const timestamp: Check = (place, given, at) => {
  errorText(place, given, at);
  if (typeof given !== "string" || given.startsWith("{%") || parseTimestamp(given) !== undefined) return;
  place.validation.schema("String does not match RFC3339 timestamp", at);
};

const branches: Check = (place, given, at) => {
  for (const [branch, location] of objectsOf(place.validation, given, at)) checkFlow(place, branch, location);
};

/** Fields that states of either language have. */
const FIELDS: Record<string, Check> = {
  Type: string,
  Comment: string,
  QueryLanguage: queryLanguage,
  Next: string,
  End: ofType("BOOLEAN"),
  Default: string,
  Choices: choices,
  Branches: branches,
  Resource: resource,
  Credentials: credentials,
  TimeoutSeconds: seconds,
  HeartbeatSeconds: seconds,
  Retry: retry,
  Catch: catchers,
  Seconds: number({ min: 0, max: MAX_SECONDS }),
  Timestamp: timestamp,
  Error: errorText,
  Cause: errorText,
  ItemProcessor: itemProcessor,
  Iterator: itemProcessor,
  ItemSelector: template,
  ItemReader: itemReader,
  ItemBatcher: itemBatcher,
  ResultWriter: resultWriter,
  Label: label,
  ...MAP_NUMBERS,
};

const WITH_RESULT: readonly string[] = ["Task", "Parallel", "Map"];

/** Fields that only one language has. Assign differs with the type of state: a result is there in some. */
const OWN_FIELDS: Record<QueryLanguage, Record<string, Check>> = {
  JSONata: { Arguments: value(), Items: items },
  JSONPath: {
    InputPath: path,
    OutputPath: path,
    ResultPath: reference({ context: false, variables: false, nullable: true }),
    Parameters: template,
    ResultSelector: template,
    Result: warnOfStaticResult,
    ItemsPath: reference(),
    TimeoutSecondsPath: reference(),
    HeartbeatSecondsPath: reference(),
    SecondsPath: reference(),
    TimestampPath: reference(),
    ErrorPath: pathOrCall,
    CausePath: pathOrCall,
    ...MAP_NUMBER_PATHS,
  },
};

const IN_AND_OUT = ["InputPath", "OutputPath", "Output"];
const RESULT = ["Parameters", "ResultSelector", "ResultPath"];
const RECOVERY = ["Retry", "Catch"];
const ONWARD = ["Assign", "Next", "End"];

/** What each type may have. Observed of eight types and fifty fields: cdk-preflight's `pf-sfn-asl-state-fields`. */
const STATES: Record<StateType, { fields: string[]; required?: string[] }> = {
  Pass: { fields: [...IN_AND_OUT, "Parameters", "Result", "ResultPath", ...ONWARD] },
  Task: {
    fields: [
      ...[...IN_AND_OUT, ...RESULT, "Arguments", "Resource", "Credentials", ...RECOVERY, ...ONWARD],
      ...["TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds", "HeartbeatSecondsPath"],
    ],
    required: ["Resource"],
  },
  Choice: { fields: [...IN_AND_OUT, "Assign", "Choices", "Default"], required: ["Choices"] },
  Wait: { fields: [...IN_AND_OUT, "Seconds", "SecondsPath", "Timestamp", "TimestampPath", ...ONWARD] },
  // Unsure: cdk-preflight has Succeed without Assign, the Developer Guide ("Passing data between states with
  // variables") has it.
  Succeed: { fields: [...IN_AND_OUT, "Assign"] },
  Fail: { fields: ["Error", "ErrorPath", "Cause", "CausePath"] },
  Parallel: {
    fields: [...IN_AND_OUT, ...RESULT, "Arguments", "Branches", ...RECOVERY, ...ONWARD],
    required: ["Branches"],
  },
  Map: {
    fields: [
      ...[
        ...IN_AND_OUT,
        ...RESULT,
        ...RECOVERY,
        ...ONWARD,
        "Items",
        "ItemsPath",
        "ItemProcessor",
        "Iterator",
      ],
      ...["ItemSelector", "ItemReader", "ItemBatcher", "ResultWriter", "Label"],
      ...[...Object.keys(MAP_NUMBERS), ...Object.keys(MAP_NUMBER_PATHS)],
    ],
  },
};

/** Checks one state: its fields, its values, what it goes on to, and what runs inside it. */
export function checkState(outer: Omit<Place, "language">, state: JsonObject, at: string): void {
  const { validation } = outer;
  const { Type: type } = state;
  if (type === undefined) {
    validation.schema("These fields are required: [Type]", at);
    return;
  }
  if (typeof type !== "string" || !Object.hasOwn(STATES, type)) {
    oneOf(...Object.keys(STATES))({ ...outer, language: validation.language }, type, `${at}/Type`);
    return;
  }
  const { fields, required } = STATES[type as StateType];
  checkFields(validation, state, at, ["Type", "Comment", "QueryLanguage", ...fields], required);
  const place: Place = { ...outer, language: languageOf(outer, state) };
  const downgraded = validation.language === "JSONata" && state.QueryLanguage === "JSONPath";
  if (downgraded) {
    validation.schema(
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
      at,
    );
  }
  const checks = { ...FIELDS, ...OWN_FIELDS[place.language], ...valuesOf(place, type) };
  for (const field of Object.keys(state)) {
    if (!(fields.includes(field) || ["Type", "Comment", "QueryLanguage"].includes(field))) continue;
    if (Object.hasOwn(checks, field)) checks[field]!(place, state[field] as Json, `${at}/${field}`);
    else if (!downgraded) {
      const other = place.language === "JSONata" ? "JSONPath" : "JSONata";
      validation.schema(
        `The QueryLanguage is set to '${place.language}', but field '${field}' is only supported for the '${other}' QueryLanguage`,
        at,
      );
    }
  }
  checkTogether(place, state, at);
}

/** JSONPath only where it is spelled so: whatever else stands there is JSONata, and complained of (observed). */
function languageOf({ validation }: Omit<Place, "language">, { QueryLanguage }: JsonObject): QueryLanguage {
  if (QueryLanguage === undefined) return validation.language;
  return QueryLanguage === "JSONPath" ? "JSONPath" : "JSONata";
}

/** Output and Assign, which can refer to a result in the states that have one. */
function valuesOf({ language }: Place, type: string): Record<string, Check> {
  if (language === "JSONPath") return { Assign: assign() };
  return WITH_RESULT.includes(type)
    ? { Output: value("result"), Assign: assign("result") }
    : { Output: value(), Assign: assign() };
}

/** What fields of one state must not, or have to, stand together. */
function checkTogether(place: Place, state: JsonObject, at: string): void {
  const { validation } = place;
  const type = state.Type as StateType;
  if (STATES[type].fields.includes("Next")) exactlyOne(validation, state, at, ["Next", "End"]);
  // Unsure: what AWS says to an End that is false, which ends nothing and leads nowhere.
  if (state.End === false) validation.schema("Value should be one of the following: [true]", `${at}/End`);
  if (type === "Wait") {
    exactlyOne(validation, state, at, ["SecondsPath", "Seconds", "TimestampPath", "Timestamp"]);
  }
  for (const field of ["TimeoutSeconds", "HeartbeatSeconds", "Error", "Cause", ...Object.keys(MAP_NUMBERS)]) {
    atMostOne(validation, state, at, [field, `${field}Path`]);
  }
  if (type === "Map") checkMap(place, state, at);
  if (type !== "Task") return;
  checkTask(place, state, at);
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
  if (typeof timeout === "number" && typeof heartbeat === "number" && heartbeat >= timeout) {
    // Source: Developer Guide, "Task workflow state". Unsure: AWS's wording.
    validation.schema("HeartbeatSeconds must be less than TimeoutSeconds", `${at}/HeartbeatSeconds`);
  }
}
