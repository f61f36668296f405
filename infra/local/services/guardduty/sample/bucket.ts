import type { S3BucketDetail } from "@aws-sdk/client-guardduty";

const CLOSED = { AllowsPublicReadAccess: false, AllowsPublicWriteAccess: false };
const UNBLOCKED = {
  BlockPublicAcls: false,
  BlockPublicPolicy: false,
  IgnorePublicAcls: false,
  RestrictPublicBuckets: false,
};

/** The bucket of every sample that has one. */
export function bucket(): S3BucketDetail {
  return {
    Arn: "arn:aws:s3:::bucketName",
    Name: "bucketName",
    Type: "Destination",
    CreatedAt: new Date("2017-12-18T15:58:11.551Z"),
    Owner: { Id: "CanonicalId of Owner" },
    Tags: [{ Key: "foo", Value: "bar" }],
    DefaultServerSideEncryption: {
      EncryptionType: "SSEAlgorithm",
      KmsMasterKeyArn: "arn:aws:kms:region:123456789012:key/key-id",
    },
    PublicAccess: {
      EffectivePermission: "NOT_PUBLIC",
      PermissionConfiguration: {
        BucketLevelPermissions: {
          AccessControlList: CLOSED,
          BucketPolicy: CLOSED,
          BlockPublicAccess: UNBLOCKED,
        },
        AccountLevelPermissions: { BlockPublicAccess: UNBLOCKED },
      },
    },
  };
}
