import { AwsError } from "../../../errors.ts";
import type { Call } from "../../../service.ts";
import { validationError } from "../errors.ts";
import { allStacks, requireStack } from "../stacks.ts";
import type { ChangeSetRecord, StackRecord } from "../store.ts";

/**
 * A change set by its ARN, or by its name and its stack.
 * @throws AwsError `ChangeSetNotFound` (404), `ValidationError`
 */
export function findChangeSet(
  call: Call,
  nameOrId: string | undefined,
  stackName: string | undefined,
): { stack: StackRecord; changeSet: ChangeSetRecord } {
  const wanted = nameOrId ?? "";
  if (wanted.startsWith("arn:")) {
    for (const stack of allStacks(call)) {
      const changeSet = stack.changeSets.find((one) => one.id === wanted);
      if (changeSet) return { stack, changeSet };
    }
    throw notFound(wanted);
  }
  if (!stackName) {
    throw validationError("StackName must be specified if ChangeSetName is not specified as an ARN.");
  }
  const stack = requireStack(call, stackName);
  const changeSet = stack.changeSets.find((one) => one.name === wanted);
  if (!changeSet) throw notFound(wanted);
  return { stack, changeSet };
}

function notFound(nameOrId: string): AwsError {
  return new AwsError("ChangeSetNotFound", `ChangeSet [${nameOrId}] does not exist`, 404);
}
