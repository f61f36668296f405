import type { ValidateStateMachineDefinitionDiagnostic } from "@aws-sdk/client-sfn";
import { AwsError } from "../../../errors.ts";
import { type Flow, isObject, type JsonObject, type QueryLanguage } from "./definition.ts";
import { checkFields } from "./validate-fields.ts";
import { checkState } from "./validate-state.ts";

export type Diagnostic = ValidateStateMachineDefinitionDiagnostic;

/** Collects what is wrong, each with its JSON pointer. */
export interface Report {
  language: QueryLanguage;
  add(code: string, message: string, location: string): void;
}

export const SCHEMA = "SCHEMA_VALIDATION_FAILED";
const TARGET = "MISSING_TRANSITION_TARGET";

/** AWS's limit on a definition, in bytes of UTF-8. */
const DEFINITION_LIMIT = 1024 * 1024;

/**
 * A definition that AWS would take.
 * @throws AwsError InvalidDefinition, listing every problem as `CODE: message at /States/Name/Field`
 */
export function requireValid(definition: string | undefined): string {
  const text = definition ?? "";
  const errors = validateDefinition(text).filter(({ severity }) => severity === "ERROR");
  if (errors.length === 0) return text;
  const problems = errors.map(
    ({ code, message, location }) => `${code}: ${message}${location ? ` at ${location}` : ""}`,
  );
  const shown = problems.length === 1 ? problems[0] : problems.map((problem) => `'${problem}'`).join(", ");
  throw new AwsError("InvalidDefinition", `Invalid State Machine Definition: '${shown}'`);
}

/** Everything that is wrong with a definition, in the order in which it is written. */
export function validateDefinition(text: string): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const add = (code: string, message: string, location: string) =>
    diagnostics.push({ severity: "ERROR", code, message, ...(location && { location }) });
  let definition: unknown;
  try {
    definition = JSON.parse(text);
  } catch (error) {
    add("INVALID_JSON_DESCRIPTION", (error as Error).message, "");
    return diagnostics;
  }
  if (Buffer.byteLength(text) > DEFINITION_LIMIT) {
    add(SCHEMA, `The definition is longer than ${DEFINITION_LIMIT} bytes`, "/");
  }
  if (!isObject(definition)) {
    add("INVALID_JSON_DESCRIPTION", "The definition is not a JSON object", "");
    return diagnostics;
  }
  const language = definition.QueryLanguage === "JSONata" ? "JSONata" : "JSONPath";
  checkFlow({ language, add }, definition, "", [
    "Comment",
    "QueryLanguage",
    "StartAt",
    "States",
    "TimeoutSeconds",
    "Version",
  ]);
  return diagnostics;
}

/** A machine, a branch or a processor: its own fields, each of its states, and the way through them. */
export function checkFlow(
  report: Report,
  flow: JsonObject,
  at: string,
  fields: readonly string[] = ["Comment", "QueryLanguage", "StartAt", "States", "ProcessorConfig"],
): void {
  checkFields(report, flow, at, fields, ["StartAt", "States"]);
  const { StartAt, States } = flow;
  if (!isObject(States)) return;
  if (Object.keys(States).length === 0) report.add(SCHEMA, "States must not be empty", `${at}/States`);
  for (const [name, state] of Object.entries(States)) {
    const location = `${at}/States/${name}`;
    if (isObject(state)) checkState(report, state, location);
    else report.add(SCHEMA, "Expected an object", location);
  }
  if (typeof StartAt !== "string") return;
  if (!Object.hasOwn(States, StartAt)) {
    report.add(TARGET, `Missing 'StartAt' target: ${StartAt}`, `${at}/StartAt`);
    return;
  }
  // What a Flow needs for its transitions has just been checked.
  checkTransitions(report, flow as unknown as Flow, at);
}

/** Every Next has a state to go to, and every state can be reached. */
function checkTransitions(report: Report, { StartAt, States }: Flow, at: string): void {
  const reached = new Set<string>();
  const open = [StartAt];
  const go = (name: unknown, location: string): void => {
    if (typeof name !== "string") return;
    if (Object.hasOwn(States, name)) open.push(name);
    else report.add(TARGET, `Missing 'Next' target: ${name}`, location);
  };
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = States[name];
    if (reached.has(name) || !isObject(state)) continue;
    reached.add(name);
    const location = `${at}/States/${name}`;
    go(state.Next, `${location}/Next`);
    if (state.Type === "Choice") go(state.Default, `${location}/Default`);
    for (const [i, rule] of listOf(state.Choices).entries()) go(rule.Next, `${location}/Choices[${i}]/Next`);
    for (const [i, catcher] of listOf(state.Catch).entries())
      go(catcher.Next, `${location}/Catch[${i}]/Next`);
  }
  for (const name of Object.keys(States)) {
    if (!reached.has(name)) report.add(TARGET, `State "${name}" is not reachable.`, `${at}/States/${name}`);
  }
}

const listOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
