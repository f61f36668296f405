import type { TestStateInput } from "@aws-sdk/client-sfn";
import { AwsError } from "../../../errors.ts";
import { executionInput } from "../api/execution-input.ts";
import { isObject, type Json, type JsonObject } from "../asl/definition.ts";
import { parseJson } from "../asl/nesting.ts";
import type { TestedState } from "./tested-state.ts";

/** What a request says, read. */
export interface TestRequest {
  input: string;
  variables: JsonObject;
  context: JsonObject | undefined;
}

const refused = (message: string): AwsError => new AwsError("ValidationException", message);

/**
 * Reads a request's own texts, and holds its parameters to what may stand together. Source for the rules: TestState,
 * MockInput and TestStateConfiguration in the API reference. Unsure: AWS's wording of most.
 * @throws AwsError InvalidExecutionInput, ValidationException
 */
export function readRequest(request: TestStateInput, tested: TestedState): TestRequest {
  const { mock, context, variables } = request;
  const { Type } = tested.state;
  if (Type === "Task" && request.roleArn === undefined && !mock) {
    throw refused("RoleArn must be specified when testing a Task state without a mock");
  }
  if (context !== undefined && !mock) throw refused("Context can only be specified when a mock is specified");
  if (request.revealSecrets && mock) throw refused("RevealSecrets cannot be true when a mock is specified");
  checkMock(request, tested);
  checkConfiguration(request, tested);
  return {
    input: executionInput(request.input),
    variables: variables === undefined ? {} : objectIn(variables, "variables"),
    context: context === undefined ? undefined : contextIn(context),
  };
}

function checkMock({ mock }: TestStateInput, { state: { Type } }: TestedState): void {
  if (!mock) return;
  if (!["Task", "Map", "Parallel"].includes(Type)) {
    throw refused(`State type '${Type}' is not supported when a mock is specified`);
  }
  if ((mock.result === undefined) === (mock.errorOutput === undefined)) {
    throw refused("A mock must have exactly one of the following fields: [result, errorOutput]");
  }
  if (mock.errorOutput && !mock.errorOutput.error) {
    throw refused("The field 'error' is required when mock.errorOutput is specified");
  }
}

/** Each setting has a mock that it is about, and a type of state. */
function checkConfiguration({ mock, stateConfiguration = {} }: TestStateInput, { state }: TestedState): void {
  const { retrierRetryCount, errorCausedByState, mapIterationFailureCount, mapItemReaderData } =
    stateConfiguration;
  const rule = (name: string, given: unknown, holds: boolean, when: string): void => {
    if (given !== undefined && !holds) {
      throw refused(`stateConfiguration.${name} can only be specified ${when}`);
    }
  };
  const map = state.Type === "Map";
  rule("retrierRetryCount", retrierRetryCount, mock?.errorOutput !== undefined, "when an error is mocked");
  rule(
    "errorCausedByState",
    errorCausedByState,
    mock?.errorOutput !== undefined && (map || state.Type === "Parallel"),
    "when an error is mocked for a Map or Parallel state",
  );
  rule("mapIterationFailureCount", mapIterationFailureCount, map && !!mock, "for a Map state with a mock");
  rule(
    "mapItemReaderData",
    mapItemReaderData,
    map && !!state.ItemReader,
    "for a Map state with an ItemReader",
  );
  for (const [name, count] of Object.entries({ retrierRetryCount, mapIterationFailureCount })) {
    if (count !== undefined && count < 0) {
      throw refused(
        `1 validation error detected: Value '${count}' at 'stateConfiguration.${name}' failed to satisfy constraint: Member must have value greater than or equal to 0`,
      );
    }
  }
  if (errorCausedByState !== undefined && !names(state).has(errorCausedByState)) {
    throw refused(`State '${errorCausedByState}' not found in the state under test`);
  }
}

/** The names of the states inside a state. */
function names(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const item of value) names(item, found);
  if (!isObject(value)) return found;
  for (const flow of [
    value.ItemProcessor,
    value.Iterator,
    ...(Array.isArray(value.Branches) ? value.Branches : []),
  ]) {
    if (!isObject(flow) || !isObject(flow.States)) continue;
    for (const [name, state] of Object.entries(flow.States)) {
      found.add(name);
      names(state, found);
    }
  }
  return found;
}

export function jsonIn(text: string, what: string): Json {
  try {
    return parseJson(text) as Json;
  } catch {
    throw refused(`The value for '${what}' must be valid JSON`);
  }
}

function objectIn(text: string, what: string): JsonObject {
  const value = jsonIn(text, what);
  if (isObject(value)) return value;
  throw refused(`The value for '${what}' must be a JSON object`);
}

/** The members of the context object, and of those the members. Source: Developer Guide, "Context object". */
const CONTEXT: Record<string, readonly string[]> = {
  Execution: ["Id", "Input", "Name", "RoleArn", "StartTime", "RedriveCount", "RedriveTime"],
  State: ["EnteredTime", "Name", "RetryCount"],
  StateMachine: ["Id", "Name"],
  Task: ["Token"],
  Map: ["Item"],
};

function contextIn(text: string): JsonObject {
  const context = objectIn(text, "context");
  for (const [member, value] of Object.entries(context)) {
    const known = CONTEXT[member];
    if (!known) throw refused(`Context validation failed: the field '${member}' is not supported`);
    if (!isObject(value)) throw refused(`Context validation failed: the field '${member}' must be an object`);
    const unknown = Object.keys(value).find((inner) => !known.includes(inner));
    if (unknown !== undefined) {
      throw refused(`Context validation failed: the field '${member}.${unknown}' is not supported`);
    }
  }
  return context;
}
