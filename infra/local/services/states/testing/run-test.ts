import { randomUUID } from "node:crypto";
import type { TestStateCommandOutput, TestStateInput } from "@aws-sdk/client-sfn";
import type { Call } from "../../../service.ts";
import { validateMembers } from "../../../validation.ts";
import { executionArn, machineArn } from "../arns.ts";
import type { Json, State } from "../asl/definition.ts";
import { Cancelled, StateError } from "../asl/errors.ts";
import { prepareExit } from "../asl/exit.ts";
import { errorOutputOf, failureOf } from "../asl/recovery.ts";
import { retryDelay } from "../asl/retry.ts";
import { runState } from "../asl/run-branch.ts";
import { Branch } from "../branch.ts";
import { textOf } from "../history.ts";
import { ExecutionRun } from "../run.ts";
import { signalsOf } from "../signals.ts";
import type { Execution } from "../store.ts";
import { mockedResult, runMocked } from "./mocked-state.ts";
import { readRequest, type TestRequest } from "./request.ts";
import { type TestedState, testedState } from "./tested-state.ts";

type Tested = Omit<TestStateCommandOutput, "$metadata">;

/** TestState runs no longer than five minutes. */
const LIMIT_SECONDS = 300;

/** Runs the state that a request asks about, or what its mock leaves of it, and tells what came of it. */
export async function runTest(request: TestStateInput, call: Call): Promise<Tested> {
  validateMembers("ValidationException", {
    inspectionLevel: [request.inspectionLevel, { enum: ["INFO", "DEBUG", "TRACE"] }],
    "mock.fieldValidationMode": [request.mock?.fieldValidationMode, { enum: ["STRICT", "PRESENT", "NONE"] }],
  });
  const tested = await testedState(request, signalsOf(call.cloud).validation);
  const given = readRequest(request, tested);
  const result = await mockedResult(request, tested.state);
  const branch = branchOf(call, tested, given, request.roleArn);
  const { inspection } = branch.run.test!;
  let answer: Tested;
  try {
    await (request.mock ? runMocked(branch, request, result) : runState(branch));
    answer = succeeded(branch);
  } catch (error) {
    answer = await failed(branch, tested.state, request, ended(error));
  } finally {
    branch.run.end();
  }
  const { variables } = branch.frame;
  if (Object.keys(variables).length > 0) inspection.variables = textOf(variables);
  // INFO is the default. What TRACE adds is of HTTP tasks, which the local account does not have.
  const inspects = (request.inspectionLevel ?? "INFO") !== "INFO";
  return { ...answer, ...(inspects && { inspectionData: inspection }) };
}

/** @throws what is no error of the state's */
function ended(error: unknown): StateError {
  if (error instanceof StateError) return error;
  if (error instanceof Cancelled && error.why === "execution-timed-out") {
    return new StateError("States.Timeout", undefined);
  }
  throw error;
}

/** A branch that stands before the state, in an execution that no store holds. */
function branchOf(call: Call, tested: TestedState, given: TestRequest, roleArn = ""): Branch {
  const { name, language } = tested;
  const { input, variables, context } = given;
  const id = randomUUID();
  const state = { ...tested.state, Retry: undefined, Catch: undefined };
  const execution: Execution = {
    arn: executionArn(call, name, id),
    name: id,
    machineArn: machineArn(call, name),
    machineName: name,
    type: "STANDARD",
    definition: JSON.stringify({
      QueryLanguage: language,
      TimeoutSeconds: LIMIT_SECONDS,
      StartAt: name,
      States: { [name]: state },
    }),
    roleArn,
    loggingConfiguration: { level: "OFF" },
    tracingConfiguration: { enabled: false },
    status: "RUNNING",
    input,
    startDate: call.cloud.clock.now(),
    events: [],
  };
  const test = { inspection: { input }, context };
  const run = new ExecutionRun(call.cloud, call, execution, test);
  return new Branch(run, run.flow, {
    state: name,
    input: run.input,
    inputText: input,
    variables: variables as Record<string, Json>,
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

/** What Retry and Catch would make of an error. */
async function failed(
  branch: Branch,
  { Retry = [], Catch = [] }: State,
  { stateConfiguration }: TestStateInput,
  error: StateError,
): Promise<Tested> {
  const { inspection } = branch.run.test!;
  const handles = ({ ErrorEquals }: { ErrorEquals: string[] }) => ErrorEquals.some((n) => error.matches(n));
  const retryIndex = Retry.findIndex(handles);
  const retrier = Retry[retryIndex];
  const made = stateConfiguration?.retrierRetryCount ?? 0;
  if (retrier && made < (retrier.MaxAttempts ?? 3)) {
    // Unsure: how AWS rounds, and that it tells the interval without jitter.
    const delay = retryDelay({ ...retrier, JitterStrategy: "NONE" }, made + 1);
    inspection.errorDetails = { retryIndex, retryBackoffIntervalSeconds: Math.round(delay / 1000) };
    return { status: "RETRIABLE", ...failureOf(error) };
  }
  const catchIndex = Catch.findIndex(handles);
  const catcher = Catch[catchIndex];
  if (!catcher) return { status: "FAILED", ...failureOf(error) };
  inspection.errorDetails = { catchIndex };
  const errorOutput = errorOutputOf(error);
  try {
    const exit = await prepareExit(branch, errorOutput, catcher, { result: undefined, errorOutput });
    Object.assign(branch.frame, { variables: { ...branch.frame.variables, ...exit.assigned } });
    const output = textOf(exit.output);
    return { status: "CAUGHT_ERROR", ...failureOf(error), output, nextState: catcher.Next };
  } catch (failure) {
    return { status: "FAILED", ...failureOf(ended(failure)) };
  }
}
