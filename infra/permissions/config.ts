import { ANY, type AreaGrants } from "./context.ts";

/** A Region has one recorder and one channel; describing them has no narrower resource that helps. */
const LOOK = [
  "config:DescribeConfigurationRecorderStatus",
  "config:DescribeConfigurationRecorders",
  "config:DescribeDeliveryChannels",
];

const OBSERVE = [...LOOK, "config:DescribeDeliveryChannelStatus", "config:GetResourceConfigHistory"];

/** AWS Config, and the roles that Config and GuardDuty make for themselves. */
export const config: AreaGrants = ({ arn, globalArn, bucketArnOf }) => {
  const recorder = arn("config", "configuration-recorder/*");
  const linked = (service: string, name: string): string =>
    globalArn("iam", `role/aws-service-role/${service}/${name}`);
  const linkedRole = linked("config.amazonaws.com", "AWSServiceRoleForConfig");
  // IAM knows the path of a role only while there is one: of a role that is not there it is asked without.
  const pathless = (name: string): string => globalArn("iam", `role/${name}`);
  const toConfig = { StringEquals: { "iam:PassedToService": "config.amazonaws.com" } };
  return {
    verify: [{ actions: OBSERVE, resources: ANY }],
    solve: [
      { actions: [...OBSERVE, "config:PutDeliveryChannel"], resources: ANY },
      {
        actions: ["config:PutConfigurationRecorder", "config:StartConfigurationRecorder"],
        resources: [recorder],
      },
      { actions: ["iam:GetRole"], resources: [linkedRole, pathless("AWSServiceRoleForConfig")] },
      {
        actions: ["iam:CreateServiceLinkedRole"],
        resources: [linkedRole],
        conditions: { StringEquals: { "iam:AWSServiceName": "config.amazonaws.com" } },
      },
      // A recorder that was there before keeps its role, which may be any.
      { actions: ["iam:PassRole"], resources: [globalArn("iam", "role/*")], conditions: toConfig },
      {
        actions: ["s3:CreateBucket", "s3:GetBucketPolicy", "s3:PutBucketPolicy"],
        resources: [bucketArnOf("config-bucket-*")],
      },
      { actions: ["ec2:CreateTags"], resources: [arn("ec2", "network-acl/*")] },
    ],
    cleanup: [
      {
        actions: [
          ...LOOK,
          "config:DeleteDeliveryChannel",
          "config:DescribeConfigRules",
          "config:PutDeliveryChannel",
        ],
        resources: ANY,
      },
      {
        actions: [
          "config:DeleteConfigurationRecorder",
          "config:PutConfigurationRecorder",
          "config:StartConfigurationRecorder",
          "config:StopConfigurationRecorder",
        ],
        resources: [recorder],
      },
      { actions: ["config:DeleteConfigRule"], resources: [arn("config", "config-rule/*")] },
      { actions: ["iam:PassRole"], resources: [globalArn("iam", "role/*")], conditions: toConfig },
      {
        actions: ["iam:DeleteServiceLinkedRole", "iam:GetServiceLinkedRoleDeletionStatus"],
        resources: [
          linkedRole,
          pathless("AWSServiceRoleForConfig"),
          linked("guardduty.amazonaws.com", "AWSServiceRoleForAmazonGuardDuty"),
          pathless("AWSServiceRoleForAmazonGuardDuty"),
        ],
      },
    ],
    inventory: [{ actions: [...LOOK, "config:DescribeConfigRules"], resources: ANY }],
  };
};
