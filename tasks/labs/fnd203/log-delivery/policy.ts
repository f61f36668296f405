import type { PolicyStatement } from "../lab-buckets.ts";

const SERVICE = "logging.s3.amazonaws.com";

/**
 * What takes the place of the ACL's grant in a bucket of today ("Enabling Amazon S3 server access logging", S3 User
 * Guide).
 */
export const loggingStatement = (bucket: string, accountId: string): PolicyStatement => ({
  Sid: "S3ServerAccessLogsPolicy",
  Effect: "Allow",
  Principal: { Service: SERVICE },
  Action: "s3:PutObject",
  Resource: `arn:aws:s3:::${bucket}/*`,
  Condition: { StringEquals: { "aws:SourceAccount": accountId } },
});

interface Statement {
  Effect?: string;
  Principal?: string | { Service?: string | string[] };
  Action?: string | string[];
  Resource?: string | string[];
}

/** Whether a bucket's policy lets S3's log delivery put objects; conditions are not weighed. */
export function allowsLogging(policy: string | undefined, bucket: string): boolean {
  if (policy === undefined) return false;
  const statements: Statement[] = [JSON.parse(policy).Statement ?? []].flat();
  const about = statements.filter(
    ({ Principal, Action, Resource }) =>
      servicesOf(Principal).includes(SERVICE) &&
      many(Action).some((action) => matches(action.toLowerCase(), "s3:putobject")) &&
      many(Resource).some((resource) => resource.startsWith(`arn:aws:s3:::${bucket}/`)),
  );
  return about.length > 0 && about.every(({ Effect }) => Effect === "Allow");
}

const many = (value: string | string[] | undefined): string[] => [value ?? []].flat();

const servicesOf = (principal: Statement["Principal"]): string[] =>
  typeof principal === "string" ? [] : many(principal?.Service);

/** Whether an action is meant by a pattern with stars. */
const matches = (pattern: string, action: string): boolean =>
  new RegExp(`^${pattern.split("*").map(escaped).join(".*")}$`).test(action);

const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
