import { LINKED_ROLE, linkedRoleArn } from "../../../config/read.ts";
import type { StepGuide } from "../../lab.ts";
import { filler } from "../commands.ts";
import guide from "./guide.md";
import { configPolicy } from "./policy.ts";

export const config: StepGuide = {
  id: "config",
  title: "Record what everything is like",
  section: "Enable granular logging to see everything in your AWS environment",
  guide,
  hints: [
    "Which service keeps what each resource was like, and not only what was asked of it?",
    "AWS Config, in the lab's Region: a recorder for all types, IAM's included, continuous, and a delivery channel into a bucket. Started, too.",
    "Config, Get started: all resource types with continuous recording, no overrides that exclude the IAM types, the service-linked role, a new bucket, no rules, Confirm. With the AWS CLI: create-service-linked-role, the bucket with its policy, put-configuration-recorder, put-delivery-channel, start-configuration-recorder, in this order.",
  ],
  questions: [
    {
      question:
        "Somebody moved a subnet to another network ACL and back, overnight. Where do you see both states, rules and all?",
      choices: [
        "In the trail: CloudTrail keeps the resource before and after each call",
        "In the configuration items of the ACL and the subnet",
        "Nowhere: the ACL looks today as it did yesterday",
        "In GuardDuty's findings",
      ],
      answer: 1,
      explanation:
        "Config records **what a resource was like** each time that it changed, with its relationships. CloudTrail records **who asked for the change**: request and answer, but not what the resource looked like. Together they tell the story; GuardDuty looks for threats, and this may have been none.",
    },
    {
      question: "Why does Config need the bucket's policy although it has a role?",
      choices: [
        "Policies of roles do not count for S3",
        "The service-linked role may describe resources and not write to S3, so that Config delivers as the service itself",
        "The bucket is in another account",
        "It does not: the policy is a leftover of 2019",
      ],
      answer: 1,
      explanation:
        "AWS keeps the linked role's permissions, and writing to *your* bucket is not among them. Config writes as **config.amazonaws.com**, and the bucket has to say so, for your account only (`AWS:SourceAccount`). Without that condition somebody else's Config could be pointed at your bucket: the _confused deputy_.",
    },
  ],
  commands(resources, place) {
    const bucket = filler(resources)("bucket.config");
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: configPolicy(bucket, place) });
    const location =
      place.region === "us-east-1" ? "" : ` --create-bucket-configuration LocationConstraint=${place.region}`;
    const role = linkedRoleArn(place.accountId);
    return [
      {
        why: "See whether the Region has a recorder already: there is one at most",
        command: "aws configservice describe-configuration-recorder-status",
      },
      {
        why: "Make the service-linked role. Where the account has it, IAM says that the name has been taken, and shows it",
        command: `aws iam create-service-linked-role --aws-service-name config.amazonaws.com || aws iam get-role --role-name ${LINKED_ROLE}`,
      },
      {
        why: "Make the bucket",
        command: `aws s3api create-bucket --bucket ${bucket}${location}`,
      },
      {
        why: "Let Config write to it, for this account only",
        command: `aws s3api put-bucket-policy --bucket ${bucket} --policy '${policy}'`,
      },
      {
        why: "Put the recorder: all types, the global ones included",
        command: `aws configservice put-configuration-recorder --configuration-recorder name=default,roleARN=${role} --recording-group allSupported=true,includeGlobalResourceTypes=true`,
      },
      {
        why: "Put the delivery channel",
        command: `aws configservice put-delivery-channel --delivery-channel name=default,s3BucketName=${bucket}`,
      },
      {
        why: "Start to record",
        command: "aws configservice start-configuration-recorder --configuration-recorder-name default",
      },
      {
        why: "See what has been found, after some minutes",
        command: "aws configservice get-discovered-resource-counts",
      },
    ];
  },
  consoleUrl: (_, { region }) =>
    `https://${region}.console.aws.amazon.com/config/home?region=${region}#/dashboard`,
};
