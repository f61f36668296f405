import type { Call, Permission } from "../../service.ts";
import { asArn } from "./trails/find.ts";

interface Names {
  Name?: string;
  TrailName?: string;
  ResourceId?: string;
  ResourceIdList?: string[];
}

/** Operations on trails in general, which have no resource. */
const WITHOUT_RESOURCE = new Set(["DescribeTrails", "ListTrails", "LookupEvents"]);

/** Service Authorization Reference, "AWS CloudTrail". */
export function cloudTrailPermissions(
  operation: string,
  input: object,
  call: Call,
): Permission[] | undefined {
  if (WITHOUT_RESOURCE.has(operation)) return undefined;
  const { Name, TrailName, ResourceId, ResourceIdList } = input as Names;
  const named = ResourceIdList ?? [Name ?? TrailName ?? ResourceId ?? ""];
  return [{ action: `cloudtrail:${operation}`, resources: named.map((each) => asArn(each, call)) }];
}
