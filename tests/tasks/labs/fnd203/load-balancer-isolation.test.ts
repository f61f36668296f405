// One file, however long: it is a table of the states in which participants leave the step.
import { describe, expect, test } from "vitest";
import { judge } from "../../../../tasks/labs/fnd203/load-balancer-isolation/judge.ts";
import { plan } from "../../../../tasks/labs/fnd203/load-balancer-isolation/solve.ts";
import { carryOutAcls } from "../../fixtures/carry-out.ts";
import { addAcl, associate, type EntrySpec, factsOf, type Lab, makeLab } from "../../fixtures/lab.ts";
import { expectMet, expectUnmet, type State } from "../../fixtures/table.ts";

const BOTH = ["webAppPublic1", "webAppPublic2"];
const DENY_1: EntrySpec = ["egress", 50, "deny", "10.0.2.0/24"];
const DENY_2: EntrySpec = ["egress", 60, "deny", "10.0.130.0/24"];
const PRIVATE: EntrySpec = ["egress", 100, "allow", "10.0.0.0/8"];
const IN: EntrySpec = ["ingress", 100, "allow", "0.0.0.0/0"];
const OUT: EntrySpec = ["egress", 110, "allow", "0.0.0.0/0"];

const isolation =
  (subnets: string[], ...specs: EntrySpec[]) =>
  (lab: Lab) =>
    addAcl(lab, "LoadBalancerIsolation", "webApp", subnets, ...specs);

const MET: State[] = [
  {
    name: "the guide to the letter takes the site down, and says so",
    change: isolation(BOTH, DENY_1, DENY_2, PRIVATE, IN),
    finding: ["Visitors still get their answers", "egress rule * denies TCP 1024–65535 to the Internet"],
  },
  {
    name: "the guide to the letter cuts the web servers' NAT",
    change: isolation(BOTH, DENY_1, DENY_2, PRIVATE, IN),
    finding: ["Web servers still reach the Internet", "to the Internet"],
  },
  {
    name: "with one rule more the site stays up; the databases' replies are still dropped",
    change: isolation(BOTH, DENY_1, DENY_2, PRIVATE, OUT, IN),
    finding: [
      "Database servers still reach the Internet",
      "egress rule 50 denies TCP 1024–65535 to 10.0.2.0/24",
    ],
  },
  {
    name: "other numbers in the same order",
    change: isolation(
      BOTH,
      ["egress", 1, "deny", "10.0.2.0/24"],
      ["egress", 2, "deny", "10.0.130.0/24"],
      ["egress", 32_766, "allow", "0.0.0.0/0"],
      ["ingress", 7, "allow", "0.0.0.0/0"],
    ),
  },
  {
    name: "rule 100 for everything instead of 10.0.0.0/8",
    change: isolation(BOTH, DENY_1, DENY_2, ["egress", 100, "allow", "0.0.0.0/0"], IN),
  },
  {
    name: "everything allowed in two halves",
    change: isolation(
      BOTH,
      DENY_1,
      DENY_2,
      ["egress", 100, "allow", "0.0.0.0/1"],
      ["egress", 101, "allow", "128.0.0.0/1"],
      ["ingress", 100, "allow", "0.0.0.0/1"],
      ["ingress", 101, "allow", "128.0.0.0/1"],
    ),
  },
  {
    name: "each database subnet denied in two halves",
    change: isolation(
      BOTH,
      ["egress", 10, "deny", "10.0.2.0/25"],
      ["egress", 11, "deny", "10.0.2.128/25"],
      DENY_2,
      PRIVATE,
      OUT,
      IN,
    ),
  },
  {
    name: "a deny for each protocol that together cover all of them",
    change: isolation(
      BOTH,
      ["egress", 40, "deny", "10.0.2.0/24", "tcp", [0, 32_767]],
      ["egress", 41, "deny", "10.0.2.0/24", "tcp", [32_768, 65_535]],
      DENY_1,
      DENY_2,
      PRIVATE,
      OUT,
      IN,
    ),
  },
  {
    name: "no deny at all, but allows only around the databases",
    change: isolation(
      BOTH,
      ...[
        "10.0.0.0/23",
        "10.0.3.0/24",
        "10.0.4.0/22",
        "10.0.8.0/21",
        "10.0.16.0/20",
        "10.0.32.0/19",
        "10.0.64.0/18",
        "10.0.128.0/23",
        "10.0.131.0/24",
        "10.0.132.0/22",
        "10.0.136.0/21",
        "10.0.144.0/20",
        "10.0.160.0/19",
        "10.0.192.0/18",
        "10.1.0.0/16",
      ].map((cidr, i): EntrySpec => ["egress", 100 + i, "allow", cidr]),
      IN,
    ),
    finding: ["The rest of the private network", "Nothing of the network is there today"],
  },
  {
    name: "a network ACL for each subnet",
    change: (lab) => {
      isolation(["webAppPublic1"], DENY_1, DENY_2, PRIVATE, OUT, IN)(lab);
      addAcl(lab, "Second", "webApp", ["webAppPublic2"], DENY_1, DENY_2, PRIVATE, OUT, IN);
    },
    finding: ["The network ACL has the guide's name", "Second (acl-Second) does the work"],
  },
  {
    name: "another name",
    change: (lab) => addAcl(lab, "LBIsolation", "webApp", BOTH, DENY_1, DENY_2, PRIVATE, OUT, IN),
    finding: ["The network ACL has the guide's name", "LBIsolation (acl-LBIsolation) does the work"],
  },
  {
    name: "denied on arrival, by the database subnets",
    change: (lab) =>
      addAcl(
        lab,
        "DatabaseGuard",
        "webApp",
        ["webAppDb1", "webAppDb2"],
        ["ingress", 50, "deny", "10.0.0.0/24"],
        ["ingress", 60, "deny", "10.0.128.0/24"],
        IN,
        ["egress", 100, "allow", "0.0.0.0/0"],
      ),
    finding: ["No traffic leaves the load balancer's subnets", "deny it on arrival"],
  },
  {
    name: "the databases kept out inbound as well",
    change: isolation(BOTH, DENY_1, DENY_2, PRIVATE, OUT, ["ingress", 50, "deny", "10.0.2.0/24"], IN),
    finding: ["Everything may come in", "The databases are kept out in this direction as well"],
  },
];

const WRONG: (State & { finding: [string, string] })[] = [
  {
    name: "nothing done",
    change: () => {},
    finding: ["A network ACL of its own is there", "There is no network ACL LoadBalancerIsolation yet"],
  },
  {
    name: "made in another VPC",
    change: (lab) => addAcl(lab, "LoadBalancerIsolation", "services", [], DENY_1, DENY_2, PRIVATE, IN),
    finding: ["A network ACL of its own is there", "is in the Services VPC and associated with no subnet"],
  },
  {
    name: "the default network ACL edited",
    change: (lab) => {
      const acl = lab.described.networkAcls.find((each) => each.NetworkAclId === "acl-default-webApp")!;
      acl.Entries = [
        ...acl.Entries!,
        { Egress: true, RuleNumber: 50, RuleAction: "deny", CidrBlock: "10.0.2.0/24", Protocol: "-1" },
        { Egress: true, RuleNumber: 60, RuleAction: "deny", CidrBlock: "10.0.130.0/24", Protocol: "-1" },
      ];
    },
    finding: [
      "A network ACL of its own is there",
      "The subnets have the VPC's default network ACL, acl-default-webApp",
    ],
  },
  {
    name: "rules right, associated with nothing",
    change: isolation([], DENY_1, DENY_2, PRIVATE, IN),
    finding: [
      "guards both",
      "Web App Public Subnet in AZ1 and Web App Public Subnet in AZ2 still have the VPC's default network ACL",
    ],
  },
  {
    name: "only one zone associated",
    change: isolation(["webAppPublic1"], DENY_1, DENY_2, PRIVATE, IN),
    finding: ["guards both", "Web App Public Subnet in AZ2 still has the VPC's default network ACL"],
  },
  {
    name: "the wrong subnets associated",
    change: isolation(["webAppDb1", "webAppDb2"], DENY_1, DENY_2, PRIVATE, IN),
    finding: ["guards both", "is associated with Web App DB Subnet in AZ1 and Web App DB Subnet in AZ2"],
  },
  {
    name: "the denies among the inbound rules",
    change: isolation(
      BOTH,
      ["ingress", 50, "deny", "10.0.2.0/24"],
      ["ingress", 60, "deny", "10.0.130.0/24"],
      PRIVATE,
      IN,
    ),
    finding: [
      "No traffic leaves",
      "Rule 50 denies these addresses among the inbound rules, the wrong direction.",
    ],
  },
  {
    name: "the denies after the allow",
    change: isolation(
      BOTH,
      ["egress", 110, "deny", "10.0.2.0/24"],
      ["egress", 120, "deny", "10.0.130.0/24"],
      PRIVATE,
      IN,
    ),
    finding: ["No traffic leaves", "Rule 110 denies it, but comes too late"],
  },
  {
    name: "rule numbers swapped",
    change: isolation(
      BOTH,
      ["egress", 100, "deny", "10.0.2.0/24"],
      DENY_2,
      ["egress", 50, "allow", "10.0.0.0/8"],
      IN,
    ),
    finding: ["No traffic leaves", "outbound rule 50 lets all traffic through to 10.0.2.0/24, 10.0.130.0/24"],
  },
  {
    name: "only one database subnet denied",
    change: isolation(BOTH, DENY_1, PRIVATE, IN),
    finding: ["No traffic leaves", "outbound rule 100 lets all traffic through to 10.0.130.0/24."],
  },
  {
    name: "only TCP denied",
    change: isolation(
      BOTH,
      ["egress", 50, "deny", "10.0.2.0/24", "tcp", [0, 65_535]],
      ["egress", 60, "deny", "10.0.130.0/24", "tcp", [0, 65_535]],
      PRIVATE,
      IN,
    ),
    finding: ["No traffic leaves", "lets every protocol but TCP through to 10.0.2.0/24"],
  },
  {
    name: "only MySQL's port denied",
    change: isolation(BOTH, ["egress", 50, "deny", "10.0.2.0/24", "tcp", [3306, 3306]], DENY_2, PRIVATE, IN),
    finding: ["No traffic leaves", "through to 10.0.2.0/24"],
  },
  {
    name: "half of a database subnet denied",
    change: isolation(BOTH, ["egress", 50, "deny", "10.0.2.0/25"], DENY_2, PRIVATE, IN),
    finding: ["No traffic leaves", "lets all traffic through to 10.0.2.128/25"],
  },
  {
    name: "a mistyped block",
    change: isolation(BOTH, ["egress", 50, "deny", "10.0.20.0/24"], DENY_2, PRIVATE, IN),
    finding: ["No traffic leaves", "lets all traffic through to 10.0.2.0/24"],
  },
  {
    name: "allow where it says deny",
    change: isolation(BOTH, ["egress", 50, "allow", "10.0.2.0/24"], DENY_2, PRIVATE, IN),
    finding: ["No traffic leaves", "outbound rule 50 lets all traffic through to 10.0.2.0/24"],
  },
  {
    name: "a wider deny that cuts the web tier",
    change: isolation(BOTH, ["egress", 50, "deny", "10.0.0.0/16"], PRIVATE, IN),
    finding: [
      "The rest of the private network",
      "outbound rule 50 denies all traffic to 10.0.0.0/23, 10.0.3.0/24 and",
    ],
  },
  {
    name: "and says what that costs",
    change: isolation(BOTH, ["egress", 50, "deny", "10.0.0.0/22"], DENY_2, PRIVATE, IN),
    finding: ["The rest of the private network", "This cuts the load balancer off from its web servers."],
  },
  {
    name: "the Services VPC cut off",
    change: isolation(BOTH, DENY_1, DENY_2, ["egress", 100, "allow", "10.0.0.0/16"], IN),
    finding: ["The rest of the private network", "the final rule * denies all traffic to 10.1.0.0/16"],
  },
  {
    name: "no rules at all: everything is isolated",
    change: isolation(BOTH),
    finding: [
      "The rest of the private network",
      "has no outbound rule that allows anything, so its final rule * denies everything",
    ],
  },
  {
    name: "no inbound rule",
    change: isolation(BOTH, DENY_1, DENY_2, PRIVATE),
    finding: ["Everything may come in", "has no inbound rule that allows anything"],
  },
  {
    name: "only web requests let in",
    change: isolation(BOTH, DENY_1, DENY_2, PRIVATE, OUT, [
      "ingress",
      100,
      "allow",
      "0.0.0.0/0",
      "tcp",
      [80, 80],
    ]),
    finding: [
      "Everything may come in",
      "the final rule * denies every protocol but TCP; TCP 0–79, 81–65535 from 0.0.0.0/0",
    ],
  },
  {
    name: "only the private network let in",
    change: isolation(BOTH, DENY_1, DENY_2, PRIVATE, ["ingress", 100, "allow", "10.0.0.0/8"]),
    finding: ["Everything may come in", "the final rule * denies all traffic from 0.0.0.0/5"],
  },
  {
    name: "one subnet's own network ACL is right, the other's is not",
    change: (lab) => {
      isolation(["webAppPublic1"], DENY_1, DENY_2, PRIVATE, IN)(lab);
      addAcl(lab, "Other", "webApp", ["webAppPublic2"], PRIVATE, IN);
    },
    finding: [
      "No traffic leaves",
      "Other (acl-Other): outbound rule 100 lets all traffic through to 10.0.2.0/24, 10.0.130.0/24.",
    ],
  },
];

describe("accepted, literal or equivalent", () => {
  test.each(MET)("$name", ({ change, finding }) => {
    const lab = makeLab();
    change(lab);
    expectMet(judge(factsOf(lab)), finding);
  });
});

test("what the rules cost is told as what will be until they hold", () => {
  const visitors = (subnets: string[]) => {
    const lab = makeLab();
    isolation(subnets, DENY_1, DENY_2, PRIVATE, IN)(lab);
    return judge(factsOf(lab)).find(({ requirement }) => requirement.startsWith("Visitors"))!.actual;
  };
  expect(visitors([])).toMatch(
    /they will not, once the network ACL is associated: .* will no longer answer\.$/,
  );
  expect(visitors(BOTH)).toMatch(/they do not: .* no longer answers\.$/);
});

describe("not accepted, with the reason", () => {
  test.each(WRONG)("$name", ({ change, finding }) => {
    const lab = makeLab();
    change(lab);
    expectUnmet(judge(factsOf(lab)), finding);
  });
});

test.each([...MET, ...WRONG])("solved from: $name", ({ change }) => {
  const lab = makeLab();
  change(lab);
  carryOutAcls(lab, plan(factsOf(lab)));
  const findings = judge(factsOf(lab));
  expectMet(findings);
  const visitors = findings.find((finding) => finding.requirement.startsWith("Visitors"));
  expect(visitors?.status).toBe("met");
  expect(plan(factsOf(lab))).toEqual([]);
});

test("a subnet that was given the network ACL by mistake gets the default one back", () => {
  const lab = makeLab();
  isolation(["webAppWeb1"], DENY_1)(lab);
  associate(lab, "acl-LoadBalancerIsolation", ["webAppDb2"]);
  carryOutAcls(lab, plan(factsOf(lab)));
  const { subnets } = factsOf(lab).topology;
  expect(subnets["subnet-webAppWeb1"]?.aclId).toBe("acl-default-webApp");
  expect(subnets["subnet-webAppDb2"]?.aclId).toBe("acl-default-webApp");
});

test("each requirement has one finding, in the same order whatever the state", () => {
  const requirements = (change: (lab: Lab) => void) => {
    const lab = makeLab();
    change(lab);
    return judge(factsOf(lab)).map((finding) => finding.requirement);
  };
  const first = requirements(() => {});
  expect(new Set(first).size).toBe(first.length);
  for (const { change } of [...MET, ...WRONG]) expect(requirements(change)).toEqual(first);
});
