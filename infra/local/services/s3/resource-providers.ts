import type { ResourceProvider } from "../cloudformation/provider.ts";
import { bucketProvider } from "./providers/bucket.ts";
import { bucketPolicyProvider } from "./providers/bucket-policy.ts";

export const resourceProviders: Record<string, ResourceProvider> = {
  "AWS::S3::Bucket": bucketProvider,
  "AWS::S3::BucketPolicy": bucketPolicyProvider,
};
