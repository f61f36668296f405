import { isDeepStrictEqual } from "node:util";
import type { Cloud } from "../../../cloud.ts";
import { findProvider } from "../resource-types.ts";
import type { PlannedChange, ResourceRecord, StackRecord, Tag } from "../store.ts";
import { evaluate } from "../template/evaluate.ts";
import { hasUnknown, type Scope, UNKNOWN } from "../template/scope.ts";
import type { Deployment } from "./deployment.ts";

/**
 * What a deployment would do to a stack, in the order in which it would be done. A value that comes of a resource
 * which will be made anew is not known before: what uses it counts as changing.
 */
export function planChanges(
  cloud: Cloud,
  stack: StackRecord | undefined,
  deployment: Deployment,
  tags: readonly Tag[],
): PlannedChange[] {
  const { template, active, needs } = deployment;
  const changes = new Map<string, PlannedChange>();
  const renewed = new Set<string>();
  const scope: Scope = {
    ...deployment.scope,
    resource: (logicalId) => {
      const record = stack?.resources[logicalId];
      if (renewed.has(logicalId) || record?.physicalId === undefined) {
        return active.includes(logicalId) ? { ref: UNKNOWN, attribute: () => UNKNOWN } : undefined;
      }
      return { ref: record.physicalId, attribute: (name) => record.attributes[name] ?? UNKNOWN };
    },
  };
  for (const logicalId of inOrder(active, needs)) {
    const declaration = template.resources[logicalId]!;
    const record = present(stack, logicalId);
    const properties = evaluate(declaration.Properties, scope) as Record<string, unknown>;
    const metadata =
      declaration.Metadata === undefined ? undefined : JSON.stringify(evaluate(declaration.Metadata, scope));
    const change: PlannedChange | undefined = record
      ? modification(cloud, record, { properties, metadata, tags })
      : { action: "Add" as const, logicalId, type: declaration.Type, scope: [], properties: [] };
    if (!change) continue;
    change.after = context(properties, metadata, declaration.DeletionPolicy);
    if (record) change.before = context(record.properties, record.metadata, record.deletionPolicy);
    changes.set(logicalId, change);
    if (change.action === "Add" || change.replacement === "True") renewed.add(logicalId);
  }
  const removed = Object.values(stack?.resources ?? {})
    .filter((record) => !active.includes(record.logicalId) && present(stack, record.logicalId))
    .map((record): PlannedChange => {
      const { logicalId, type, physicalId } = record;
      const before = context(record.properties, record.metadata, record.deletionPolicy);
      return { action: "Remove", logicalId, type, physicalId, scope: [], properties: [], before };
    });
  return [...changes.values(), ...removed];
}

/** What stands in a change set for a value that nothing can know before, as observed. */
const KNOWN_AFTER_APPLY = "{{changeSet:KNOWN_AFTER_APPLY}}";

/** A resource as a change set answers it with IncludePropertyValues. */
function context(
  properties: Record<string, unknown>,
  metadata: string | undefined,
  deletionPolicy: string,
): string {
  const known = (value: unknown): unknown => {
    if (value === UNKNOWN) return KNOWN_AFTER_APPLY;
    if (Array.isArray(value)) return value.map(known);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, known(member)]));
  };
  return JSON.stringify({
    Properties: known(properties),
    ...(metadata === undefined ? {} : { Metadata: JSON.parse(metadata) }),
    ...(deletionPolicy === "Delete" ? {} : { DeletionPolicy: deletionPolicy }),
  });
}

/** A resource that is there to be changed. */
function present(stack: StackRecord | undefined, logicalId: string): ResourceRecord | undefined {
  const record = stack?.resources[logicalId];
  return record && !/^(CREATE_FAILED|DELETE_COMPLETE|DELETE_SKIPPED)$/.test(record.status)
    ? record
    : undefined;
}

function modification(
  cloud: Cloud,
  record: ResourceRecord,
  wanted: { properties: Record<string, unknown>; metadata: string | undefined; tags: readonly Tag[] },
): PlannedChange | undefined {
  const provider = findProvider(cloud, record.type);
  const names = [...new Set([...Object.keys(record.properties), ...Object.keys(wanted.properties)])].filter(
    (name) => !isDeepStrictEqual(record.properties[name], wanted.properties[name]),
  );
  const recreation = (name: string) => {
    if (!provider?.update || provider.createOnlyProperties?.includes(name)) return "Always" as const;
    // Without the list nothing but trying tells whether a provider changes a property in place.
    return provider.createOnlyProperties ? ("Never" as const) : ("Conditionally" as const);
  };
  const properties = names.map((name) => {
    return { name, recreation: recreation(name), dynamic: hasUnknown(wanted.properties[name]) };
  });
  const scope: PlannedChange["scope"] = [];
  if (properties.length > 0) scope.push("Properties");
  if (record.metadata !== wanted.metadata) scope.push("Metadata");
  if (provider?.update && !isDeepStrictEqual(record.tags, wanted.tags)) scope.push("Tags");
  const failedBefore = record.status.endsWith("_FAILED");
  if (scope.length === 0 && !failedBefore) return undefined;
  const { logicalId, type, physicalId } = record;
  return {
    action: "Modify",
    logicalId,
    type,
    physicalId,
    replacement: replacement(properties),
    scope,
    properties,
  };
}

function replacement(properties: PlannedChange["properties"]): "True" | "False" | "Conditional" {
  if (properties.some((one) => one.recreation === "Always")) return "True";
  return properties.some((one) => one.recreation === "Conditionally") ? "Conditional" : "False";
}

/** The ids with everything after what it needs. */
function inOrder(ids: readonly string[], needs: Record<string, string[]>): string[] {
  const ordered = new Set<string>();
  const visit = (id: string) => {
    if (ordered.has(id)) return;
    for (const need of needs[id] ?? []) visit(need);
    ordered.add(id);
  };
  for (const id of ids) visit(id);
  return [...ordered];
}
