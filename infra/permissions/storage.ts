import { ANY, type AreaGrants } from "./context.ts";

/** Buckets, log groups and the servers' role: what keeps the logs of sessions, and what is to go with the lab. */
export const storage: AreaGrants = ({ arn, bucketArnOf, globalArn }) => {
  // As the guide spells them, and as it means them.
  const spelled = (name: string): string[] => [`fdn203-${name}`, `fnd203-${name}`];
  const logBuckets = spelled("ssmlogs-bucket-*").map(bucketArnOf);
  // The lab's three, and what the consoles of CloudTrail and Config propose; no bucket of another name is ever touched.
  const labBuckets = [
    ...spelled("demo-bucket-*").map(bucketArnOf),
    ...logBuckets,
    bucketArnOf("config-bucket-*"),
    bucketArnOf("aws-cloudtrail-logs-*"),
  ];
  const labGroups = spelled("*").map((name) => arn("logs", `log-group:${name}`));
  const role = globalArn("iam", "role/SharedServerConnectivityRole");
  const list = [
    { actions: ["s3:ListAllMyBuckets"], resources: ANY },
    { actions: ["logs:DescribeLogGroups"], resources: [arn("logs", "log-group:*")] },
  ];
  const observe = [
    ...list,
    {
      actions: [
        "s3:GetBucketAcl",
        "s3:GetBucketOwnershipControls",
        "s3:GetBucketPolicy",
        "s3:GetEncryptionConfiguration",
      ],
      resources: logBuckets,
    },
    // A key that the participant chose for the bucket may be any.
    { actions: ["kms:DescribeKey"], resources: [arn("kms", "key/*")] },
    {
      actions: ["iam:ListAttachedRolePolicies", "iam:ListRolePolicies", "iam:SimulatePrincipalPolicy"],
      resources: [role],
    },
  ];
  return {
    verify: observe,
    solve: [
      ...observe,
      {
        actions: ["s3:CreateBucket", "s3:PutBucketPolicy", "s3:PutEncryptionConfiguration"],
        resources: logBuckets,
      },
      { actions: ["logs:CreateLogGroup", "logs:PutRetentionPolicy"], resources: labGroups },
      { actions: ["iam:GetRolePolicy", "iam:PutRolePolicy"], resources: [role] },
    ],
    cleanup: [
      ...list,
      // Whose buckets are the lab's, besides those of its names.
      { actions: ["cloudtrail:DescribeTrails", "config:DescribeDeliveryChannels"], resources: ANY },
      {
        actions: [
          "s3:DeleteBucket",
          "s3:GetBucketPolicy",
          "s3:ListBucketMultipartUploads",
          "s3:ListBucketVersions",
          "s3:PutBucketPolicy",
        ],
        resources: labBuckets,
      },
      {
        actions: ["s3:AbortMultipartUpload", "s3:DeleteObjectVersion"],
        resources: labBuckets.map((bucket) => `${bucket}/*`),
      },
      { actions: ["logs:DeleteLogGroup"], resources: labGroups },
      {
        actions: ["logs:DeleteLogStream"],
        resources: spelled("*").map((name) => arn("logs", `log-group:${name}:log-stream:*`)),
      },
    ],
    inventory: list,
  };
};
