import type { Call } from "../../../service.ts";
import { validationError } from "../errors.ts";
import { allExports, allStacks, isDeleted } from "../stacks.ts";
import type { OutputRecord, StackRecord } from "../store.ts";
import { evaluate } from "../template/evaluate.ts";
import { activeOutputs, type Deployment } from "./deployment.ts";

/**
 * A stack's outputs, resolved.
 * @throws AwsError `ValidationError` where an export's name is taken, or an export in use would change
 */
export function resolveOutputs(deployment: Deployment, stack: StackRecord, call: Call): OutputRecord[] {
  const { template, scope } = deployment;
  const outputs = activeOutputs(template, scope).map(([key, output]): OutputRecord => {
    const value = evaluate(output.Value, scope);
    if (!["string", "number", "boolean"].includes(typeof value)) {
      throw validationError(
        "Template format error: The Value field of every Outputs member must evaluate to a String.",
      );
    }
    const exportName = output.Export === undefined ? undefined : evaluate(output.Export.Name, scope);
    return {
      key,
      value: String(value),
      description: output.Description,
      ...(exportName === undefined ? {} : { exportName: String(exportName) }),
    };
  });
  const taken = allExports(call).filter((one) => one.stackId !== stack.id);
  for (const { exportName } of outputs) {
    const other = taken.find((one) => one.name === exportName);
    if (other) {
      const owner = other.stackId.split("/")[1];
      throw validationError(`Export with name ${exportName} is already exported by stack ${owner}`);
    }
  }
  const used = exportInUse(stack, outputs, call);
  if (used !== undefined) throw validationError(used);
  return outputs;
}

/** Whether another stack uses an export of this one that would go or change; in CloudFormation's words. */
export function exportInUse(
  stack: StackRecord,
  next: readonly OutputRecord[],
  call: Call,
): string | undefined {
  for (const { exportName, value } of stack.outputs) {
    if (exportName === undefined) continue;
    const kept = next.find((output) => output.exportName === exportName);
    if (kept?.value === value) continue;
    const users = importers(exportName, call).filter((user) => user.id !== stack.id);
    if (users.length > 0) {
      const names = users.map((user) => user.name).join(", ");
      return `Export ${exportName} cannot be ${kept ? "updated" : "deleted"} as it is in use by ${names}`;
    }
  }
  return undefined;
}

/** The stacks that use an export. */
export function importers(exportName: string, call: Pick<Call, "store">): StackRecord[] {
  return allStacks(call).filter((stack) => !isDeleted(stack) && stack.imports.includes(exportName));
}
