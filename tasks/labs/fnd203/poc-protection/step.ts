import type { CliCommand, StepGuide } from "../../lab.ts";
import { aclId, associateCommand, createAclCommands, entryCommand, filler, vpcConsole } from "../commands.ts";
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
      const commands: CliCommand[] = [
        ...createAclCommands(resources, acl, id("vpc.poc"), name),
        {
          why: `Deny the other subnet`,
          command: entryCommand(aclId(resources, acl), "egress", 50, "deny", deny),
        },
        {
          why: `Allow the rest out`,
          command: entryCommand(aclId(resources, acl), "egress", 100, "allow", "0.0.0.0/0"),
        },
        {
          why: `Allow everything in`,
          command: entryCommand(aclId(resources, acl), "ingress", 100, "allow", "0.0.0.0/0"),
        },
        {
          why: `Associate Proof of Concept Public Subnet in AZ${i + 1}, now that the rules are there`,
          command: associateCommand(id(`association.${subnet}`), aclId(resources, acl)),
        },
      ];
      return i === 0
        ? commands
        : commands.map(({ why, command }) => ({
            why: `If you like: ${why[0]!.toLowerCase()}${why.slice(1)}`,
            command,
          }));
    });
  },
  consoleUrl: (_, place) => vpcConsole(place, "acls:"),
};
