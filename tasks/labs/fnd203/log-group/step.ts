import type { StepGuide } from "../../lab.ts";
import { filler } from "../commands.ts";
import { logGroupsConsole } from "../log-console.ts";
import guide from "./guide.md";

export const logGroup: StepGuide = {
  id: "log-group",
  title: "Make a log group for session logs",
  section: "Extra credit",
  optional: true,
  guide,
  hints: [
    "A file in a bucket is good for keeping. Where would you search what was typed yesterday?",
    "CloudWatch Logs takes the same output, a stream a session. The group must be there before; nobody makes it for you.",
    "In CloudWatch, Log groups, create fnd203-ssmlogs-logs: class Standard, no KMS key, and a retention of one day.",
  ],
  questions: [
    {
      question: "What happens to a session whose log group does not exist, with encryption not asked for?",
      choices: [
        "It is refused",
        "It works, and the agent creates the group",
        "It works, and nothing of it reaches CloudWatch Logs",
        "It works, and the log goes to the bucket's group instead",
      ],
      answer: 2,
      explanation:
        "The agent only **warns in its own log** on the server. Had the preferences asked for an **encrypted** group, it would have refused the session. That is the dangerous kind of fault: nobody notices a log that is not there, until it is needed.",
    },
  ],
  commands(resources) {
    const group = filler(resources)("logGroup.sessionLogs");
    return [
      { why: "Make the log group", command: `aws logs create-log-group --log-group-name ${group}` },
      {
        why: "Keep what is in it for a day",
        command: `aws logs put-retention-policy --log-group-name ${group} --retention-in-days 1`,
      },
      {
        why: "See it",
        command: `aws logs describe-log-groups --log-group-name-prefix ${group} --output table`,
      },
    ];
  },
  consoleUrl: (_, place) => logGroupsConsole(place),
};
