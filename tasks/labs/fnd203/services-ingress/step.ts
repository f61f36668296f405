import type { StepGuide } from "../../lab.ts";
import { filler, vpcConsole } from "../commands.ts";
import guide from "./guide.md";

export const servicesIngress: StepGuide = {
  id: "services-ingress",
  title: "Close the administrative ports",
  section: "Reducing the risk of admin access and administrative ports",
  guide,
  hints: [
    "Which inbound rules does the Services Server Security Group have, and who needs them once there is Session Manager?",
    "Session Manager's agent opens the connection from the inside. The group needs no inbound rule at all.",
    "Inbound rules of the Services Server Security Group: delete TCP 22 and TCP 3389 from 192.168.0.0/16, and anything else that is there. Leave the group on both servers, and its outbound rules as they are.",
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
