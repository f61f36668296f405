import type { StepGuide } from "../../lab.ts";
import { DETECTOR, guardDutyConsole, keepDetector } from "../guardduty/commands.ts";
import guide from "./guide.md";

export const sampleFindings: StepGuide = {
  id: "sample-findings",
  title: "See what threats look like",
  section: "Logging and monitoring of the network for bad behaviour is important too",
  guide,
  hints: [
    "An account that is new and well kept has no findings. Where does GuardDuty offer to show you some?",
    "GuardDuty's settings have a button that makes a sample of every type of finding.",
    "GuardDuty, Settings, Generate sample findings. With the AWS CLI: create-sample-findings with the detector's id, and without --finding-types, which means all of them. Wait until they appear, five minutes at most.",
  ],
  questions: [
    {
      question: "Where do you see at a glance how many findings there are of each severity?",
      choices: [
        "In the number of pages of the list of findings",
        "On GuardDuty's summary, or by GetFindingsStatistics",
        "In CloudTrail's event history",
        "Only by reading every finding",
      ],
      answer: 1,
      explanation:
        "The **summary** counts findings by severity, and `get-findings-statistics` does the same in one call. Do not expect the numbers of an older text: GuardDuty makes one sample of every type that it has, and it had 45 in the spring of 2019.",
    },
  ],
  commands() {
    return [
      keepDetector,
      {
        why: "Ask for a sample of every type",
        command: `aws guardduty create-sample-findings --detector-id ${DETECTOR}`,
      },
      {
        why: "Count the findings by severity, once they have appeared",
        command: `aws guardduty get-findings-statistics --detector-id ${DETECTOR} --finding-statistic-types COUNT_BY_SEVERITY`,
      },
      {
        why: "List the ids of those that are high or critical",
        command: `aws guardduty list-findings --detector-id ${DETECTOR} --finding-criteria '{"Criterion":{"severity":{"GreaterThanOrEqual":7}}}' --max-results 20`,
      },
    ];
  },
  consoleUrl: (_, place) => guardDutyConsole(place, "/settings"),
};
