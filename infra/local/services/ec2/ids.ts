import { randomBytes } from "node:crypto";
import type { Place } from "../../cloud.ts";

/** An EC2 resource id: the prefix and seventeen hex digits, as every Region has given since 2018. */
export function newId(prefix: string): string {
  return `${prefix}-${randomBytes(9).toString("hex").slice(0, 17)}`;
}

/** What an id begins with: `subnet` of `subnet-0abc…`. Prefixes may hold hyphens themselves: `vpc-cidr-assoc`. */
export function prefixOf(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf("-")));
}

/** The ARN of a resource; `type` is as tag specifications name it, such as `security-group`. */
export function ec2Arn({ region, accountId }: Place, type: string, id: string): string {
  return `arn:aws:ec2:${region}:${accountId}:${type}/${id}`;
}
