import type { Finding, LabResources, StepResult } from "../../workflows/contract.ts";
import type { Clients } from "../runtime/clients.ts";
import { isAccessDenied } from "../runtime/errors.ts";
import { stepResultOf } from "./finding.ts";
import type { LabVerbs, StepVerbs } from "./lab.ts";

/**
 * Looks at the account and judges one step. What we may not look at is `blocked`, and never counted as not done.
 * @throws TaskError LabNotFound if the lab is not built, or only partly.
 */
export async function verifyStep(
  lab: LabVerbs,
  step: StepVerbs,
  clients: Clients,
): Promise<{ result: StepResult; resources: LabResources }> {
  let resources: LabResources = {};
  try {
    resources = await lab.resolve(clients);
    const facts = await step.observe(clients, resources);
    return { result: stepResultOf(step.id, step.judge(facts)), resources };
  } catch (error) {
    if (!isAccessDenied(error)) throw error;
    return { result: stepResultOf(step.id, [blocked(step.id, error)]), resources };
  }
}

function blocked(step: string, error: Error): Finding {
  return {
    step,
    requirement: "Handrail may look at the lab",
    status: "blocked",
    expected: "Its verify function may make the Describe calls that the step needs",
    actual: error.message,
    remedy:
      "Allow the action that the message names, in the function's role and in the organisation's policies, and verify again. Nothing is said about the step itself.",
    resources: [],
  };
}
