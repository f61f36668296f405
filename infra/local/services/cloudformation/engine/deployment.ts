import type { Place } from "../../../cloud.ts";
import type { Call } from "../../../service.ts";
import { validationError } from "../errors.ts";
import { allExports } from "../stacks.ts";
import type { Blueprint, StackRecord } from "../store.ts";
import { decideConditions } from "../template/conditions.ts";
import { evaluate } from "../template/evaluate.ts";
import type { Template } from "../template/model.ts";
import { parameterValues } from "../template/parameters.ts";
import { checkCycles, dependencies, resourcesIn, unresolvedError } from "../template/references.ts";
import { type Scope, UNKNOWN } from "../template/scope.ts";
import { readTemplate } from "../template/structure.ts";

/** A blueprint worked out: what is to be there, in which order, and the scope that its values are resolved in. */
export interface Deployment {
  template: Template;
  scope: Scope;
  /** The resources whose condition holds. */
  active: string[];
  needs: Record<string, string[]>;
  /** The exports that were asked for, filled in while values are resolved. */
  imports: Set<string>;
}

/** Resources as the scope of a running stack answers them. */
export function resourcesOf(stack: StackRecord): Scope["resource"] {
  return (logicalId) => {
    const record = stack.resources[logicalId];
    if (record?.physicalId === undefined) return undefined;
    return { ref: record.physicalId, attribute: (name) => record.attributes[name] };
  };
}

/**
 * Works out a blueprint: conditions decided, dependencies known.
 * @throws AwsError `ValidationError` where an active resource speaks of an inactive one, or of itself in a circle
 */
export async function workOut(
  blueprint: Blueprint,
  stack: Pick<StackRecord, "id" | "name" | "notificationArns">,
  call: Call,
  resource: Scope["resource"],
): Promise<Deployment> {
  const template = readTemplate(blueprint.template);
  const imports = new Set<string>();
  const scope: Scope = {
    parameters: parameterValues(template, blueprint.parameters),
    mappings: template.mappings,
    conditions: {},
    pseudo: pseudoParameters(call, stack),
    resource,
    importValue: (name) => {
      imports.add(name);
      return importValue(name, call);
    },
    zones: blueprint.template.includes("GetAZs") ? await zoneNames(call) : [],
  };
  decideConditions(template, scope);
  const active = Object.keys(template.resources).filter((logicalId) => {
    const { Condition } = template.resources[logicalId]!;
    return Condition === undefined || scope.conditions[Condition];
  });
  const needs = dependencies(template, active, scope.conditions);
  const absent = [...new Set(Object.values(needs).flat())].filter((name) => !active.includes(name));
  if (absent.length > 0) throw unresolvedError(absent, "Resources");
  const outputs = activeOutputs(template, scope).map(([, output]) => [output.Value, output.Export]);
  const absentOutputs = resourcesIn(outputs, template, scope.conditions).filter(
    (name) => !active.includes(name),
  );
  if (absentOutputs.length > 0) throw unresolvedError(absentOutputs, "Outputs");
  checkCycles(needs);
  return { template, scope, active, needs, imports };
}

export function activeOutputs(template: Template, scope: Scope) {
  return Object.entries(template.outputs).filter(
    ([, output]) => output.Condition === undefined || scope.conditions[output.Condition],
  );
}

function pseudoParameters(
  place: Place,
  stack: Pick<StackRecord, "id" | "name" | "notificationArns">,
): Scope["pseudo"] {
  return {
    "AWS::AccountId": place.accountId,
    "AWS::NotificationARNs": stack.notificationArns,
    "AWS::Partition": "aws",
    "AWS::Region": place.region,
    "AWS::StackId": stack.id,
    "AWS::StackName": stack.name,
    "AWS::URLSuffix": "amazonaws.com",
  };
}

function importValue(name: string, call: Call): string {
  const found = allExports(call).find((one) => one.name === name);
  if (!found) throw validationError(`No export named ${name} found.`);
  return found.value;
}

async function zoneNames(call: Call): Promise<string[]> {
  const { AvailabilityZones = [] } = await call.invoke("ec2", "DescribeAvailabilityZones", {});
  return AvailabilityZones.map((zone) => zone.ZoneName!).sort();
}

/**
 * Resolves everything once without doing anything, so that a template's own faults come out before its first
 * resource is made. What comes of resources that are not there yet is UNKNOWN.
 * @throws AwsError `ValidationError` "Template error: …"
 */
export function rehearse({ template, scope, active }: Deployment): void {
  const { resource } = scope;
  const rehearsal: Scope = {
    ...scope,
    resource: (logicalId) =>
      resource(logicalId) ??
      (active.includes(logicalId) ? { ref: UNKNOWN, attribute: () => UNKNOWN } : undefined),
  };
  for (const logicalId of active) {
    const { Properties, Metadata } = template.resources[logicalId]!;
    evaluate([Properties, Metadata], rehearsal);
  }
}
