import type { DeliveryChannel } from "@aws-sdk/client-config-service";
import { requirePermission, serviceMay } from "../../authorise.ts";
import { AwsError } from "../../errors.ts";
import { servicePrincipal } from "../../principal.ts";
import type { Call, Permission } from "../../service.ts";
import { findBucket } from "../s3/buckets.ts";
import { assumablePrincipal } from "../sts/assume.ts";
import { configStore, customerRecorder } from "./store.ts";

const CONFIG = "config.amazonaws.com";

type Bucket = Pick<DeliveryChannel, "s3BucketName" | "s3KeyPrefix">;

/**
 * Writes an object as Config does: as its recorder's role where that may, and else as the service's own principal, by
 * the bucket's policy. The service-linked role may not, so that there the policy is needed (Developer Guide,
 * "Permissions for the Amazon S3 Bucket").
 * @throws AwsError `NoSuchBucket`; `AccessDenied` where neither may
 */
export async function putObject(call: Call, bucket: Bucket, key: string, body: Uint8Array): Promise<void> {
  const name = bucket.s3BucketName ?? "";
  if (!findBucket(call, name)) throw new AwsError("NoSuchBucket", "The specified bucket does not exist", 404);
  if (!mayDeliver(call, [write(name, key)])) throw new AwsError("AccessDenied", "Access Denied", 403);
  await call.invoke(
    "s3",
    "PutObject",
    { Bucket: name, Key: key, Body: body, ACL: "bucket-owner-full-control" },
    servicePrincipal(CONFIG, call.accountId),
  );
}

/**
 * Checks what PutDeliveryChannel checks, and leaves the file that shows that it may write.
 * @throws AwsError `NoSuchBucketException`, `InsufficientDeliveryPolicyException`
 */
export async function checkBucket(call: Call, bucket: Bucket, base: string): Promise<void> {
  const { s3BucketName: name = "", s3KeyPrefix: prefix } = bucket;
  if (!findBucket(call, name))
    throw new AwsError("NoSuchBucketException", `Cannot find a S3 bucket with the name '${name}'.`);
  const key = `${base}/ConfigWritabilityCheckFile`;
  const arn = `arn:aws:s3:::${name}`;
  const allowed = mayDeliver(call, [
    { action: "s3:GetBucketAcl", resources: [arn] },
    { action: "s3:ListBucket", resources: [arn] },
    write(name, key),
  ]);
  if (!allowed)
    throw new AwsError(
      "InsufficientDeliveryPolicyException",
      `Insufficient delivery policy to s3 bucket: ${name}, unable to write to bucket, provided s3 key prefix is '${prefix ?? "null"}', provided kms key is 'null'.`,
    );
  await putObject(call, bucket, key, new Uint8Array());
}

const write = (bucket: string, key: string): Permission => ({
  action: "s3:PutObject",
  resources: [`arn:aws:s3:::${bucket}/${key}`],
  context: { "s3:x-amz-acl": "bucket-owner-full-control" },
});

function mayDeliver(call: Call, permissions: readonly Permission[]): boolean {
  const sourceArn = `arn:aws:config:${call.region}:${call.accountId}:*`;
  const byRole = roleAllows(call, permissions);
  return byRole || permissions.every((one) => serviceMay(call, { service: CONFIG, sourceArn }, one));
}

/** Whether the recorder's role may by its own policies. */
function roleAllows(call: Call, permissions: readonly Permission[]): boolean {
  const recorder = customerRecorder(call.store(configStore));
  if (!recorder) return false;
  try {
    const principal = assumablePrincipal(call.cloud, {
      roleArn: recorder.roleArn,
      service: CONFIG,
      sessionName: "AWSConfig-BucketConfigCheck",
    });
    for (const permission of permissions) requirePermission({ ...call, principal }, "s3", permission);
    return true;
  } catch (error) {
    if (AwsError.is(error)) return false;
    throw error;
  }
}
