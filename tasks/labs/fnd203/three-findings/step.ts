import type { StepGuide } from "../../lab.ts";
import { DETECTOR, guardDutyConsole, keepDetector } from "../guardduty/commands.ts";
import guide from "./guide.md";
import { SLOTS } from "./slots.ts";

export const threeFindings: StepGuide = {
  id: "three-findings",
  title: "Read three findings",
  section: "Logging and monitoring of the network for bad behaviour is important too",
  evidenceOf: ["sample-findings"],
  guide,
  hints: [
    "A finding's type says what happened, to what, and at its end sometimes how it was seen. Its action type says the rest.",
    "One finding for each of GuardDuty's three sources: DNS logs, VPC flow logs, management events. Two of the types of 2019 are retired; the guide names what to read instead.",
    "Backdoor:EC2/C&CActivity.B!DNS has the action type DNS_REQUEST; Backdoor:EC2/DenialOfService.UdpOnTcpPorts has NETWORK_CONNECTION; UnauthorizedAccess:IAMUser/TorIPCaller has AWS_API_CALL and is about an access key. If one is missing, make it: create-sample-findings with its type in --finding-types.",
  ],
  questions: [
    {
      question: "What does !DNS at the end of Backdoor:EC2/C&CActivity.B!DNS mean?",
      choices: [
        "The attack came over DNS",
        "GuardDuty saw it in the DNS logs: the instance looked the name up",
        "DNS has been blocked for the instance",
        "It is not (!) about DNS",
      ],
      answer: 1,
      explanation:
        "It names **how it was seen**. The instance asked Amazon's resolver for the name of a command-and-control host, hence the action type `DNS_REQUEST`. Whether it then connected is another matter: that is `Backdoor:EC2/C&CActivity.B`, without the ending, out of the flow logs. An instance that asks a resolver of its own is not seen in the DNS logs.",
    },
    {
      question: "Which data source saw Backdoor:EC2/DenialOfService.UdpOnTcpPorts?",
      choices: [
        "DNS logs",
        "CloudTrail management events",
        "VPC flow logs",
        "The load balancer's access log",
      ],
      answer: 2,
      explanation:
        "Its action type is `NETWORK_CONNECTION`: packets, ports and addresses. That is what **VPC flow logs** tell. Nothing was looked up, and nobody called AWS.",
    },
    {
      question: "You never switched flow logs on. How did GuardDuty see the traffic?",
      choices: [
        "It switched them on for you, and you pay for their bucket",
        "It reads a stream of flow records of its own, apart from the flow logs that you may keep",
        "Through an agent on the instances",
        "It did not: samples are invented, and real ones need flow logs",
      ],
      answer: 1,
      explanation:
        "GuardDuty gets flow records, DNS queries and management events through **an independent stream**, straight from the services. Your VPCs' configuration does not change, nothing is stored with you, and switching your own flow logs off blinds nobody but you. (The sample is invented indeed; a real finding comes about the same way.)",
    },
    {
      question: "Why does it matter that UnauthorizedAccess:IAMUser/TorIPCaller says IAMUser and not EC2?",
      choices: [
        "It says where the bill goes",
        "IAMUser findings are always less severe",
        "It says what is compromised, and so what to do: revoke a credential, not isolate a server",
        "Only the root user may read it",
      ],
      answer: 2,
      explanation:
        "The middle of a type names **the resource in danger**. `IAMUser` means that somebody holds an access key and calls AWS with it, here through Tor. No security group stops that: make the key inactive, revoke the sessions, look in CloudTrail for what was done. It is another data source as well, CloudTrail's **management events**, with the action type `AWS_API_CALL`.",
    },
  ],
  commands() {
    const types = SLOTS.map(({ current }) => current[0]!);
    const criteria = JSON.stringify({ Criterion: { type: { Equals: types } } });
    return [
      keepDetector,
      {
        why: "Make these three, if the samples of all types are not there",
        command: `aws guardduty create-sample-findings --detector-id ${DETECTOR} --finding-types ${types.map((type) => `'${type}'`).join(" ")}`,
      },
      {
        why: "Compare their action types and resources, once they have appeared",
        command: `aws guardduty get-findings --detector-id ${DETECTOR} --finding-ids $(aws guardduty list-findings --detector-id ${DETECTOR} --finding-criteria '${criteria}' --query FindingIds --output text) --query 'Findings[].{Type: Type, Action: Service.Action.ActionType, Resource: Resource.ResourceType}' --output table`,
      },
    ];
  },
  consoleUrl: (_, place) => guardDutyConsole(place, "/findings"),
};
