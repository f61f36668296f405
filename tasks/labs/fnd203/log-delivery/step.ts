import type { StepGuide } from "../../lab.ts";
import { filler } from "../commands.ts";
import { bucketConsole } from "../log-console.ts";
import guide from "./guide.md";

export const logDelivery: StepGuide = {
  id: "log-delivery",
  title: "See why log delivery needs no grant",
  section: "Extra credit",
  optional: true,
  // A bucket of today has no ACLs, which is all that is asked.
  evidenceOf: ["log-bucket"],
  guide,
  hints: [
    "Who writes a session's log into the bucket: S3, Session Manager, or the server?",
    "Look for Object Ownership in the bucket's permissions. With bucket owner enforced there are no ACLs, so nothing can be granted by one, and nothing need be.",
    "A bucket that you made today is done. If you switched ACLs on, either switch them off again (Object Ownership: ACLs disabled), or edit the ACL and tick Write for the S3 log delivery group.",
  ],
  questions: [
    {
      question: "Who writes the logs of sessions into the bucket?",
      choices: [
        "The S3 log delivery group",
        "The Session Manager service, as ssm.amazonaws.com",
        "The agent on the server, with the server's role",
        "The person who had the session, with their own permissions",
      ],
      answer: 2,
      explanation:
        "The **agent** collects the output and uploads it when the session ends, with the credentials of the **instance's role**. The log delivery group is for S3's own **server access logs**, another thing altogether; so the grant of 2019 did nothing for session logs.",
    },
    {
      question: "What does 'bucket owner enforced' take away?",
      choices: [
        "Access of every account but the owner's",
        "Access control lists: only policies decide from then on, and the owner owns every object",
        "The owner's right to change the bucket's policy",
      ],
      answer: 1,
      explanation:
        "ACLs are **off**: requests that set one are refused, and those that were set before count no more. Other accounts can still be let in, by a **bucket policy**, where it can be seen.",
    },
  ],
  commands(resources) {
    const bucket = filler(resources)("bucket.sessionLogs");
    return [
      {
        why: "See who owns what is written, and whether there are ACLs",
        command: `aws s3api get-bucket-ownership-controls --bucket ${bucket} --output json`,
      },
      {
        why: "See who may do what by the bucket's ACL: the owner, and nobody else",
        command: `aws s3api get-bucket-acl --bucket ${bucket} --output json`,
      },
    ];
  },
  consoleUrl: (resources, place) =>
    bucketConsole(place, filler(resources)("bucket.sessionLogs"), "permissions"),
};
