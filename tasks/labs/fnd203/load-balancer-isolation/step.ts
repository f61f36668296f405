import type { CliCommand, StepGuide } from "../../lab.ts";
import { aclId, associateCommand, createAclCommands, entryCommand, filler, vpcConsole } from "../commands.ts";
import guide from "./guide.md";

const ACL = "acl.loadBalancerIsolation";

export const loadBalancerIsolation: StepGuide = {
  id: "load-balancer-isolation",
  title: "Keep the load balancer away from the databases",
  section: "When security includes explicitly denying network access",
  guide,
  network: { from: "loadBalancer1", to: "db1" },
  hints: [
    "Security groups cannot deny. What stands around a subnet, and can?",
    "A network ACL of its own for the two Web App Public Subnets: deny the database subnets outbound with low numbers, allow the rest with higher ones. It is stateless, so think of the answers to visitors too.",
    "LoadBalancerIsolation in the Web Application VPC. Outbound: 50 deny all to 10.0.2.0/24, 60 deny all to 10.0.130.0/24, 100 allow all to 10.0.0.0/8, 110 allow all to 0.0.0.0/0. Inbound: 100 allow all from 0.0.0.0/0. Then associate Web App Public Subnet in AZ1 and in AZ2.",
  ],
  questions: [
    {
      question:
        "The ACL lets everything in, and out only to 10.0.0.0/8. A browser on the Internet asks for the site. What happens?",
      choices: [
        "It works: the answer belongs to a connection that was let in",
        "The request comes in, and the answer is dropped on its way out",
        "The request is dropped on its way in",
        "It works, as long as the load balancer's security group allows it",
      ],
      answer: 1,
      explanation:
        "Network ACLs have **no memory**: the answer is a packet like any other, and its destination is not in 10.0.0.0/8. A security group would have let it out, because it remembers the connection. That is why our advice adds an outbound rule 110 for 0.0.0.0/0.",
    },
    {
      question:
        "Rules 50 and 60 deny, rule 100 allows 10.0.0.0/8. What if the denies had the numbers 150 and 160?",
      choices: [
        "The same: a deny always wins",
        "They would never be reached for the databases' addresses",
        "The ACL would be refused",
        "Only connections that are open already would go on",
      ],
      answer: 1,
      explanation:
        "An ACL's rules are read **by rising number, and the first that matches decides**. 10.0.2.0/24 lies in 10.0.0.0/8, so that rule 100 would have allowed it before. In IAM a deny always wins; here it must come first.",
    },
  ],
  commands(resources) {
    const id = filler(resources);
    const acl = aclId(resources, ACL);
    return [
      ...createAclCommands(resources, ACL, id("vpc.webApp"), "LoadBalancerIsolation"),
      {
        why: "Deny the first database subnet",
        command: entryCommand(acl, "egress", 50, "deny", "10.0.2.0/24"),
      },
      {
        why: "Deny the second database subnet",
        command: entryCommand(acl, "egress", 60, "deny", "10.0.130.0/24"),
      },
      {
        why: "Allow the rest of the private network",
        command: entryCommand(acl, "egress", 100, "allow", "10.0.0.0/8"),
      },
      {
        why: "Allow the answers to visitors, and the NAT gateway",
        command: entryCommand(acl, "egress", 110, "allow", "0.0.0.0/0"),
      },
      {
        why: "Allow everything in",
        command: entryCommand(acl, "ingress", 100, "allow", "0.0.0.0/0"),
      },
      ...["webAppPublic1", "webAppPublic2"].map(
        (subnet, i): CliCommand => ({
          why: `Associate Web App Public Subnet in AZ${i + 1}, now that the rules are there`,
          command: associateCommand(id(`association.${subnet}`), acl),
        }),
      ),
    ];
  },
  consoleUrl: (_, place) => vpcConsole(place, "acls:"),
};
