import type { StepGuide } from "../../lab.ts";
import { filler } from "../commands.ts";
import { bucketConsole, createBucketCommand } from "../log-console.ts";
import guide from "./guide.md";

export const logBucket: StepGuide = {
  id: "log-bucket",
  title: "Make a bucket for session logs",
  section: "Extra credit",
  optional: true,
  guide,
  hints: [
    "Where would you want what people type on servers to be kept, and who should be able to read it?",
    "It takes a bucket beside the trail's, in the lab's Region, whose default encryption is SSE-KMS and not S3's own.",
    "Create the bucket fdn203-ssmlogs-bucket- with your suffix. In its properties edit Default encryption: server-side encryption with AWS KMS keys (SSE-KMS), AWS managed key (aws/s3), bucket key enabled. Not DSSE-KMS: the agent takes that for no encryption.",
  ],
  questions: [
    {
      question: "Every new bucket is encrypted with SSE-S3 anyway. What does SSE-KMS with aws/s3 add?",
      choices: [
        "A stronger cipher",
        "A second gate: whoever reads must come through KMS, which records each use of the key",
        "Nobody but the bucket's owner can read the objects any more",
        "Nothing: it is the same key under another name",
      ],
      answer: 1,
      explanation:
        "Both use AES-256. With **SSE-S3** S3 decrypts for everybody who may read the object. With **SSE-KMS** the reader must be let by the key too (for aws/s3: be in this account and come through S3), and CloudTrail has an event of it. Other accounts that are given the object by a bucket policy still cannot read it.",
    },
    {
      question: "Why does this bucket have to be in the same Region as the servers?",
      choices: [
        "Session Manager only lists buckets of its own Region",
        "The servers reach S3 through a gateway endpoint, and that leads to their own Region only",
        "SSE-KMS keys cannot leave a Region",
      ],
      answer: 1,
      explanation:
        "It is the **server** that uploads the log, not Session Manager. The Services subnets have no route to the Internet, and a gateway endpoint carries traffic to the S3 of its Region alone. (Keys are of one Region too, but S3 would find one there.)",
    },
  ],
  commands(resources, place) {
    const bucket = filler(resources)("bucket.sessionLogs");
    const rule =
      '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms"},"BucketKeyEnabled":true}]}';
    return [
      { why: "Make the bucket", command: createBucketCommand(bucket, place) },
      {
        why: "Encrypt what is written to it with aws/s3",
        command: `aws s3api put-bucket-encryption --bucket ${bucket} --server-side-encryption-configuration '${rule}'`,
      },
      {
        why: "See the encryption",
        command: `aws s3api get-bucket-encryption --bucket ${bucket} --output json`,
      },
    ];
  },
  consoleUrl: (resources, place) =>
    bucketConsole(place, filler(resources)("bucket.sessionLogs"), "properties"),
};
