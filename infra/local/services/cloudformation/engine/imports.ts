import type { Call } from "../../../service.ts";
import { validationError } from "../errors.ts";
import { findProvider } from "../resource-types.ts";
import { allStacks, isDeleted } from "../stacks.ts";
import type { OperationRecord, PlannedChange, ResourceRecord } from "../store.ts";
import { evaluate } from "../template/evaluate.ts";
import { UNKNOWN } from "../template/scope.ts";
import type { Deployment } from "./deployment.ts";
import { setResourceStatus } from "./events.ts";
import { providerOf, type Run } from "./run.ts";

/**
 * Turns planned additions of named resources that the account has already into imports. A name may be made of
 * parameters: the CDK relies on it for the bucket of its bootstrap stack, although the guide says that a name must
 * not be made by functions. One that comes of another resource is not looked for.
 *
 * Source: AWS CloudFormation User Guide, "Import AWS resources into a CloudFormation stack automatically".
 * @returns why the change set fails, where something is there that cannot be imported
 */
export function adoptExisting(
  call: Call,
  { template, scope }: Deployment,
  changes: readonly PlannedChange[],
): string | undefined {
  const unknowing = { ...scope, resource: () => ({ ref: UNKNOWN, attribute: () => UNKNOWN }) };
  const unprotected: string[] = [];
  const taken: string[] = [];
  for (const change of changes) {
    const { logicalId, type } = change;
    const { named } = findProvider(call.cloud, type) ?? {};
    if (change.action !== "Add" || !named) continue;
    const declaration = template.resources[logicalId]!;
    const name = evaluate(declaration.Properties[named.property], unknowing);
    const found = typeof name === "string" ? named.find(call, name) : undefined;
    if (!found) continue;
    const described = `${logicalId} ({${named.property}=${found.physicalId}})`;
    if (declaration.DeletionPolicy === "Delete") unprotected.push(described);
    else if (ownerOf(call, type, found.physicalId)) taken.push(described);
    else Object.assign(change, { action: "Import", physicalId: found.physicalId });
  }
  if (unprotected.length > 0)
    return `CloudFormation is attempting to import some resources because they already exist in your account. The resources must have the DeletionPolicy attribute set to 'Retain' or 'RetainExceptOnCreate' in the template for successful import. The affected resources are ${unprotected.join(", ")}`;
  // Unsure: the words.
  if (taken.length > 0) return `Resources to import already belong to another stack: ${taken.join(", ")}`;
}

function ownerOf(call: Call, type: string, physicalId: string): string | undefined {
  const owner = allStacks(call).find(
    (stack) =>
      !isDeleted(stack) &&
      Object.values(stack.resources).some((one) => one.type === type && one.physicalId === physicalId),
  );
  return owner?.name;
}

/** Whether the change set that is being executed found the resource there already. */
export function isImported({ stack }: Run, { logicalId }: ResourceRecord): boolean {
  return Object.hasOwn(stack.operation.imports ?? {}, logicalId);
}

/** Takes a resource into the stack as it is: its settings stay what they are, whatever the template says. */
export async function adopt(run: Run, record: ResourceRecord): Promise<void> {
  const { cloud, stack, call } = run;
  const physicalId = stack.operation.imports![record.logicalId]!;
  setResourceStatus(cloud, stack, record, "IMPORT_IN_PROGRESS", "Resource import started.");
  const found = providerOf(run, record).named?.find(call, physicalId);
  if (!found) throw validationError(`Resource ${physicalId} of type ${record.type} does not exist`);
  Object.assign(record, found, { imported: true });
  setResourceStatus(cloud, stack, record, "IMPORT_COMPLETE", "Resource import completed.");
}

/** The physical resources that a change set imports, by logical id. */
export function importsOf(changes: readonly PlannedChange[]): OperationRecord["imports"] {
  const imports = changes.flatMap(({ action, logicalId, physicalId }) =>
    action === "Import" && physicalId !== undefined ? [[logicalId, physicalId] as const] : [],
  );
  return imports.length > 0 ? Object.fromEntries(imports) : undefined;
}
