import { isObject, type Json, type JsonObject } from "../definition.ts";
import type { Validation } from "./validation.ts";

/**
 * Every Next has a state to go to, every state can be reached, and the machine comes to an end. All as observed
 * (floci-io/floci pull request 2786): only the machine itself is asked for an end, and where it has none nothing is
 * said of unreachable states; a StartAt that leads nowhere is a missing Next as well.
 */
export function checkTransitions(validation: Validation, flow: JsonObject, at: string): void {
  const { StartAt, States } = flow;
  if (!isObject(States)) return;
  const reached = new Set<string>();
  const open: string[] = [];
  const dangling: [string, string][] = [];
  const go = (name: Json | undefined, location: string): void => {
    if (typeof name !== "string") return;
    if (!Object.hasOwn(States, name)) dangling.push([name, location]);
    else if (!reached.has(name)) open.push(name);
    reached.add(name);
  };
  go(StartAt, `${at}/StartAt`);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = States[name];
    if (!isObject(state)) continue;
    for (const [target, field] of targetsOf(state)) go(target, `${at}/States/${name}/${field}`);
  }
  for (const [name, location] of dangling) {
    validation.fail("MISSING_TRANSITION_TARGET", `Missing 'Next' target: ${name}`, location);
  }
  if (at === "" && !Object.values(States).some(isTerminal)) {
    // A state without Next and End has been complained of already.
    if (
      Object.values(States).every((state) => isObject(state) && (state.Next ?? state.Choices) !== undefined)
    ) {
      validation.fail("MISSING_END_STATE", "Workflow has no terminal state");
    }
    return;
  }
  if (typeof StartAt !== "string") return;
  for (const name of Object.keys(States)) {
    if (reached.has(name)) continue;
    validation.fail("MISSING_TRANSITION_TARGET", `State "${name}" is not reachable.`, `${at}/States/${name}`);
  }
}

const isTerminal = (state: Json): boolean =>
  isObject(state) && (state.End === true || state.Type === "Succeed" || state.Type === "Fail");

/** Where a state can go, each with the field that says so. */
function targetsOf(state: JsonObject): [Json | undefined, string][] {
  const inList = (field: "Choices" | "Catch"): [Json | undefined, string][] =>
    Array.isArray(state[field])
      ? state[field].map((item, i) => [isObject(item) ? item.Next : undefined, `${field}[${i}]/Next`])
      : [];
  return [
    [state.Next, "Next"],
    [state.Type === "Choice" ? state.Default : undefined, "Default"],
    ...inList("Choices"),
    ...inList("Catch"),
  ];
}
