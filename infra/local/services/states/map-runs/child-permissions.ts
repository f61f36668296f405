import { randomUUID } from "node:crypto";
import { requirePermission } from "../../../authorise.ts";
import { AwsError } from "../../../errors.ts";
import { StateError } from "../asl/errors.ts";
import type { Branch } from "../branch.ts";

/** Requires an action on a resource of the machine's role. @throws StateError */
export type RequireOfRole = (action: string, resource: string) => void;

/**
 * What asks the machine's role for what a Map Run needs to begin children, and to redrive them. Source: Step Functions
 * Developer Guide, "IAM policies for using Distributed Map states". Unsure: which error fails a run that may not, and
 * what AWS does of one that may neither look at nor stop its children, which here it always may.
 * @throws StateError where the role cannot be assumed
 */
export async function permissionsOfRole(branch: Branch): Promise<RequireOfRole> {
  try {
    const call = await branch.run.callAs(undefined);
    return (action, resource) => {
      try {
        requirePermission(call, "states", { action, resources: [resource] });
      } catch (error) {
        throw refusal(error);
      }
    };
  } catch (error) {
    throw refusal(error);
  }
}

function refusal(error: unknown): unknown {
  if (!AwsError.is(error)) return error;
  const details = `Service: Sfn, Status Code: ${error.status}, Request ID: ${randomUUID()}`;
  return new StateError("Sfn.AccessDeniedException", `${error.message} (${details})`);
}
