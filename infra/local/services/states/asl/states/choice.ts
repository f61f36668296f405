import type { Branch } from "../../branch.ts";
import { matchesRule } from "../choice-rule.ts";
import { evaluateTyped } from "../data-flow-jsonata.ts";
import { scopeAfterInputPath } from "../data-flow-jsonpath.ts";
import type { ChoiceRule } from "../definition.ts";
import { commitExit, type Onward, prepareExit } from "../exit.ts";

/** Choice: leaves by the first rule that holds, else by Default. */
export async function runChoice(branch: Branch): Promise<void> {
  commitExit(branch, await prepareExit(branch, undefined, await choose(branch)));
}

async function choose(branch: Branch): Promise<Onward> {
  const { Choices = [], Default, Assign, Output } = branch.state;
  for (const [i, rule] of Choices.entries()) {
    if (await holds(branch, rule, i)) return { ...rule, at: `Choices[${i}]/` };
  }
  if (Default !== undefined) return { Next: Default, Assign, Output };
  // The documentation has States.NoChoiceMatched (AWS's answer is in floci-io/floci's AslExecutorBranchHistoryEventsTest).
  throw branch.runtimeError(
    "Failed to transition out of the state. The state does not point to a next state.",
  );
}

async function holds(branch: Branch, rule: ChoiceRule, index: number): Promise<boolean> {
  if (branch.language === "JSONata") {
    return (await evaluateTyped(branch, `Choices[${index}]/Condition`, rule.Condition!, "boolean")) === true;
  }
  return matchesRule(branch, scopeAfterInputPath(branch), rule);
}
