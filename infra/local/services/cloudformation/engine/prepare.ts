import { randomUUID } from "node:crypto";
import type { Parameter } from "@aws-sdk/client-cloudformation";
import type { Call } from "../../../service.ts";
import { validationError } from "../errors.ts";
import { checkTypes } from "../resource-types.ts";
import type { Blueprint, OperationRecord, StackRecord, Tag } from "../store.ts";
import { checkCapabilities } from "../template/capabilities.ts";
import { chooseParameters } from "../template/parameters.ts";
import { checkReferences } from "../template/references.ts";
import { checkRules } from "../template/rules.ts";
import { UNKNOWN } from "../template/scope.ts";
import { type TemplateSource, templateText } from "../template/source.ts";
import { readTemplate } from "../template/structure.ts";
import { fetchStoredValues } from "./account-parameters.ts";
import { actingCall } from "./actor.ts";
import { type Deployment, rehearse, resourcesOf, workOut } from "./deployment.ts";

/** What CreateStack, UpdateStack and CreateChangeSet have in common. */
export interface StackInput extends TemplateSource {
  Parameters?: Parameter[];
  Capabilities?: string[];
  Tags?: { Key: string | undefined; Value: string | undefined }[];
  RoleARN?: string;
}

/**
 * Checks everything about a stack that can be known before its first resource is touched.
 * @throws AwsError `ValidationError`, `InsufficientCapabilitiesException`
 */
export async function prepare(
  input: StackInput,
  stack: Pick<StackRecord, "id" | "name" | "notificationArns" | "roleArn">,
  call: Call,
  existing?: StackRecord,
): Promise<{ blueprint: Blueprint; deployment: Deployment }> {
  const roleArn = input.RoleARN ?? stack.roleArn;
  const acting = actingCall(call.cloud, call, { roleArn, principal: call.principal });
  const text = await templateText(input, call, existing?.blueprint.template);
  const template = readTemplate(text);
  checkReferences(template);
  checkTypes(
    call.cloud,
    Object.values(template.resources).map((resource) => resource.Type),
  );
  const chosen = chooseParameters(template, input.Parameters ?? [], existing?.blueprint.parameters);
  const capabilities = input.Capabilities ?? [];
  checkCapabilities(template, capabilities);
  const blueprint: Blueprint = {
    template: text,
    parameters: await fetchStoredValues(template, chosen, acting),
    tags: input.Tags ? stackTags(input.Tags) : (existing?.blueprint.tags ?? []),
    capabilities,
  };
  const known = existing ? resourcesOf(existing) : () => undefined;
  const deployment = await workOut(blueprint, stack, acting, known);
  checkRules(template, deployment.scope);
  // Whether an import can be had is looked at when the operation begins.
  const scope = { ...deployment.scope, importValue: () => UNKNOWN };
  rehearse({ ...deployment, scope });
  return { blueprint, deployment };
}

function stackTags(tags: NonNullable<StackInput["Tags"]>): Tag[] {
  if (tags.length > 50) throw validationError("Stacks may have at most 50 tags");
  const keys = tags.map((tag) => tag.Key ?? "");
  if (new Set(keys).size < keys.length) throw validationError("Duplicate tag keys are not allowed");
  if (keys.some((key) => key.startsWith("aws:"))) {
    throw validationError("Tag keys beginning with aws: are reserved for system use");
  }
  return tags.map((tag) => ({ Key: tag.Key ?? "", Value: tag.Value ?? "" }));
}

export function newOperation(options: Partial<OperationRecord> = {}): OperationRecord {
  return { id: randomUUID(), obsolete: [], spared: [], disableRollback: false, ...options };
}
