import type { Call, Permission } from "../../service.ts";
import { findRepository, repositoryArn } from "./store.ts";

interface Target {
  repositoryName?: string;
  repositoryNames?: string[];
  resourceArn?: string;
  tags?: { Key?: string; Value?: string }[];
  tagKeys?: string[];
}

/** What each operation needs. Source: Service Authorization Reference, "Amazon Elastic Container Registry". */
export function ecrPermissions(operation: string, input: object, call: Call): Permission[] {
  const target = input as Target;
  const action = `ecr:${operation}`;
  const names =
    target.repositoryNames ?? (target.repositoryName === undefined ? [] : [target.repositoryName]);
  if (target.resourceArn !== undefined) {
    const name = target.resourceArn.slice(target.resourceArn.indexOf("/") + 1);
    return [{ action, resources: [target.resourceArn], context: contextOf(name, target, call) }];
  }
  // A list of all is asked of the whole registry.
  if (names.length === 0) return [{ action, resources: [repositoryArn(call, "*")] }];
  const needed = names.map((name): Permission => {
    return { action, resources: [repositoryArn(call, name)], context: contextOf(name, target, call) };
  });
  // Tagging while creating needs the permission to tag as well.
  if (operation === "CreateRepository" && target.tags?.length)
    needed.push({ ...needed[0]!, action: "ecr:TagResource" });
  return needed;
}

function contextOf(name: string, target: Target, call: Call): Record<string, string | string[]> {
  const context: Record<string, string | string[]> = {};
  for (const { Key, Value } of findRepository(call, name)?.tags ?? []) {
    context[`aws:ResourceTag/${Key}`] = Value;
    context[`ecr:ResourceTag/${Key}`] = Value;
  }
  for (const { Key = "", Value = "" } of target.tags ?? []) context[`aws:RequestTag/${Key}`] = Value;
  const keys = target.tagKeys ?? target.tags?.map(({ Key = "" }) => Key);
  if (keys) context["aws:TagKeys"] = keys;
  return context;
}
