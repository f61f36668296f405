import type { Call, Permission } from "../../service.ts";
import { detectorArn } from "./store.ts";

interface Names {
  DetectorId?: string;
  FilterName?: string;
  Name?: string;
  ResourceArn?: string;
  Tags?: Record<string, string>;
  TagKeys?: string[];
}

/**
 * Service Authorization Reference, "Amazon GuardDuty": a detector's own settings, filters and tags have resources;
 * findings, statistics and accounts have none.
 */
export function guardDutyPermissions(operation: string, input: object, call: Call): Permission[] | undefined {
  const names = input as Names;
  const resource = resourceOf(operation, names, call);
  const keys = names.TagKeys ?? Object.keys(names.Tags ?? {});
  if (resource === undefined && keys.length === 0) return undefined;
  const context: Record<string, string | string[]> = {};
  for (const [key, value] of Object.entries(names.Tags ?? {})) context[`aws:RequestTag/${key}`] = value;
  if (keys.length > 0) context["aws:TagKeys"] = keys;
  return [{ action: `guardduty:${operation}`, resources: [resource ?? "*"], context }];
}

function resourceOf(operation: string, names: Names, call: Call): string | undefined {
  const detector = detectorArn(call, names.DetectorId ?? "");
  if (/^(Get|Update|Delete)Detector$/.test(operation)) return detector;
  if (/^(Create|Get|Update|Delete)Filter$/.test(operation))
    return `${detector}/filter/${names.FilterName ?? names.Name ?? ""}`;
  return names.ResourceArn;
}
