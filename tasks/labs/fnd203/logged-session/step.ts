import type { StepGuide } from "../../lab.ts";
import { filler } from "../commands.ts";
import { systemsManagerConsole } from "../session-commands.ts";
import guide from "./guide.md";

export const loggedSession: StepGuide = {
  id: "logged-session",
  title: "Have a session that is logged",
  section: "Extra credit",
  optional: true,
  guide,
  hints: [
    "Logging is switched on now. What must happen before there is a log?",
    "Only a session that begins after the preferences were saved is logged, and the agent writes the log when the session is over.",
    "Start a session on Services Server for AZ1, type the three metadata commands of the guide, and end it with exit. Within a minute the log is in your bucket as SESSION.log, and a stream of the session's name is in fnd203-ssmlogs-logs. Where nothing arrives, the role's policy is the first place to look.",
  ],
  questions: [
    {
      question:
        "The session is over, and its log is in CloudWatch Logs but not in the bucket. What is most likely?",
      choices: [
        "Session Manager logs to one place at a time",
        "The server's role may write to the log group and not to the bucket",
        "S3 shows new objects only after some hours",
        "The session was too short",
      ],
      answer: 1,
      explanation:
        "The agent writes both with the **server's role**, and each upload fails for itself, without a word in the session: only the agent's own log on the server tells. S3 has been strongly consistent since 2020, and a session of one second is logged as well.",
    },
  ],
  commands(resources) {
    const fill = filler(resources);
    return [
      {
        why: "Open a shell on the server, type the guide's commands, and exit",
        command: `handrail session ${fill("instance.services1")}`,
      },
      {
        why: "See the logs in the bucket",
        command: `aws s3api list-objects-v2 --bucket ${fill("bucket.sessionLogs")} --query 'Contents[].[LastModified,Key]' --output text`,
      },
      {
        why: "See the streams in the log group",
        command: `aws logs describe-log-streams --log-group-name ${fill("logGroup.sessionLogs")} --query 'logStreams[].logStreamName' --output text`,
      },
    ];
  },
  consoleUrl: (_, place) => systemsManagerConsole(place, "session-manager/sessions"),
};
