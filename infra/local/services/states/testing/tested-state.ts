import type { TestStateInput } from "@aws-sdk/client-sfn";
import { AwsError } from "../../../errors.ts";
import { isObject, type Json, type QueryLanguage, type State } from "../asl/definition.ts";
import { parseJson } from "../asl/nesting.ts";
import { parseResource } from "../asl/task-resource.ts";
import { requireValid } from "../asl/validation/definition.ts";
import type { Turns } from "../turns.ts";

export interface TestedState {
  name: string;
  state: State;
  /** The language of its machine, for a state that names none. */
  language: QueryLanguage;
}

/** What AWS calls a state that is tested without its machine is not to be seen. */
const NAME = "TestState";

/**
 * The state that a request asks about: its whole definition, or the one of that name in a machine, at any depth.
 * @throws AwsError InvalidDefinition, ValidationException
 */
export async function testedState(
  { definition = "", stateName, mock }: TestStateInput,
  turns: Turns,
): Promise<TestedState> {
  const found = await (stateName === undefined
    ? aloneIn(definition, turns)
    : findIn(definition, stateName, turns));
  const { Type, Resource } = found.state;
  if (!mock && (Type === "Map" || Type === "Parallel")) {
    throw new AwsError(
      "InvalidDefinition",
      "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]",
    );
  }
  const resource = Type === "Task" ? parseResource(Resource!) : undefined;
  const waits =
    resource?.kind === "activity" || (resource?.kind === "service" && resource.pattern !== "request");
  if (!mock && waits) {
    // Source: TestState in the API reference. Unsure: AWS's wording.
    throw new AwsError(
      "InvalidDefinition",
      `TestState supports the resource ${Resource} only when a mock is specified`,
    );
  }
  return found;
}

async function findIn(definition: string, name: string, turns: Turns): Promise<TestedState> {
  const machine = JSON.parse(await requireValid(definition, "STANDARD", turns)) as {
    QueryLanguage?: QueryLanguage;
  };
  const state = stateIn(machine as Json, name);
  if (!state) throw new AwsError("ValidationException", `State '${name}' not found in definition`);
  return { name, state, language: machine.QueryLanguage ?? "JSONPath" };
}

/** A machine's names are unique, so that one says which state is meant. */
function stateIn(flow: Json | undefined, name: string): State | undefined {
  if (!isObject(flow) || !isObject(flow.States)) return;
  // The definition has been held to the language.
  if (Object.hasOwn(flow.States, name)) return flow.States[name] as unknown as State;
  for (const state of Object.values(flow.States)) {
    if (!isObject(state)) continue;
    const inner = [
      ...(Array.isArray(state.Branches) ? state.Branches : []),
      state.ItemProcessor,
      state.Iterator,
    ];
    for (const one of inner) {
      const found = stateIn(one, name);
      if (found) return found;
    }
  }
  return;
}

/** The state by itself: sound, but for where it leads. */
async function aloneIn(definition: string, turns: Turns): Promise<TestedState> {
  let state: unknown;
  try {
    state = parseJson(definition);
  } catch (error) {
    throw invalid((error as Error).message);
  }
  if (!isObject(state)) throw invalid("The definition is not a JSON object");
  const targets = [
    state.Next,
    state.Type === "Choice" ? state.Default : undefined,
    ...[state.Choices, state.Catch].flatMap((list) =>
      Array.isArray(list) ? list.map((item) => (isObject(item) ? item.Next : undefined)) : [],
    ),
  ].filter((target) => typeof target === "string");
  const others = Object.fromEntries(targets.map((target) => [target, { Type: "Succeed" }]));
  const whole = JSON.stringify({ StartAt: NAME, States: { ...others, [NAME]: state } });
  await requireValid(whole, "STANDARD", turns);
  // `requireValid` has held it to the language.
  return { name: NAME, state: state as unknown as State, language: "JSONPath" };
}

const invalid = (message: string): AwsError =>
  new AwsError(
    "InvalidDefinition",
    `Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: ${message}'`,
  );
