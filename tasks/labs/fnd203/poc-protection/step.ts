import type { CliCommand, StepGuide } from "../../lab.ts";
import { aclId, associateCommand, createAclCommand, entryCommand, filler, vpcConsole } from "../commands.ts";
import guide from "./guide.md";

const SIDES = [
  { name: "PoCProtectionAZ1", acl: "acl.pocProtectionAz1", subnet: "pocPublic1", deny: "10.250.128.0/24" },
  { name: "PoCProtectionAZ2", acl: "acl.pocProtectionAz2", subnet: "pocPublic2", deny: "10.250.0.0/24" },
];

export const pocProtection: StepGuide = {
  id: "poc-protection",
  title: "Keep the proof of concept servers apart",
  section: "When security includes explicitly denying network access",
  guide,
  hints: [
    "Which packets could one proof of concept server send to the other, and what stands between their subnets?",
    "A network ACL for the first public subnet of the Proof of Concept VPC that denies the second one's range outbound, with a lower number than the rule that allows the rest.",
    "PoCProtectionAZ1 in the Proof of Concept VPC. Outbound: 50 deny all to 10.250.128.0/24, 100 allow all to 0.0.0.0/0. Inbound: 100 allow all from 0.0.0.0/0. Associate Proof of Concept Public Subnet in AZ1. PoCProtectionAZ2 mirrors it with 10.250.0.0/24.",
  ],
  commands(resources) {
    const id = filler(resources);
    return SIDES.flatMap(({ name, acl, subnet, deny }, i): CliCommand[] => {
      const optional = i === 0 ? "" : "If you like: ";
      return [
        {
          why: `${optional}Create ${name}, and keep its id for the commands below`,
          command: createAclCommand(acl, id("vpc.poc"), name),
        },
        {
          why: `${optional}Deny the other subnet`,
          command: entryCommand(aclId(resources, acl), "egress", 50, "deny", deny),
        },
        {
          why: `${optional}Allow the rest out`,
          command: entryCommand(aclId(resources, acl), "egress", 100, "allow", "0.0.0.0/0"),
        },
        {
          why: `${optional}Allow everything in`,
          command: entryCommand(aclId(resources, acl), "ingress", 100, "allow", "0.0.0.0/0"),
        },
        {
          why: `${optional}Associate ${id(`subnet.${subnet}`)}, now that the rules are there`,
          command: associateCommand(id(`association.${subnet}`), aclId(resources, acl)),
        },
      ];
    });
  },
  consoleUrl: (_, place) => vpcConsole(place, "acls:"),
};
