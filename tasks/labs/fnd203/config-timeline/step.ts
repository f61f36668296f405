import type { StepGuide } from "../../lab.ts";
import { filler } from "../commands.ts";
import guide from "./guide.md";

export const configTimeline: StepGuide = {
  id: "config-timeline",
  title: "Follow a network ACL through time",
  section: "Logging actions in your environment and making it easy to see what's changed",
  evidenceOf: ["load-balancer-isolation", "poc-protection"],
  guide,
  hints: [
    "Which of the services that you enabled keeps what a resource was like before?",
    "Config, Resources, type AWS EC2 NetworkAcl: each has a resource timeline. If one shows a single state, try another.",
    "Open the resource timeline of LoadBalancerIsolation and expand the changes: entries and relationships. If it has one item only, because the recorder was started late or your edits came together, add a tag to the ACL and look again after some minutes.",
  ],
  questions: [
    {
      question: "The timeline says that a subnet was attached to the ACL. Where did Config find that out?",
      choices: [
        "From the call in CloudTrail that moved the subnet",
        "By describing the ACL again after it had changed, and comparing",
        "From the VPC's flow logs",
        "From a rule that watches the subnet",
      ],
      answer: 1,
      explanation:
        "A call tells Config **that** something may have changed; what it records is **how the resource is**, as the service describes it. So it finds every way in which an ACL can change, and the subnet has an item of its own with the other end of the relationship.",
    },
    {
      question: "You added three rules within ten seconds. How many items do you expect?",
      choices: ["Three, one for each call", "One, most likely", "None: too fast", "Six, with the answers"],
      answer: 1,
      explanation:
        "Config records **states**, and looks some time after a change: what came together is one item. The three **calls** are in Event history. Who needs every step takes CloudTrail; who needs to know what was in force takes Config.",
    },
  ],
  commands(resources) {
    const acl = filler(resources)("acl.loadBalancerIsolation");
    return [
      {
        why: "See the network ACLs that Config knows",
        command:
          "aws configservice list-discovered-resources --resource-type AWS::EC2::NetworkAcl --query 'resourceIdentifiers[].resourceId'",
      },
      {
        why: "See the timeline of one of them, the newest first",
        command: `aws configservice get-resource-config-history --resource-type AWS::EC2::NetworkAcl --resource-id ${acl} --query 'configurationItems[].{Time: configurationItemCaptureTime, Status: configurationItemStatus, Relationships: relationships[].resourceId}'`,
      },
      {
        why: "Make one more change if it has one item only: a tag changes nothing of what the ACL does",
        command: `aws ec2 create-tags --resources ${acl} --tags Key=FND203,Value=timeline`,
      },
    ];
  },
  consoleUrl: (resources, { region }) =>
    `https://${region}.console.aws.amazon.com/config/home?region=${region}#/resources/timeline?resourceId=${filler(resources)("acl.loadBalancerIsolation")}&resourceType=AWS%3A%3AEC2%3A%3ANetworkAcl`,
};
