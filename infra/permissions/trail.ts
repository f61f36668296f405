import { ANY, type AreaGrants } from "./context.ts";

const READ_TRAILS = ["cloudtrail:GetEventSelectors", "cloudtrail:GetTrailStatus"];

/** The trail, its bucket's policy, and Event history. Trails have names of the participant's. */
export const trail: AreaGrants = ({ arn, bucketArnOf }) => {
  const trails = [arn("cloudtrail", "trail/*")];
  // As the guide spells them, and as it means them.
  const buckets = ["fdn203", "fnd203"].map((guide) => bucketArnOf(`${guide}-demo-bucket-*`));
  const see = { actions: ["cloudtrail:DescribeTrails"], resources: ANY };
  const read = { actions: READ_TRAILS, resources: trails };
  const readBuckets = [
    { actions: ["s3:ListAllMyBuckets"], resources: ANY },
    { actions: ["s3:GetBucketPolicy"], resources: buckets },
  ];
  return {
    verify: [
      { actions: ["cloudtrail:DescribeTrails", "cloudtrail:LookupEvents"], resources: ANY },
      read,
      ...readBuckets,
    ],
    solve: [
      see,
      read,
      ...readBuckets,
      {
        actions: [
          "cloudtrail:CreateTrail",
          "cloudtrail:PutEventSelectors",
          "cloudtrail:StartLogging",
          "cloudtrail:UpdateTrail",
        ],
        resources: trails,
      },
      { actions: ["s3:CreateBucket", "s3:PutBucketPolicy"], resources: buckets },
    ],
    cleanup: [
      see,
      read,
      {
        actions: [
          "cloudtrail:DeleteTrail",
          "cloudtrail:PutEventSelectors",
          "cloudtrail:StartLogging",
          "cloudtrail:StopLogging",
          "cloudtrail:UpdateTrail",
        ],
        resources: trails,
      },
    ],
    inventory: [see, read],
  };
};
