import type { Finding, LabResources, StepResult } from "../../workflows/contract.ts";
import type { LedgerBook } from "../inventory/ledger.ts";
import type { Clients } from "../runtime/clients.ts";
import { isAccessDenied } from "../runtime/errors.ts";
import { stepResultOf } from "./finding.ts";
import type { LabSituation, LabVerbs, StepVerbs } from "./lab.ts";
import { situationOf } from "./situation.ts";

/**
 * Looks at the account and judges these steps, side by side. What we may not look at is `blocked`, and never counted
 * as not done.
 * @throws TaskError LabNotFound if the lab is not built, or only partly.
 */
export async function verifySteps(
  lab: LabVerbs,
  steps: readonly StepVerbs[],
  clients: Clients,
  book: LedgerBook,
): Promise<{ results: StepResult[]; resources: LabResources }> {
  try {
    const situation = await situationOf(lab, clients, book);
    const results = await Promise.all(steps.map((step) => verifyStep(step, clients, situation)));
    return { results, resources: situation.resources };
  } catch (error) {
    if (!isAccessDenied(error)) throw error;
    return { results: steps.map(({ id }) => stepResultOf(id, [blocked(id, error)])), resources: {} };
  }
}

async function verifyStep(step: StepVerbs, clients: Clients, situation: LabSituation): Promise<StepResult> {
  try {
    return stepResultOf(step.id, step.judge(await step.observe(clients, situation)));
  } catch (error) {
    if (!isAccessDenied(error)) throw error;
    return stepResultOf(step.id, [blocked(step.id, error)]);
  }
}

function blocked(step: string, error: Error): Finding {
  return {
    step,
    requirement: "Handrail may look at the lab",
    status: "blocked",
    expected: "Its verify function may make the calls that the step needs",
    actual: error.message,
    remedy:
      "Allow the action that the message names, in the function's role and in the organisation's policies, and verify again. Nothing is said about the step itself.",
    resources: [],
  };
}
