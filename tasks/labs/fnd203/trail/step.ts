import type { StepGuide } from "../../lab.ts";
import { filler } from "../commands.ts";
import { TRAIL_NAME } from "./facts.ts";
import guide from "./guide.md";
import { trailArn, trailPolicy } from "./policy.ts";

export const trail: StepGuide = {
  id: "trail",
  title: "Record every call",
  section: "Enable granular logging to see everything in your AWS environment",
  guide,
  hints: [
    "Which service keeps a record of who asked AWS for what, and how many Regions is yours to cover?",
    "A trail of CloudTrail for all Regions, with reads and writes, into a bucket whose policy lets CloudTrail in. With the AWS CLI the policy comes before the trail.",
    `Make the bucket fdn203-demo-bucket-YOUR-SUFFIX, give it the bucket policy for CloudTrail (GetBucketAcl on the bucket, PutObject below AWSLogs/ACCOUNT), create the trail ${TRAIL_NAME} for all Regions with management events Read and Write, and start logging.`,
  ],
  questions: [
    {
      question: "What does a trail give you that Event history does not?",
      choices: [
        "Event history shows only calls that changed something",
        "A record that lasts, of all Regions at once, in a bucket of yours",
        "Without a trail CloudTrail records nothing",
        "The names of those who made the calls",
      ],
      answer: 1,
      explanation:
        "Event history is on in every account, without asking: management events of **90 days**, Region by Region, reads and writes, with names. A trail keeps them **as long as you keep the bucket**, of all Regions, as files that other tools read, and can record data events as well.",
    },
    {
      question: "Your trail records all read and write management events. Is a GetObject on a bucket in it?",
      choices: [
        "Yes: it is a read",
        "No: it is a data event",
        "Only if somebody was refused",
        "Only in the bucket's own Region",
      ],
      answer: 1,
      explanation:
        "What is done **with** a resource is a management event: making a bucket, changing its policy. What is done **in** it, such as reading an object or invoking a function, is a data event. There are so many of those that a trail records them only when it is told to, and each is charged for.",
    },
    {
      question: "Why does the bucket's policy name the trail's ARN in aws:SourceArn?",
      choices: [
        "So that CloudTrail finds the bucket",
        "So that the files are encrypted for the trail",
        "So that nobody else's trail can write into your bucket",
        "So that the bucket cannot be deleted while the trail logs",
      ],
      answer: 2,
      explanation:
        "CloudTrail writes as **itself**, for every customer. A policy that lets `cloudtrail.amazonaws.com` in and says no more lets it in for whoever points a trail at your bucket's name (a _confused deputy_). The condition lets it in for **your** trail only.",
    },
  ],
  commands(resources, place) {
    const bucket = filler(resources)("bucket.trail");
    const location =
      place.region === "us-east-1" ? "" : ` --create-bucket-configuration LocationConstraint=${place.region}`;
    const policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: trailPolicy(bucket, trailArn(place, TRAIL_NAME), place.accountId),
    });
    return [
      {
        why: "Make the bucket",
        command: `aws s3api create-bucket --bucket ${bucket}${location}`,
      },
      {
        why: "Let CloudTrail write into it, for this trail only",
        command: `aws s3api put-bucket-policy --bucket ${bucket} --policy '${policy}'`,
      },
      {
        why: "Make the trail, for all Regions",
        command: `aws cloudtrail create-trail --name ${TRAIL_NAME} --s3-bucket-name ${bucket} --is-multi-region-trail`,
      },
      {
        why: "Start it: a trail that was made so does not log yet",
        command: `aws cloudtrail start-logging --name ${TRAIL_NAME}`,
      },
      {
        why: "See whether it logs, and what it last delivered",
        command: `aws cloudtrail get-trail-status --name ${TRAIL_NAME}`,
      },
    ];
  },
  consoleUrl: (_, { region }) =>
    `https://${region}.console.aws.amazon.com/cloudtrailv2/home?region=${region}#/trails`,
};
