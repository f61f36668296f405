import { hasSdkService } from "../integrations/sdk-services.ts";
import { isObject, type JsonObject, type QueryLanguage, type StateType } from "./definition.ts";
import { parseResource } from "./task-resource.ts";
import { checkChoices } from "./validate-choice.ts";
import { checkFlow, type Report, SCHEMA } from "./validate-definition.ts";
import { checkFields, checkValue, isPath, isPathOrCall } from "./validate-fields.ts";
import { checkRecovery } from "./validate-recovery.ts";

interface Fields {
  common: readonly string[];
  JSONata: readonly string[];
  JSONPath: readonly string[];
  required?: readonly string[];
  /** Whether the state goes on to another, or ends its branch. */
  moves?: boolean;
}

const IN_AND_OUT = ["InputPath", "OutputPath"] as const;
const RECOVERY = ["Retry", "Catch"] as const;
const RESULT = ["Parameters", "ResultSelector", "ResultPath"] as const;
const TOLERANCE = ["MaxConcurrency", "ToleratedFailureCount", "ToleratedFailurePercentage"] as const;

/** What each type of state may have, in both query languages and in each. Source: Amazon States Language. */
const STATES: Record<StateType, Fields> = {
  Pass: {
    common: ["Assign"],
    JSONata: ["Output"],
    JSONPath: [...IN_AND_OUT, "Parameters", "Result", "ResultPath"],
    moves: true,
  },
  Task: {
    common: ["Assign", "Resource", "Credentials", "TimeoutSeconds", "HeartbeatSeconds", ...RECOVERY],
    JSONata: ["Arguments", "Output"],
    JSONPath: [...IN_AND_OUT, ...RESULT, "TimeoutSecondsPath", "HeartbeatSecondsPath"],
    required: ["Resource"],
    moves: true,
  },
  Choice: {
    common: ["Assign", "Choices", "Default"],
    JSONata: ["Output"],
    JSONPath: [...IN_AND_OUT],
    required: ["Choices"],
  },
  Wait: {
    common: ["Assign", "Seconds", "Timestamp"],
    JSONata: ["Output"],
    JSONPath: [...IN_AND_OUT, "SecondsPath", "TimestampPath"],
    moves: true,
  },
  Succeed: { common: ["Assign"], JSONata: ["Output"], JSONPath: [...IN_AND_OUT] },
  Fail: { common: ["Error", "Cause"], JSONata: [], JSONPath: ["ErrorPath", "CausePath"] },
  Parallel: {
    common: ["Assign", "Branches", ...RECOVERY],
    JSONata: ["Arguments", "Output"],
    JSONPath: [...IN_AND_OUT, ...RESULT],
    required: ["Branches"],
    moves: true,
  },
  Map: {
    common: [
      "Assign",
      "ItemProcessor",
      "Iterator",
      "ItemSelector",
      "ItemReader",
      "ItemBatcher",
      "ResultWriter",
      "Label",
      ...TOLERANCE,
      ...RECOVERY,
    ],
    JSONata: ["Items", "Output"],
    JSONPath: [...IN_AND_OUT, ...RESULT, "ItemsPath", ...TOLERANCE.map((field) => `${field}Path`)],
    moves: true,
  },
};

/** Fields that hold reference paths or paths, as opposed to values. */
const PATHS = ["InputPath", "OutputPath", "ResultPath", "ItemsPath", "SecondsPath", "TimestampPath"];
const NULLABLE = ["InputPath", "OutputPath", "ResultPath"];
const VALUES = ["Arguments", "Output", "Assign", "Parameters", "ResultSelector", "ItemSelector", "Items"];
const SCALARS = [
  "Seconds",
  "Timestamp",
  "Error",
  "Cause",
  "TimeoutSeconds",
  "HeartbeatSeconds",
  ...TOLERANCE,
];

/** Checks one state: its fields, its values, what it goes on to, and what runs inside it. */
export function checkState(report: Report, state: JsonObject, at: string): void {
  const { Type: type } = state;
  if (typeof type !== "string" || !Object.hasOwn(STATES, type)) {
    report.add(
      SCHEMA,
      type === undefined
        ? "These fields are required: [Type]"
        : `Value is not one of the allowed values: [${Object.keys(STATES).join(", ")}]`,
      type === undefined ? at : `${at}/Type`,
    );
    return;
  }
  const language = languageOf(report, state, at);
  const fields = STATES[type as StateType];
  const allowed = ["Type", "Comment", "QueryLanguage", ...fields.common, ...fields[language]];
  checkFields(report, state, at, fields.moves ? [...allowed, "Next", "End"] : allowed, fields.required ?? []);
  if (fields.moves) checkMoves(report, state, at);
  checkValues(report, language, state, at);
  if (type === "Task") checkResource(report, state, at);
  if (type === "Choice") checkChoices(report, language, state, at);
  if (type === "Wait") checkWait(report, state, at);
  checkRecovery(report, language, state, at);
  checkInside(report, state, at);
}

function languageOf(report: Report, state: JsonObject, at: string): QueryLanguage {
  const { QueryLanguage } = state;
  if (QueryLanguage === undefined) return report.language;
  if (QueryLanguage === "JSONPath" && report.language === "JSONata") {
    report.add(
      SCHEMA,
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
      `${at}/QueryLanguage`,
    );
  }
  return QueryLanguage === "JSONata" ? "JSONata" : "JSONPath";
}

function checkMoves(report: Report, state: JsonObject, at: string): void {
  if ((state.Next !== undefined) === (state.End === true)) {
    report.add(SCHEMA, "Exactly one of the following fields is required: [Next, End]", at);
  }
}

function checkValues(report: Report, language: QueryLanguage, state: JsonObject, at: string): void {
  for (const field of [...VALUES, ...SCALARS]) {
    if (state[field] !== undefined) checkValue(report, language, state[field], `${at}/${field}`);
  }
  for (const field of PATHS) {
    const value = state[field];
    if (value === undefined || (value === null && NULLABLE.includes(field)) || isPath(value)) continue;
    if (field !== "ResultPath" && isPathOrCall(value)) continue;
    report.add(
      SCHEMA,
      `Value is not a ${field === "ResultPath" ? "Reference Path" : "JSONPath"}`,
      `${at}/${field}`,
    );
  }
}

function checkResource(report: Report, { Resource }: JsonObject, at: string): void {
  if (Resource === undefined) return;
  const resource = typeof Resource === "string" ? parseResource(Resource) : undefined;
  if (!resource) {
    report.add(SCHEMA, "Value is not a valid resource ARN", `${at}/Resource`);
    return;
  }
  if (resource.kind !== "service") return;
  const { resourceType, action, pattern } = resource;
  const known = resourceType.startsWith("aws-sdk:")
    ? hasSdkService(resourceType.slice("aws-sdk:".length)) && pattern !== "sync"
    : (resourceType === "lambda" && action === "invoke" && pattern !== "sync") ||
      (resourceType === "states" && action === "startExecution");
  if (known) return;
  report.add(
    SCHEMA,
    `The resource provided ${String(Resource)} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
    `${at}/Resource`,
  );
}

function checkWait(report: Report, state: JsonObject, at: string): void {
  const ways = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"].filter((way) => way in state);
  if (ways.length === 1) return;
  report.add(
    SCHEMA,
    "Exactly one of the following fields is required: [Seconds, SecondsPath, Timestamp, TimestampPath]",
    at,
  );
}

function checkInside(report: Report, state: JsonObject, at: string): void {
  if (Array.isArray(state.Branches)) {
    for (const [i, branch] of state.Branches.entries()) {
      if (isObject(branch)) checkFlow(report, branch, `${at}/Branches[${i}]`);
    }
  }
  if (state.Type !== "Map") return;
  const processor = state.ItemProcessor === undefined ? "Iterator" : "ItemProcessor";
  const flow = state[processor];
  if (isObject(flow)) checkFlow(report, flow, `${at}/${processor}`);
  else report.add(SCHEMA, "These fields are required: [ItemProcessor]", at);
}
