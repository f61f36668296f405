import type { Call, Permission } from "../../service.ts";
import { parameterArn, parseReference, ssmStore } from "./store.ts";

interface Names {
  Name?: string;
  Names?: string[];
  Path?: string;
  ResourceType?: string;
  ResourceId?: string;
  Tags?: { Key: string; Value: string }[];
  TagKeys?: string[];
  Overwrite?: boolean;
}

/** Service Authorization Reference, "AWS Systems Manager". */
export function ssmPermissions(operation: string, input: object, call: Call): Permission[] | undefined {
  const names = input as Names;
  const action = `ssm:${operation}`;
  if (operation === "DescribeParameters")
    return [{ action, resources: [`arn:aws:ssm:${call.region}:${call.accountId}:*`] }];
  const parameters = [names.Name, names.Path, ...(names.Names ?? [])].filter((name) => name !== undefined);
  if (names.ResourceType === "Parameter" && names.ResourceId !== undefined) parameters.push(names.ResourceId);
  if (parameters.length === 0) return undefined;
  return parameters.map((text) => {
    const { name } = parseReference(text);
    return {
      action,
      resources: [parameterArn(call, name)],
      context: contextOf(operation, name, names, call),
    };
  });
}

function contextOf(operation: string, name: string, names: Names, call: Call) {
  const context: Record<string, string | string[]> = {};
  for (const { Key, Value } of call.store(ssmStore).parameters[name]?.tags ?? []) {
    context[`aws:ResourceTag/${Key}`] = Value;
    context[`ssm:resourceTag/${Key}`] = Value;
  }
  for (const { Key, Value } of names.Tags ?? []) context[`aws:RequestTag/${Key}`] = Value;
  const keys = names.TagKeys ?? names.Tags?.map(({ Key }) => Key);
  if (keys) context["aws:TagKeys"] = keys;
  if (operation === "PutParameter") context["ssm:Overwrite"] = String(names.Overwrite ?? false);
  return context;
}
