import type { StepGuide } from "../../lab.ts";
import { filler, vpcConsole } from "../commands.ts";
import guide from "./guide.md";

export const servicesIngress: StepGuide = {
  id: "services-ingress",
  title: "Close the administrative ports",
  section: "Reducing the risk of admin access and administrative ports",
  guide,
  network: { from: "office", to: "services1" },
  hints: [
    "Which inbound rules does the Services Server Security Group have, and who needs them once there is Session Manager?",
    "Session Manager's agent opens the connection from the inside. The group needs no inbound rule at all.",
    "Inbound rules of the Services Server Security Group: delete TCP 22 and TCP 3389 from 192.168.0.0/16, and anything else that is there. Leave the group on both servers, and its outbound rules as they are.",
  ],
  questions: [
    {
      question:
        "The group has no inbound rule any more. Why will Session Manager still get you onto the server?",
      choices: [
        "AWS's own services pass security groups",
        "The agent on the server opens the connection, from the inside",
        "Session Manager adds a rule for as long as the session lasts",
        "Through the VPN gateway, which has a group of its own",
      ],
      answer: 1,
      explanation:
        "The **agent** calls Systems Manager over HTTPS, through the VPC endpoints, and keeps that connection. What you type travels back on it. Groups remember connections, so that answers need no inbound rule: the outbound rule for 443 is all it takes.",
    },
    {
      question: "192.168.0.0/16 is a mock network that nobody has. Was the rule for SSH a risk at all?",
      choices: [
        "No: nobody can come from there",
        "Yes: it becomes real the day that such a network is connected",
        "Only for servers with a public address",
        "No: private addresses are never routed",
      ],
      answer: 1,
      explanation:
        "A VPN gateway is attached already. The day that somebody connects an office to it, or peers another network, a rule that meant nothing means **administrative access for all of it**. Rules that nobody uses are the ones that nobody watches.",
    },
  ],
  commands(resources) {
    const group = filler(resources)("group.servicesServer");
    const permissions = [22, 3389]
      .map((port) => `'IpProtocol=tcp,FromPort=${port},ToPort=${port},IpRanges=[{CidrIp=192.168.0.0/16}]'`)
      .join(" ");
    return [
      {
        why: "See the inbound rules as they are",
        command: `aws ec2 describe-security-group-rules --filters Name=group-id,Values=${group} --query 'SecurityGroupRules[?!IsEgress]' --output table`,
      },
      {
        why: "Remove them",
        command: `aws ec2 revoke-security-group-ingress --group-id ${group} --ip-permissions ${permissions}`,
      },
    ];
  },
  consoleUrl: (resources, place) =>
    vpcConsole(place, `SecurityGroup:groupId=${filler(resources)("group.servicesServer")}`),
};
