import type { Stack } from "@aws-sdk/client-cloudformation";
import type { BuildPlan, Ledger } from "../../workflows/contract.ts";
import type { Clients } from "../runtime/clients.ts";
import { TaskError } from "../runtime/errors.ts";
import { findStack } from "../runtime/find-stack.ts";
import { findCollision } from "./collisions.ts";
import type { LabBuild } from "./lab-build.ts";
import { chooseParameters } from "./parameters.ts";
import type { LabTemplate } from "./template.ts";

/**
 * Looks at the account before anything is touched, and plans the build.
 *
 * @param ledger the lab's ledger where it was built (or its build begun) before
 * @throws TaskError `PreflightRefused` with the reason and what to do, where the lab cannot be built beside what is there
 */
export async function checkAccount(
  clients: Clients,
  lab: LabBuild,
  template: LabTemplate,
  ledger: Ledger | undefined,
): Promise<BuildPlan> {
  const stack = await findStack(clients, lab.stackName);
  if (ledger) {
    if (stack && isGood(stack)) return { parameters: {}, stackId: stack.StackId };
    if (stack)
      throw new TaskError(
        "refused",
        `The stack ${lab.stackName} is in state ${stack.StackStatus} after an earlier build. Clean the lab up, then build it again.`,
      );
  } else {
    if (stack)
      throw new TaskError(
        "refused",
        `The account already has a stack ${lab.stackName} (${stack.StackStatus}) that Handrail did not build. Delete it, or use another account or Region.`,
      );
    for (const fixed of template.fixedNames) {
      const collision = await findCollision(clients, fixed.type, fixed.name);
      if (collision)
        throw new TaskError(
          "refused",
          `The account already has ${collision}, and the lab's stack would make one of the same name. Remove or rename it, or use another account.`,
        );
    }
  }
  return { parameters: await chooseParameters(clients, lab, template) };
}

/** A stack that the build can go on from: it is being made, or is there. */
const isGood = (stack: Stack): boolean =>
  ["CREATE_IN_PROGRESS", "CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"].includes(
    stack.StackStatus!,
  );
