import type { Capability } from "@aws-sdk/client-cloudformation";
import type { Input, Output } from "../../../sdk.ts";
import type { Call } from "../../../service.ts";
import { validationError } from "../errors.ts";
import { checkTypes } from "../resource-types.ts";
import { requireStack } from "../stacks.ts";
import { neededCapabilities } from "../template/capabilities.ts";
import { checkCycles, checkReferences, dependencies } from "../template/references.ts";
import { templateText } from "../template/source.ts";
import { readTemplate } from "../template/structure.ts";
import { findChangeSet } from "./change-set-lookup.ts";
import { refuse } from "./guards.ts";

export function GetTemplate(
  input: Input<"cloudformation", "GetTemplate">,
  call: Call,
): Output<"cloudformation", "GetTemplate"> {
  const { blueprint } = input.ChangeSetName
    ? findChangeSet(call, input.ChangeSetName, input.StackName).changeSet
    : requireStack(call, input.StackName);
  // Transforms are refused, so that what was given and what was processed are the same.
  return { TemplateBody: blueprint.template, StagesAvailable: ["Original", "Processed"] };
}

export async function ValidateTemplate(
  input: Input<"cloudformation", "ValidateTemplate">,
  call: Call,
): Promise<Output<"cloudformation", "ValidateTemplate">> {
  const template = readTemplate(await templateText(input, call));
  checkReferences(template);
  checkTypes(call.cloud, typesOf(template.resources));
  checkCycles(dependencies(template, Object.keys(template.resources)));
  const { capabilities, reason } = neededCapabilities(template);
  return {
    Description: template.description,
    Parameters: Object.entries(template.parameters).map(([key, parameter]) => ({
      ParameterKey: key,
      DefaultValue: parameter.Default,
      NoEcho: parameter.NoEcho,
      Description: parameter.Description,
    })),
    ...(capabilities.length > 0
      ? { Capabilities: capabilities as Capability[], CapabilitiesReason: reason }
      : {}),
    ...(template.transforms.length > 0 ? { DeclaredTransforms: template.transforms } : {}),
  };
}

export async function GetTemplateSummary(
  input: Input<"cloudformation", "GetTemplateSummary">,
  call: Call,
): Promise<Output<"cloudformation", "GetTemplateSummary">> {
  refuse(input, ["StackSetName", "CallAs", "TemplateSummaryConfig"]);
  const { StackName: name } = input;
  if (name && (input.TemplateBody || input.TemplateURL)) {
    throw validationError("You cannot specify both StackName and a template.");
  }
  const text = name ? requireStack(call, name).blueprint.template : await templateText(input, call);
  const template = readTemplate(text);
  const { capabilities, reason } = neededCapabilities(template);
  return {
    Description: template.description,
    Version: template.version,
    Metadata: template.metadata === undefined ? undefined : JSON.stringify(template.metadata),
    Parameters: Object.entries(template.parameters).map(([key, parameter]) => ({
      ParameterKey: key,
      DefaultValue: parameter.Default,
      ParameterType: parameter.Type,
      NoEcho: parameter.NoEcho,
      Description: parameter.Description,
      ParameterConstraints: parameter.AllowedValues ? { AllowedValues: parameter.AllowedValues } : {},
    })),
    ResourceTypes: [...new Set(typesOf(template.resources))],
    ...(capabilities.length > 0
      ? { Capabilities: capabilities as Capability[], CapabilitiesReason: reason }
      : {}),
    ...(template.transforms.length > 0 ? { DeclaredTransforms: template.transforms } : {}),
  };
}

function typesOf(resources: Record<string, { Type: string }>): string[] {
  return Object.values(resources).map((resource) => resource.Type);
}
