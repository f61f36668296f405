import type { CliCommand, StepGuide } from "../../lab.ts";
import { filler, vpcConsole } from "../commands.ts";
import guide from "./guide.md";

const TARGETS: [key: string, who: string][] = [
  ["group.pocWeb", "the proof of concept"],
  ["group.webAppWeb", "the web servers"],
  ["group.webAppDb", "the database servers"],
];

export const servicesEgress: StepGuide = {
  id: "services-egress",
  title: "Narrow what the Services servers may reach",
  section: "Granular, provable control of communications",
  guide,
  network: { from: "services1", to: "hosts" },
  hints: [
    "Look at the outbound rules of the Services Server Security Group. How many hosts is a /16, and how many servers do you know of?",
    "A rule's destination need not be an address range: give it the id of the PoC Web Server Security Group. Then the ranges can go.",
    "Outbound rules of the Services Server Security Group: add TCP 22 and TCP 3389 to the PoC Web Server Security Group (and, if you like, to the groups of the web and database servers); delete TCP 22 and TCP 3389 to 10.0.0.0/16; keep the rules for 443.",
  ],
  questions: [
    {
      question: "How many addresses may the Services servers reach by the rules for 10.0.0.0/16?",
      choices: ["256", "4,096", "65,536", "As many as there are servers"],
      answer: 2,
      explanation:
        "16 of an IPv4 address's 32 bits are fixed, and 2 to the power of 16 is left: **65,536** addresses, for some eight servers. Every address that nobody uses today is one that somebody may use tomorrow.",
    },
    {
      question:
        "A rule's destination is a security group. Tomorrow a third server joins that group. What has to change?",
      choices: [
        "The rule: it needs the new server's address",
        "Nothing",
        "The route table of the Services VPC",
        "The group's id in the rule, which is another now",
      ],
      answer: 1,
      explanation:
        "The rule names the **group**, and means whatever is in it at the time. That is what makes such rules last: servers come and go, and nobody edits an address list. Across VPCs it needs an active peering connection in the same Region.",
    },
  ],
  commands(resources) {
    const id = filler(resources);
    const group = id("group.servicesServer");
    return [
      {
        why: "See the outbound rules as they are",
        command: `aws ec2 describe-security-group-rules --filters Name=group-id,Values=${group} --query 'SecurityGroupRules[?IsEgress]' --output table`,
      },
      ...TARGETS.map(([key, who]): CliCommand => {
        const pairs = `UserIdGroupPairs=[{GroupId=${id(key)}}]`;
        const permissions = [22, 3389]
          .map((port) => `'IpProtocol=tcp,FromPort=${port},ToPort=${port},${pairs}'`)
          .join(" ");
        return {
          why: `Allow SSH and RDP to ${who}, by group`,
          command: `aws ec2 authorize-security-group-egress --group-id ${group} --ip-permissions ${permissions}`,
        };
      }),
      {
        why: "Remove the ranges",
        command: `aws ec2 revoke-security-group-egress --group-id ${group} --ip-permissions ${[22, 3389]
          .map((port) => `'IpProtocol=tcp,FromPort=${port},ToPort=${port},IpRanges=[{CidrIp=10.0.0.0/16}]'`)
          .join(" ")}`,
      },
    ];
  },
  consoleUrl: (resources, place) =>
    vpcConsole(place, `SecurityGroup:groupId=${filler(resources)("group.servicesServer")}`),
};
