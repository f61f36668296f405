import { describe, expect, test } from "vitest";
import { judge } from "../../../../tasks/labs/fnd203/services-ingress/judge.ts";
import { plan } from "../../../../tasks/labs/fnd203/services-ingress/solve.ts";
import { carryOutGroups } from "../../fixtures/carry-out.ts";
import { addAcl, addRule, dropRules, factsOf, type Lab, makeLab, toGroup } from "../../fixtures/lab.ts";
import { expectMet, expectUnmet, type State } from "../../fixtures/table.ts";

const noIngress = (lab: Lab): void => dropRules(lab, "servicesServer", (rule) => !rule.IsEgress);
const wear = (lab: Lab, server: string, ...groups: string[]): void => {
  lab.described.interfaces.find((each) => each.NetworkInterfaceId === `eni-${server}`)!.Groups = groups.map(
    (group) => ({ GroupId: `sg-${group}` }),
  );
};
const makeGroup = (lab: Lab, key: string): void => {
  lab.described.groups.push({ GroupId: `sg-${key}`, GroupName: key, VpcId: "vpc-services" });
};

const MET: State[] = [
  { name: "the guide to the letter", change: noIngress },
  {
    name: "outbound rules narrowed before, with the way to the endpoints lost",
    change: (lab) => {
      noIngress(lab);
      dropRules(lab, "servicesServer", (rule) => rule.IsEgress === true);
    },
    finding: [
      "Session Manager reaches the servers",
      "No outbound rule allows HTTPS to the VPC endpoints any more",
    ],
  },
  {
    name: "another group attached that lets nothing in",
    change: (lab) => {
      noIngress(lab);
      makeGroup(lab, "outbound-only");
      addRule(lab, "outbound-only", "egress", "-1", { CidrIpv4: "0.0.0.0/0" });
      wear(lab, "services1", "servicesServer", "outbound-only");
    },
  },
];

const WRONG: (State & { finding: [string, string] })[] = [
  {
    name: "nothing done",
    change: () => {},
    finding: [
      "lets nothing in",
      "It still allows TCP 22 from 192.168.0.0/16 (sgr-16) and TCP 3389 from 192.168.0.0/16 (sgr-18).",
    ],
  },
  {
    name: "only SSH removed",
    change: (lab) => dropRules(lab, "servicesServer", (rule) => !rule.IsEgress && rule.FromPort === 22),
    finding: ["lets nothing in", "It still allows TCP 3389 from 192.168.0.0/16"],
  },
  {
    name: "only RDP removed",
    change: (lab) => dropRules(lab, "servicesServer", (rule) => !rule.IsEgress && rule.FromPort === 3389),
    finding: ["lets nothing in", "It still allows TCP 22 from 192.168.0.0/16"],
  },
  {
    name: "narrowed to one address instead",
    change: (lab) => {
      noIngress(lab);
      addRule(lab, "servicesServer", "ingress", 22, { CidrIpv4: "192.168.7.7/32" });
    },
    finding: ["lets nothing in", "It still allows TCP 22 from 192.168.7.7/32"],
  },
  {
    name: "replaced by a group that nobody is in",
    change: (lab) => {
      noIngress(lab);
      makeGroup(lab, "nobody");
      addRule(lab, "servicesServer", "ingress", 22, toGroup("nobody"));
    },
    finding: ["lets nothing in", "It still allows TCP 22 from the group nobody"],
  },
  {
    name: "IPv6 left open",
    change: (lab) => {
      noIngress(lab);
      addRule(lab, "servicesServer", "ingress", 22, { CidrIpv6: "::/0" });
    },
    finding: ["lets nothing in", "It still allows TCP 22 from ::/0"],
  },
  {
    name: "a ping allowed",
    change: (lab) => {
      noIngress(lab);
      addRule(lab, "servicesServer", "ingress", ["icmp", -1, -1], { CidrIpv4: "0.0.0.0/0" });
    },
    finding: ["lets nothing in", "It still allows ICMP from 0.0.0.0/0"],
  },
  {
    name: "the outbound rules removed instead",
    change: (lab) => dropRules(lab, "servicesServer", (rule) => rule.IsEgress === true),
    finding: ["lets nothing in", "It still allows TCP 22 from 192.168.0.0/16"],
  },
  {
    name: "another group's rules removed",
    change: (lab) => dropRules(lab, "endpoint", (rule) => !rule.IsEgress),
    finding: ["lets nothing in", "It still allows TCP 22"],
  },
  {
    name: "a network ACL that denies it instead",
    change: (lab) => {
      addAcl(
        lab,
        "wall",
        "services",
        ["services1", "services2"],
        ["egress", 100, "allow", "0.0.0.0/0"],
        ["ingress", 50, "deny", "192.168.0.0/16"],
        ["ingress", 100, "allow", "0.0.0.0/0"],
      );
    },
    finding: ["lets nothing in", "It still allows TCP 22 from 192.168.0.0/16"],
  },
  {
    name: "the group taken off a server",
    change: (lab) => {
      noIngress(lab);
      makeGroup(lab, "default");
      wear(lab, "services2", "default");
    },
    finding: ["still is the group of both", "i-services2 has default instead."],
  },
  {
    name: "the group swapped on both servers, and its rules left",
    change: (lab) => {
      makeGroup(lab, "empty");
      wear(lab, "services1", "empty");
      wear(lab, "services2", "empty");
    },
    finding: ["lets nothing in", "It still allows TCP 22"],
  },
  {
    name: "a second group opens the door again",
    change: (lab) => {
      noIngress(lab);
      makeGroup(lab, "back-door");
      addRule(lab, "back-door", "ingress", 22, { CidrIpv4: "0.0.0.0/0" });
      wear(lab, "services1", "servicesServer", "back-door");
    },
    finding: [
      "still is the group of both",
      "back-door (sg-back-door) is attached as well and allows TCP 22 from 0.0.0.0/0",
    ],
  },
];

describe("accepted", () => {
  test.each(MET)("$name", ({ change, finding }) => {
    const lab = makeLab();
    change(lab);
    expectMet(judge(factsOf(lab)), finding);
  });
});

describe("not accepted, with the reason", () => {
  test.each(WRONG)("$name", ({ change, finding }) => {
    const lab = makeLab();
    change(lab);
    expectUnmet(judge(factsOf(lab)), finding);
  });
});

test("a terminated server cannot be mended here", () => {
  const lab = makeLab();
  noIngress(lab);
  lab.described.interfaces = lab.described.interfaces.filter(
    (each) => each.NetworkInterfaceId !== "eni-services1",
  );
  expectUnmet(judge(factsOf(lab)), ["still is the group of both", "i-services1 is not there any more."]);
});

test.each([...MET, ...WRONG])("solved from: $name", ({ change }) => {
  const lab = makeLab();
  change(lab);
  carryOutGroups(lab, plan(factsOf(lab)));
  expectMet(judge(factsOf(lab)));
  expect(plan(factsOf(lab))).toEqual([]);
});
