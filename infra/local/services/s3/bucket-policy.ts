import * as z from "zod";
import { AwsError } from "../../errors.ts";
import { bucketArn } from "./bucket-names.ts";

const oneOrMore = z.union([z.string(), z.array(z.string())]);
const principal = z.union([z.literal("*"), z.record(z.string(), oneOrMore)]);
const statement = z.object({
  Effect: z.enum(["Allow", "Deny"]),
  Principal: principal.optional(),
  NotPrincipal: principal.optional(),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  NotResource: oneOrMore.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
const document = z.object({
  Statement: z.union([statement, z.array(statement)]),
});

const list = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

const malformed = (message: string) => new AwsError("MalformedPolicy", message);

function parse(policy: string): z.infer<typeof statement>[] {
  let json: unknown;
  try {
    json = JSON.parse(policy);
  } catch {
    throw malformed("Policies must be valid JSON and the first byte must be '{'");
  }
  const parsed = document.safeParse(json);
  if (!parsed.success) throw malformed("This policy contains invalid Json");
  return list(parsed.data.Statement);
}

/**
 * Checks what S3 checks of a bucket policy when it is put.
 * @throws AwsError `MalformedPolicy`
 */
export function checkBucketPolicy(policy: string, bucket: string): void {
  const arn = bucketArn(bucket);
  for (const one of parse(policy)) {
    if (!one.Principal && !one.NotPrincipal) throw malformed("Missing required field Principal");
    if (!one.Action && !one.NotAction) throw malformed("Missing required field Action");
    const resources = [...list(one.Resource), ...list(one.NotResource)];
    if (resources.length === 0) throw malformed("Missing required field Resource");
    for (const action of [...list(one.Action), ...list(one.NotAction)])
      if (action !== "*" && !/^s3:[A-Za-z*?]+$/i.test(action)) throw malformed("Policy has invalid action");
    for (const resource of resources)
      if (resource !== arn && !resource.startsWith(`${arn}/`) && resource !== `${arn}*`)
        throw malformed("Policy has invalid resource");
  }
}

/** Condition keys that, with fixed values, make a statement for everybody not public. */
const RESTRICTING =
  /^(aws:(SourceArn|SourceAccount|SourceOwner|SourceVpc|SourceVpce|PrincipalArn|PrincipalAccount|PrincipalOrgID|PrincipalOrgPaths|userid|SourceIp)|s3:(DataAccessPointArn|DataAccessPointAccount|x-amz-server-side-encryption-aws-kms-key-id))$/i;

/** Whether a bucket policy is public. Source: "The meaning of public", S3 User Guide; IP ranges are not weighed. */
export function isPublicPolicy(policy: string): boolean {
  return parse(policy).some((one) => {
    if (one.Effect !== "Allow") return false;
    const everybody =
      one.Principal === "*" || list((one.Principal as Record<string, string | string[]>)?.AWS).includes("*");
    if (!everybody) return false;
    const keys = Object.values(one.Condition ?? {}).flatMap((tests) => Object.keys(tests));
    return !keys.some((key) => RESTRICTING.test(key));
  });
}
