import { PREFERENCES } from "../../../session-channel/preferences-document.ts";
import type { StepGuide } from "../../lab.ts";
import { filler } from "../commands.ts";
import { systemsManagerConsole } from "../session-commands.ts";
import { preferencesWith } from "./content.ts";
import guide from "./guide.md";

export const sessionPreferences: StepGuide = {
  id: "session-preferences",
  title: "Let sessions be logged",
  section: "Extra credit",
  optional: true,
  guide,
  hints: [
    "Session Manager has preferences, one set for the whole Region. What do they say about logging?",
    "In Session Manager's preferences, switch on S3 logging to the bucket for session logs and CloudWatch logging to the log group, the latter without encryption.",
    "Preferences of Session Manager: S3 logging to your fdn203-ssmlogs-bucket, only to an encrypted bucket; CloudWatch logging to fnd203-ssmlogs-logs, upload of session logs, Enforce encryption off. Save. From the CLI it is the document SSM-SessionManagerRunShell: create-document where there is none, update-document and update-document-default-version where there is one.",
  ],
  questions: [
    {
      question:
        "Somebody deletes the bucket and leaves the preferences as they are. What happens to the next session?",
      choices: [
        "It works, and its log is lost",
        "It works, and the log goes to CloudWatch Logs alone",
        "It is refused: every session in this Region is",
        "Session Manager makes the bucket anew",
      ],
      answer: 2,
      explanation:
        "With **s3EncryptionEnabled** the agent first asks whether the bucket is encrypted. Of a bucket that is gone it learns nothing, and then nobody gets in: _Couldn't start the session because we are unable to validate encryption on Amazon S3 bucket._ Logging that fails closed is what you want in production, and the reason why clean-up puts the preferences back **before** it deletes the bucket.",
    },
    {
      question: "Who writes a session's log to the bucket?",
      choices: [
        "The Session Manager service",
        "The agent on the server, with the server's own role",
        "Whoever had the session, with their own permissions",
        "The S3 Log Delivery group",
      ],
      answer: 1,
      explanation:
        "The **agent** uploads it when the session is over, with the credentials of the instance profile and over the server's own network: the role must allow it, and the gateway endpoint must lead to S3. The Log Delivery group is for S3's server access logs and has nothing to do with it.",
    },
  ],
  commands(resources) {
    const fill = filler(resources);
    const content = preferencesWith(undefined, {
      bucket: fill("bucket.sessionLogs"),
      group: fill("logGroup.sessionLogs"),
    });
    return [
      {
        why: "See whether the Region has preferences: nothing, where it has none",
        command: `aws ssm list-documents --filters Key=Name,Values=${PREFERENCES} --query 'DocumentIdentifiers[].[Name,DocumentVersion]' --output text`,
      },
      {
        why: "Make them; where there are some, see the guide for how to change them",
        command: `aws ssm create-document --name ${PREFERENCES} --document-type Session --document-format JSON --content '${JSON.stringify(content)}'`,
      },
      {
        why: "Read what sessions will use",
        command: `aws ssm get-document --name ${PREFERENCES} --document-version '$LATEST' --query Content --output text`,
      },
    ];
  },
  consoleUrl: (_, place) => systemsManagerConsole(place, "session-manager/preferences"),
};
