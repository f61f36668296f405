import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { Branch, Exit } from "../branch.ts";
import { inputOf, outputOf, textOf, whole } from "../history.ts";
import { evaluateField } from "./data-flow-jsonata.ts";
import { applyPath, applyResultPath, applyTemplate } from "./data-flow-jsonpath.ts";
import type { Json, JsonObject, State } from "./definition.ts";
import { dataLimitExceeded } from "./errors.ts";
import { expressionIn } from "./jsonata.ts";
import { PAYLOAD_LIMIT } from "./limits.ts";
import { isTooDeep, TOO_DEEP } from "./nesting.ts";
import type { Scope } from "./scope.ts";

/** @throws StateError States.DataLimitExceeded; States.Runtime where it is nested too deeply */
export function withinLimit(branch: Branch, text: string, what = branch.frame.state): string {
  if (isTooDeep(text)) throw branch.runtimeError(TOO_DEEP);
  // No character is longer than three bytes of UTF-8 for each of its UTF-16 units.
  if (text.length * 3 > PAYLOAD_LIMIT && Buffer.byteLength(text) > PAYLOAD_LIMIT) {
    throw dataLimitExceeded(what);
  }
  return text;
}

/** The state's input as its work sees it: in JSONPath after InputPath and the payload template. */
export function effectiveInput(branch: Branch, template: Json | undefined, scope = branch.scope()): Json {
  const input = applyPath(branch, scope, branch.state.InputPath);
  branch.inspect("afterInputPath", input);
  const effective = template === undefined ? input : applyTemplate(branch, { ...scope, input }, template);
  branch.inspect("afterParameters", effective);
  return effective;
}

/**
 * Whatever sends a state on its way: the state itself, a choice rule, a catcher. `at` is where in the state it is, as
 * errors name its fields: `Choices[1]/` (observed by floci-io/floci).
 */
export type Onward = Pick<State, "Next" | "Assign" | "Output" | "ResultPath"> & { at?: string };

/**
 * How a state is left with a result (`undefined` for those that have none, such as Choice): the output and the
 * variables, evaluated, not committed.
 */
export async function prepareExit(
  branch: Branch,
  result: Json | undefined,
  onward: Onward = branch.state,
  more: Partial<Scope> = {},
): Promise<Exit> {
  const exit =
    branch.language === "JSONata"
      ? await exitByJsonata(branch, result, onward, more)
      : exitByJsonPath(branch, result, onward);
  withinLimit(branch, exit.outputText ?? textOf(exit.output));
  const assignedText = exit.assigned && assignable(branch, exit.assigned);
  if (!branch.run.variables.reserve(branch.frame, assignedText)) throw dataLimitExceeded(branch.frame.state);
  return { ...exit, assignedText };
}

/**
 * The values of what is assigned, as JSON text; undefined where nothing is. A variable is as much as a payload at most,
 * and so are all of one Assign together. Source: Developer Guide, "Passing data
 * between states with variables". Unsure: the error's name and words, which are those of results.
 */
function assignable(branch: Branch, assigned: JsonObject): Record<string, string> | undefined {
  const texts = Object.entries(assigned).map(([name, value]) => [name, textOf(value)] as const);
  if (texts.length === 0) return;
  withinLimit(branch, texts.map(([, text]) => text).join(""));
  return Object.fromEntries(texts);
}

async function exitByJsonata(
  branch: Branch,
  result: Json | undefined,
  onward: Onward,
  more: Partial<Scope>,
): Promise<Exit> {
  const scope = branch.scope({ ...(result !== undefined && { result }), ...more });
  if (result !== undefined && onward === branch.state) branch.inspect("result", result);
  const { at = "" } = onward;
  const untouched = result === undefined ? branch.frame.input : result;
  const output =
    onward.Output === undefined
      ? untouched
      : await evaluateField(branch, `${at}Output`, onward.Output, scope);
  const assigned = onward.Assign && (await evaluateField(branch, `${at}Assign`, onward.Assign, scope));
  return {
    output,
    outputText: onward.Output === undefined && result === undefined ? branch.frame.inputText : undefined,
    assigned: assigned as JsonObject | undefined,
    next: onward.Next,
  };
}

function exitByJsonPath(branch: Branch, result: Json | undefined, onward: Onward): Exit {
  const { state, frame } = branch;
  const scope = branch.scope();
  const selected =
    result === undefined
      ? applyPath(branch, scope, state.InputPath)
      : state.ResultSelector !== undefined && onward === state
        ? applyTemplate(branch, { ...scope, input: result }, state.ResultSelector)
        : result;
  // A catcher's error output is no result, and goes past ResultSelector.
  const inspected = onward === state && result !== undefined;
  if (inspected) {
    branch.inspect("result", result);
    branch.inspect("afterResultSelector", selected);
  } else if (result === undefined) branch.inspect("afterInputPath", selected);
  const assigned = onward.Assign && applyTemplate(branch, { ...scope, input: selected }, onward.Assign);
  const combined =
    result === undefined ? selected : applyResultPath(branch, frame.input, selected, onward.ResultPath);
  if (inspected) branch.inspect("afterResultPath", combined);
  const outputPath = onward === state || result === undefined ? state.OutputPath : undefined;
  const output = applyPath(branch, { ...scope, input: combined }, outputPath);
  return {
    output,
    outputText: output === frame.input ? frame.inputText : undefined,
    assigned: assigned as JsonObject | undefined,
    next: onward.Next,
  };
}

/** Leaves the state: one event, and the frame points at the next state or holds the outcome. */
export function commitExit(branch: Branch, exit: Exit): void {
  const { frame, state } = branch;
  const text = exit.outputText ?? textOf(exit.output);
  branch.record(`${state.Type as Exclude<State["Type"], "Fail">}StateExited`, {
    name: frame.state,
    ...outputOf(text),
    ...(exit.assignedText && { assignedVariables: exit.assignedText, assignedVariablesDetails: whole }),
  });
  branch.run.variables.commit(frame);
  if (exit.assigned) frame.variables = { ...frame.variables, ...exit.assigned };
  delete frame.work;
  delete frame.abandoned;
  if (exit.next === undefined) {
    frame.outcome = { output: exit.output, outputText: exit.outputText };
    return;
  }
  delete frame.entered;
  frame.state = exit.next;
  frame.input = exit.output;
  frame.inputText = exit.outputText;
}

/**
 * Leaves a state whose work is done. What it makes of the result is known before that is recorded, so that both are
 * committed as one; where it fails in that, its failure follows the record (measured: floci-io/floci's
 * AslExecutorBranchHistoryEventsTest).
 */
export async function leaveWith(branch: Branch, result: Json, record: () => HistoryEvent): Promise<void> {
  const exit = await prepareExit(branch, result).then(
    (prepared) => ({ prepared }),
    (error: unknown) => ({ error }),
  );
  const { id } = record();
  if ("prepared" in exit) {
    commitExit(branch, exit.prepared);
    return;
  }
  branch.frame.previous = id!;
  throw exit.error;
}

/** Enters the frame's state, unless it has been entered before. */
export function enterState(branch: Branch): void {
  const { frame, state } = branch;
  if (frame.entered) return;
  const before = frame.previous;
  const event = branch.record(`${state.Type}StateEntered`, {
    name: frame.state,
    ...inputOf(frame.inputText ?? textOf(frame.input)),
  });
  frame.entered = { event: event.id!, before, at: event.timestamp!, retries: 0, retriesBy: [] };
}

/** Whether a value of a JSONata field is an expression. */
export const isExpression = (value: unknown): boolean => expressionIn(value) !== undefined;
