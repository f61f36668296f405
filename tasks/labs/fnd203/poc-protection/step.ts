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
  network: { from: "poc1", to: "poc2" },
  hints: [
    "Which packets could one proof of concept server send to the other, and what stands between their subnets?",
    "A network ACL for the first public subnet of the Proof of Concept VPC that denies the second one's range outbound, with a lower number than the rule that allows the rest.",
    "PoCProtectionAZ1 in the Proof of Concept VPC. Outbound: 50 deny all to 10.250.128.0/24, 100 allow all to 0.0.0.0/0. Inbound: 100 allow all from 0.0.0.0/0. Associate Proof of Concept Public Subnet in AZ1. PoCProtectionAZ2 mirrors it with 10.250.0.0/24.",
  ],
  questions: [
    {
      question:
        "Both servers are in the same VPC and the same security group. Why does the ACL still part them?",
      choices: [
        "They are in different subnets, and ACLs guard the way in and out of a subnet",
        "ACLs come before security groups and can overrule them for single servers",
        "Because of the route table",
        "It does not: within a VPC everything is local",
      ],
      answer: 0,
      explanation:
        "An ACL guards a **subnet's edge**. The two servers lie in 10.250.0.0/24 and 10.250.128.0/24, so that what one says to the other passes both edges. Two servers within one subnet would never meet an ACL; there only security groups part them.",
    },
    {
      question: "Only PoCProtectionAZ1 denies. Can the server in AZ2 open a connection to the one in AZ1?",
      choices: [
        "Yes: nothing denies that direction",
        "No: the answers to it are dropped on their way out of AZ1",
        "Only to port 80",
        "Yes, because it was let in",
      ],
      answer: 1,
      explanation:
        "Its first packet does come in. The **answer** goes out of AZ1 to 10.250.128.0/24, and rule 50 drops it, since an ACL does not remember. No connection comes about. The second ACL makes the intent plain, and stops the first packet as well.",
    },
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
