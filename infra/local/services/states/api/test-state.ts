import { randomUUID } from "node:crypto";
import type { TestStateCommandOutput } from "@aws-sdk/client-sfn";
import { AwsError } from "../../../errors.ts";
import type { Call, Operations } from "../../../service.ts";
import { executionArn, machineArn } from "../arns.ts";
import { type Catcher, isObject, type Json, type State } from "../asl/definition.ts";
import { StateError } from "../asl/errors.ts";
import { prepareExit } from "../asl/exit.ts";
import { parseJson } from "../asl/nesting.ts";
import { errorOutputOf, failureOf } from "../asl/recovery.ts";
import { runState } from "../asl/run-branch.ts";
import { parseResource } from "../asl/task-resource.ts";
import { requireValid } from "../asl/validation/definition.ts";
import { Branch } from "../branch.ts";
import { textOf } from "../history.ts";
import { ExecutionRun } from "../run.ts";
import type { Execution } from "../store.ts";

type Tested = Omit<TestStateCommandOutput, "$metadata">;

const NAME = "TestState";

const refuse = (what: string): never => {
  throw new AwsError("ValidationException", `The local account does not know TestState with ${what} yet.`);
};

export const testStateOperations: Operations<"states"> = {
  async TestState(input, call) {
    if (input.mock) refuse("mock");
    if (input.stateName !== undefined) refuse("stateName");
    if (input.revealSecrets) refuse("revealSecrets");
    if ((input.inspectionLevel ?? "INFO") !== "INFO") refuse(`inspectionLevel ${input.inspectionLevel}`);
    const state = stateOf(input.definition);
    if (state.Type === "Task" && input.roleArn === undefined) {
      throw new AwsError("ValidationException", "A roleArn is required to test a Task state.");
    }
    const branch = branchOf(call, { ...state, Retry: undefined, Catch: undefined }, input);
    try {
      await runState(branch);
      return succeeded(branch);
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      return await failed(branch, state, error);
    }
  },
};

/** The state to test: by itself sound, but for where it leads. */
function stateOf(definition: string | undefined): State {
  let state: unknown;
  try {
    state = parseJson(definition ?? "");
  } catch {
    state = undefined;
  }
  if (!isObject(state)) {
    throw new AwsError("InvalidDefinition", "Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION'");
  }
  const targets = JSON.stringify(state).matchAll(/"(?:Next|Default)":("(?:[^"\\]|\\.)*")/g);
  const others = Object.fromEntries(
    [...targets].map(([, name]) => [JSON.parse(name!) as string, { Type: "Succeed" }]),
  );
  requireValid(JSON.stringify({ StartAt: NAME, States: { ...others, [NAME]: state } }));
  // `requireValid` has held it to the language.
  const valid = state as unknown as State;
  const { Type, Resource } = valid;
  if (Type === "Map" || Type === "Parallel") refuse(`a ${Type} state`);
  const resource = Type === "Task" ? parseResource(Resource!) : undefined;
  if (resource?.kind === "activity" || (resource?.kind === "service" && resource.pattern !== "request")) {
    throw new AwsError("ValidationException", `TestState does not support the resource ${Resource}`);
  }
  return valid;
}

/** A branch that stands before the state, in an execution that no store holds. */
function branchOf(
  call: Call,
  state: State,
  { roleArn, input = "{}", variables = "{}" }: { roleArn?: string; input?: string; variables?: string },
): Branch {
  const name = randomUUID();
  const execution: Execution = {
    arn: executionArn(call, NAME, name),
    name,
    machineArn: machineArn(call, NAME),
    machineName: NAME,
    type: "STANDARD",
    definition: JSON.stringify({ StartAt: NAME, States: { [NAME]: state } }),
    roleArn: roleArn ?? "",
    loggingConfiguration: { level: "OFF" },
    tracingConfiguration: { enabled: false },
    status: "RUNNING",
    input,
    startDate: call.cloud.clock.now(),
    events: [],
  };
  const run = new ExecutionRun(call.cloud, call, execution);
  return new Branch(run, run.flow, {
    state: NAME,
    input: run.input,
    inputText: input,
    variables: parseJson(variables) as Record<string, Json>,
    previous: 0,
    ahead: 0,
  });
}

function succeeded({ frame }: Branch): Tested {
  const { outcome } = frame;
  if (outcome && "output" in outcome) {
    return { status: "SUCCEEDED", output: outcome.outputText ?? textOf(outcome.output) };
  }
  return { status: "SUCCEEDED", output: frame.inputText ?? textOf(frame.input), nextState: frame.state };
}

async function failed(branch: Branch, state: State, error: StateError): Promise<Tested> {
  const handles = ({ ErrorEquals }: { ErrorEquals: string[] }) => ErrorEquals.some((n) => error.matches(n));
  if (state.Retry?.some(handles)) return { status: "RETRIABLE", ...failureOf(error) };
  const catcher: Catcher | undefined = state.Catch?.find(handles);
  if (!catcher) return { status: "FAILED", ...failureOf(error) };
  const errorOutput = errorOutputOf(error);
  const exit = await prepareExit(branch, errorOutput, catcher, { result: undefined, errorOutput });
  return {
    status: "CAUGHT_ERROR",
    ...failureOf(error),
    output: textOf(exit.output),
    nextState: catcher.Next,
  };
}
