import type { StepGuide } from "../../lab.ts";
import { DETECTOR, guardDutyConsole, keepDetector } from "./commands.ts";
import guide from "./guide.md";
import { INITIAL_PLANS } from "./plans.ts";

export const guardDuty: StepGuide = {
  id: "guardduty",
  title: "Watch for threats",
  section: "Enable granular logging to see everything in your AWS environment",
  guide,
  hints: [
    "Which service watches an account's logs for you, and in which Region does it have to be on?",
    "GuardDuty, in the lab's Region. If it is there and suspended, it is resumed and not made anew.",
    "GuardDuty, Get started, Enable GuardDuty, in the Region of the lab. With the AWS CLI: create-detector with --enable, and every protection plan named in --features with the status DISABLED.",
  ],
  questions: [
    {
      question: "What do you have to switch on in your VPCs so that GuardDuty sees their traffic?",
      choices: [
        "VPC Flow Logs, into a bucket that GuardDuty may read",
        "Traffic mirroring to GuardDuty's sensor",
        "Nothing",
        "An agent on every instance",
      ],
      answer: 2,
      explanation:
        "GuardDuty reads flow logs, DNS logs and management events from **streams of its own**, straight from the services that make them. Flow logs that you keep yourself are for you; GuardDuty neither needs nor reads them. An agent is for Runtime Monitoring only, which looks inside the instance.",
    },
  ],
  commands() {
    const plans = INITIAL_PLANS.map((name) => `Name=${name},Status=DISABLED`).join(" ");
    return [
      {
        why: "See whether the Region has a detector already",
        command: "aws guardduty list-detectors",
      },
      {
        why: "If there is none: enable GuardDuty, without protection plans",
        command: `aws guardduty create-detector --enable --finding-publishing-frequency FIFTEEN_MINUTES --features ${plans}`,
      },
      keepDetector,
      {
        why: "If it is suspended: resume it. One that runs is not changed by this",
        command: `aws guardduty update-detector --detector-id ${DETECTOR} --enable`,
      },
      {
        why: "See what it watches",
        command: `aws guardduty get-detector --detector-id ${DETECTOR} --query '{Status: Status, Features: Features[?Status==\`ENABLED\`].Name}'`,
      },
    ];
  },
  consoleUrl: (_, place) => guardDutyConsole(place, "/summary"),
};
