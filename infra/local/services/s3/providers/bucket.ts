import * as z from "zod";
import { AwsError } from "../../../errors.ts";
import { allTags, bool, readProperties, tags, unlessGone } from "../../../resource-properties.ts";
import type { ResourceProvider, ResourceRequest } from "../../cloudformation/provider.ts";
import { bucketArn } from "../bucket-names.ts";
import { findBucket } from "../buckets.ts";
import { lifecycleConfiguration, lifecycleRules } from "./lifecycle.ts";

const bucketProperties = z.strictObject({
  AccessControl: z.literal("Private").optional(),
  BucketEncryption: z
    .strictObject({
      ServerSideEncryptionConfiguration: z.array(
        z.strictObject({
          BucketKeyEnabled: bool.optional(),
          ServerSideEncryptionByDefault: z
            .strictObject({
              KMSMasterKeyID: z.string().optional(),
              SSEAlgorithm: z.enum(["AES256", "aws:kms", "aws:kms:dsse"]),
            })
            .optional(),
        }),
      ),
    })
    .optional(),
  BucketName: z.string().optional(),
  LifecycleConfiguration: lifecycleConfiguration.optional(),
  OwnershipControls: z
    .strictObject({
      Rules: z.array(
        z.strictObject({
          ObjectOwnership: z.enum(["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"]),
        }),
      ),
    })
    .optional(),
  PublicAccessBlockConfiguration: z
    .strictObject({
      BlockPublicAcls: bool.optional(),
      BlockPublicPolicy: bool.optional(),
      IgnorePublicAcls: bool.optional(),
      RestrictPublicBuckets: bool.optional(),
    })
    .optional(),
  Tags: tags.optional(),
  VersioningConfiguration: z.strictObject({ Status: z.enum(["Enabled", "Suspended"]) }).optional(),
});
type BucketProperties = z.infer<typeof bucketProperties>;

/** Brings the bucket's settings to what the template says; `before` is what it said until now. */
async function configure(
  { call, tags: stackTags }: ResourceRequest,
  Bucket: string,
  properties: BucketProperties,
  before: Partial<BucketProperties>,
): Promise<void> {
  const { BucketEncryption, LifecycleConfiguration, OwnershipControls, PublicAccessBlockConfiguration } =
    properties;
  if (BucketEncryption)
    await call.invoke("s3", "PutBucketEncryption", {
      Bucket,
      ServerSideEncryptionConfiguration: {
        Rules: BucketEncryption.ServerSideEncryptionConfiguration.map((rule) => ({
          BucketKeyEnabled: rule.BucketKeyEnabled,
          ApplyServerSideEncryptionByDefault: rule.ServerSideEncryptionByDefault,
        })),
      },
    });
  else if (before.BucketEncryption) await call.invoke("s3", "DeleteBucketEncryption", { Bucket });
  if (OwnershipControls) await call.invoke("s3", "PutBucketOwnershipControls", { Bucket, OwnershipControls });
  else if (before.OwnershipControls) await call.invoke("s3", "DeleteBucketOwnershipControls", { Bucket });
  if (PublicAccessBlockConfiguration)
    await call.invoke("s3", "PutPublicAccessBlock", { Bucket, PublicAccessBlockConfiguration });
  else if (before.PublicAccessBlockConfiguration)
    await call.invoke("s3", "DeletePublicAccessBlock", { Bucket });
  if (properties.VersioningConfiguration)
    await call.invoke("s3", "PutBucketVersioning", {
      Bucket,
      VersioningConfiguration: properties.VersioningConfiguration,
    });
  else if (before.VersioningConfiguration)
    await call.invoke("s3", "PutBucketVersioning", {
      Bucket,
      VersioningConfiguration: { Status: "Suspended" },
    });
  if (LifecycleConfiguration)
    await call.invoke("s3", "PutBucketLifecycleConfiguration", {
      Bucket,
      LifecycleConfiguration: { Rules: lifecycleRules(LifecycleConfiguration) },
    });
  else if (before.LifecycleConfiguration) await call.invoke("s3", "DeleteBucketLifecycle", { Bucket });
  const wanted = allTags(properties.Tags, stackTags);
  if (wanted.length > 0) await call.invoke("s3", "PutBucketTagging", { Bucket, Tagging: { TagSet: wanted } });
  else if (before.Tags) await call.invoke("s3", "DeleteBucketTagging", { Bucket });
}

function attributesOf(name: string, region: string): Record<string, string> {
  const website = [
    "us-east-1",
    "us-west-1",
    "us-west-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-northeast-1",
    "eu-west-1",
    "sa-east-1",
  ].includes(region)
    ? `s3-website-${region}`
    : `s3-website.${region}`;
  return {
    Arn: bucketArn(name),
    DomainName: `${name}.s3.amazonaws.com`,
    DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
    RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    WebsiteURL: `http://${name}.${website}.amazonaws.com`,
  };
}

/** `AWS::S3::Bucket` */
export const bucketProvider: ResourceProvider = {
  createOnlyProperties: ["BucketName"],
  named: {
    property: "BucketName",
    find(call, name) {
      const bucket = findBucket(call, name);
      const own = bucket?.accountId === call.accountId && bucket.region === call.region;
      return own ? { physicalId: name, attributes: attributesOf(name, call.region) } : undefined;
    },
  },

  async create(request) {
    const { call } = request;
    const properties = readProperties(bucketProperties, request);
    const name = properties.BucketName ?? request.generateName(63).toLowerCase();
    // CreateBucket in us-east-1 answers its owner's second call as if it had done it; CloudFormation does not.
    if (findBucket(call, name)) throw new AwsError("AlreadyExists", `${name} already exists`, 409);
    await call.invoke("s3", "CreateBucket", {
      Bucket: name,
      ObjectOwnership: properties.OwnershipControls?.Rules[0]?.ObjectOwnership,
      ...(call.region === "us-east-1"
        ? {}
        : { CreateBucketConfiguration: { LocationConstraint: call.region as "eu-west-1" } }),
    });
    return { physicalId: name, attributes: attributesOf(name, call.region) };
  },

  // Not before the bucket's name is recorded: if a setting is refused, the bucket must be deleted with the stack.
  stabilise: (request) =>
    configure(request, request.physicalId, readProperties(bucketProperties, request), {}),

  async update(request, old) {
    const { physicalId, call } = request;
    const before = readProperties(bucketProperties, request, old);
    await configure(request, physicalId, readProperties(bucketProperties, request), before);
    return { physicalId, attributes: attributesOf(physicalId, call.region) };
  },

  delete: ({ call, physicalId }) =>
    unlessGone(call.invoke("s3", "DeleteBucket", { Bucket: physicalId }), "NoSuchBucket"),
};
