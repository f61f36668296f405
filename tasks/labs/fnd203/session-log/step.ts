import type { StepGuide } from "../../lab.ts";
import { filler } from "../commands.ts";
import guide from "./guide.md";

export const sessionLog: StepGuide = {
  id: "session-log",
  title: "Read what was typed",
  section: "Extra credit",
  optional: true,
  evidenceOf: ["logged-session"],
  guide,
  hints: [
    "A session has been logged. Where would you look for what was typed in it?",
    "The session history names the session. The object in the bucket and the stream in CloudWatch Logs have its name.",
    "Session Manager, Session history: the session's output location is your bucket and SESSION.log. In CloudWatch Logs, open the log group fnd203-ssmlogs-logs and the stream of the session's name, and look for meta-data. If nothing is there, type the commands in another session.",
  ],
  questions: [
    {
      question:
        "The log holds the credentials that the last command printed. Who can use them, and for how long?",
      choices: [
        "Nobody: they only work from the server itself",
        "Whoever may read the log, until they expire some hours later",
        "Whoever may read the log, until the role is deleted",
        "Nobody: the metadata service prints them encrypted",
      ],
      answer: 1,
      explanation:
        "They are **bearer** credentials: whoever has them is the server's role, from anywhere, until they expire (some six hours). That is why GuardDuty has findings for a role's keys that are used outside of EC2, why logs of sessions want as much care as passwords do, and why Handrail blacks such things out wherever it shows a log.",
    },
    {
      question: "CloudTrail recorded the session, too. What does it not know?",
      choices: ["Who started the session", "When it began", "Which server it was on", "What was typed"],
      answer: 3,
      explanation:
        "CloudTrail has **StartSession** and **TerminateSession**: who, when, from where, on which server. What happens inside the session is data that no API call carries; only the session's log has it. The two together are what an investigation wants.",
    },
  ],
  commands(resources) {
    const group = filler(resources)("logGroup.sessionLogs");
    return [
      {
        why: "See the sessions that are over",
        command: `aws ssm describe-sessions --state History --query 'Sessions[].[SessionId,Target,Status,EndDate]' --output table`,
      },
      {
        why: "See who asked the metadata service for what",
        command: `aws logs filter-log-events --log-group-name ${group} --filter-pattern '"meta-data"' --query 'events[].[logStreamName,message]' --output text`,
      },
    ];
  },
  consoleUrl(resources, { region }) {
    const group = filler(resources)("logGroup.sessionLogs");
    return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${encodeURIComponent(group)}`;
  },
};
