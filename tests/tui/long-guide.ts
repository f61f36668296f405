import { fnd203Guide } from "../../tasks/labs/fnd203/guide.ts";
import type { LabGuide, StepGuide } from "../../tasks/labs/lab.ts";

const SECTIONS: [section: string, ...titles: string[]][] = [
  [
    "Enable granular logging to see everything in your AWS environment",
    "Record every API call with a trail",
    "Record every change with Config",
    "Watch the network with GuardDuty",
  ],
  ["Granular, provable control of communications", "Narrow what the Services servers may reach"],
  [
    "When security includes explicitly denying network access",
    "Keep the load balancer away from the databases",
    "Keep the proof of concept servers apart",
  ],
  [
    "Logging actions in your environment and making it easy to see what has changed",
    "Find your changes in Event history",
    "See a network ACL change over time",
  ],
  [
    "Logging and monitoring of the network for bad behaviour is important too",
    "Make sample findings",
    "Read three findings",
  ],
  [
    "Reducing the risk of admin access and administrative ports",
    "Close the administrative ports",
    "Open a session without a port",
  ],
];

const EXTRA = [
  "A bucket for session logs",
  "Let log delivery write",
  "A log group",
  "Let the role write logs",
  "Set the preferences",
  "A logged session",
  "Session history and its log",
];

const step = (section: string, title: string, optional: boolean): StepGuide => ({
  id: title.toLowerCase().replaceAll(/[^a-z]+/g, "-"),
  title,
  section,
  optional,
  guide: `# ${title}\n\nDo it.`,
  hints: ["A nudge.", "More.", "All of it."],
  questions: [
    {
      question: "What does `!DNS` at the end of a finding's type mean?",
      choices: ["The traffic was denied", "It was seen in the DNS logs", "A name did not resolve"],
      answer: 1,
      explanation: "GuardDuty names its **data source** there: the resolver's logs.",
    },
    { question: "And now?", choices: ["Yes", "No"], answer: 0, explanation: "So it is." },
  ],
  commands: ({ "group.servicesServer": group = "GROUP" }) => [
    { why: "See the group", command: `aws ec2 describe-security-groups --group-ids ${group}` },
  ],
  consoleUrl: () => "https://us-east-1.console.aws.amazon.com/",
});

/**
 * The lab with steps of these tests' own, so that they hold whatever its steps come to be. It is as long as a session of AWS re:Inforce: nineteen
 * steps in seven sections, the last of them optional.
 */
export const longGuide: LabGuide = {
  ...fnd203Guide,
  steps: [
    ...SECTIONS.flatMap(([section, ...titles]) => titles.map((title) => step(section, title, false))),
    ...EXTRA.map((title) => step("Extra credit", title, true)),
  ],
};
