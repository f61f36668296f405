import type { Place } from "../../cloud.ts";
import type { Call, Permission } from "../../service.ts";
import { groupName, logGroupArn } from "./store.ts";

interface Names {
  logGroupName?: string;
  logGroupIdentifier?: string;
  logStreamName?: string;
  resourceArn?: string;
  resourceIdentifier?: string;
  /** The keys alone where UntagLogGroup names them. */
  tags?: Record<string, string> | string[];
  tagKeys?: string[];
}

/** Service Authorization Reference, "Amazon CloudWatch Logs". */
export function logsPermissions(operation: string, input: object, call: Call): Permission[] | undefined {
  if (/ResourcePolic(y|ies)$/.test(operation)) return undefined; // On `*`: they belong to no group.
  const names = input as Names;
  const group = groupName(
    names.logGroupName ?? names.logGroupIdentifier ?? names.resourceArn ?? names.resourceIdentifier ?? "",
  );
  const context: Record<string, string | string[]> = {};
  const tags = Array.isArray(names.tags) ? {} : (names.tags ?? {});
  for (const [key, value] of Object.entries(tags)) context[`aws:RequestTag/${key}`] = value;
  const keys = names.tagKeys ?? (Array.isArray(names.tags) ? names.tags : Object.keys(tags));
  if (keys.length > 0) context["aws:TagKeys"] = keys;
  return [{ ...logPermission(operation, call, group, names.logStreamName), context }];
}

/**
 * What one operation on a group or a stream needs. Denials name a group as `…:log-group:NAME:log-stream:`
 * (observed), and policies name it with and without a `:*`: either counts.
 */
export function logPermission(operation: string, place: Place, group: string, stream = ""): Permission {
  const arn = logGroupArn(place, group);
  return {
    action: `logs:${operation}`,
    resources: [`${arn}:log-stream:${stream}`],
    aliases: stream === "" ? [arn] : [],
  };
}
