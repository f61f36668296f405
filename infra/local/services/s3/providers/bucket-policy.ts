import * as z from "zod";
import { readProperties, unlessGone } from "../../../resource-properties.ts";
import type { ResourceProvider, ResourceRequest } from "../../cloudformation/provider.ts";

const policyProperties = z.strictObject({
  Bucket: z.string(),
  PolicyDocument: z.union([z.string(), z.record(z.string(), z.unknown())]),
});

async function put(request: ResourceRequest) {
  const { Bucket, PolicyDocument } = readProperties(policyProperties, request);
  await request.call.invoke("s3", "PutBucketPolicy", {
    Bucket,
    Policy: typeof PolicyDocument === "string" ? PolicyDocument : JSON.stringify(PolicyDocument),
  });
  return { physicalId: Bucket, attributes: {} };
}

/** `AWS::S3::BucketPolicy` */
export const bucketPolicyProvider: ResourceProvider = {
  createOnlyProperties: ["Bucket"],
  create: put,
  update: put,
  delete: ({ call, physicalId }) =>
    unlessGone(call.invoke("s3", "DeleteBucketPolicy", { Bucket: physicalId }), "NoSuchBucket"),
};
