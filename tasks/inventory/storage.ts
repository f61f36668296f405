import { type LogGroup, paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { paginateListBuckets } from "@aws-sdk/client-s3";
import type { Clients } from "../runtime/clients.ts";
import { collect } from "../runtime/pages.ts";

/** A bucket's id: its ARN, which has neither Region nor account. */
export const bucketId = (name: string): string => `arn:aws:s3:::${name}`;

/** A log group's id: its ARN without the `:*` that some calls put behind it. */
export const logGroupId = ({ arn = "", logGroupArn = arn.replace(/:\*$/, "") }: LogGroup): string =>
  logGroupArn;

/** The account's buckets, in every Region: their names are the whole world's. */
export async function listBuckets({ s3 }: Clients) {
  const buckets = await collect(paginateListBuckets({ client: s3 }, {}), (page) => page.Buckets);
  return buckets.map(({ Name = "" }) => ({ id: bucketId(Name), name: Name }));
}

/** The Region's log groups, Handrail's own among them: they were there before the lab, as its bucket was. */
export async function listLogGroups({ logs }: Clients) {
  const groups = await collect(paginateDescribeLogGroups({ client: logs }, {}), (page) => page.logGroups);
  return groups.map((group) => ({ id: logGroupId(group), name: group.logGroupName }));
}
