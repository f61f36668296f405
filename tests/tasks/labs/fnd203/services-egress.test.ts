// One file, however long: it is a table of the states in which participants leave the step.
import { describe, expect, test } from "vitest";
import { stepStatusOf } from "../../../../tasks/labs/finding.ts";
import { judge } from "../../../../tasks/labs/fnd203/services-egress/judge.ts";
import { plan } from "../../../../tasks/labs/fnd203/services-egress/solve.ts";
import { carryOutGroups } from "../../fixtures/carry-out.ts";
import { addRule, dropRules, factsOf, type Lab, makeLab, toGroup } from "../../fixtures/lab.ts";
import { expectMet, expectUnmet, type State } from "../../fixtures/table.ts";

const group = "servicesServer";
const dropRange = (lab: Lab): void => dropRules(lab, group, (rule) => rule.CidrIpv4 === "10.0.0.0/16");
const name = (lab: Lab, target: string, ports = [22, 3389]): void => {
  for (const port of ports) addRule(lab, group, "egress", port, toGroup(target, "active"));
};
const literal = (lab: Lab): void => {
  dropRange(lab);
  name(lab, "pocWeb");
};
const repeated = (lab: Lab): void => {
  literal(lab);
  name(lab, "webAppWeb");
  name(lab, "webAppDb");
};

const MET: State[] = [
  {
    name: "the guide to the letter, and what it takes away",
    change: literal,
    finding: [
      "The groups of the web application",
      "WebApp Web Server Security Group and WebApp Database Server Security Group are not named",
    ],
  },
  { name: "with the repeat", change: repeated },
  {
    name: "only SSH",
    change: (lab) => {
      dropRange(lab);
      name(lab, "pocWeb", [22]);
    },
  },
  {
    name: "only RDP",
    change: (lab) => {
      dropRange(lab);
      name(lab, "pocWeb", [3389]);
    },
  },
  {
    name: "all traffic to the group: more than is needed",
    change: (lab) => {
      dropRange(lab);
      addRule(lab, group, "egress", "-1", toGroup("pocWeb", "active"));
    },
    finding: [
      "administer the proof of concept",
      "It allows all traffic to the group PoC Web Server Security Group",
    ],
  },
  {
    name: "the web application by small ranges",
    change: (lab) => {
      literal(lab);
      addRule(lab, group, "egress", 22, { CidrIpv4: "10.0.1.0/24" });
      addRule(lab, group, "egress", 22, { CidrIpv4: "10.0.2.10/32" });
    },
    finding: ["No outbound rule opens the whole", "There are smaller ranges: TCP 22 to 10.0.1.0/24"],
  },
  {
    name: "the Proof of Concept VPC as a range besides",
    change: (lab) => {
      literal(lab);
      addRule(lab, group, "egress", 22, { CidrIpv4: "10.250.0.0/16" });
    },
    finding: ["No outbound rule opens the whole", "65,536 addresses"],
  },
  {
    name: "the way to the endpoints lost",
    change: (lab) => {
      dropRules(lab, group, (rule) => rule.IsEgress === true);
      name(lab, "pocWeb");
    },
    finding: [
      "Session Manager keeps its way out",
      "No outbound rule allows HTTPS to the VPC endpoints any more",
    ],
  },
  {
    name: "the way to S3 lost",
    change: (lab) => {
      literal(lab);
      dropRules(lab, group, (rule) => rule.PrefixListId === "pl-s3");
    },
    finding: ["Session Manager keeps its way out", "No outbound rule allows HTTPS to S3 (pl-s3)"],
  },
  {
    name: "the endpoints by address instead of by group",
    change: (lab) => {
      repeated(lab);
      dropRules(lab, group, (rule) => rule.ReferencedGroupInfo?.GroupId === "sg-endpoint");
      addRule(lab, group, "egress", 443, { CidrIpv4: "10.1.0.0/24" });
      addRule(lab, group, "egress", 443, { CidrIpv4: "10.1.128.0/24" });
    },
  },
  {
    name: "the template of 2019, without a route",
    change: (lab) => {
      literal(lab);
      const table = lab.described.routeTables.find((each) => each.RouteTableId === "rtb-services")!;
      table.Routes = table.Routes?.filter((route) => route.DestinationCidrBlock !== "10.250.0.0/16");
    },
    finding: ["can travel", "there is no route to 10.250.0.10/32"],
  },
];

const WRONG: (State & { finding: [string, string]; solvable?: false })[] = [
  {
    name: "nothing done",
    change: () => {},
    finding: ["administer the proof of concept", "The outbound rules allow TCP 22 to 10.0.0.0/16"],
  },
  {
    name: "the group added, the range left",
    change: (lab) => name(lab, "pocWeb"),
    finding: [
      "No outbound rule opens the whole",
      "On TCP 22 and 3389 the servers may speak to 65,538 addresses.",
    ],
  },
  {
    name: "one of the two ranges left",
    change: (lab) => {
      name(lab, "pocWeb");
      dropRules(lab, group, (rule) => rule.CidrIpv4 === "10.0.0.0/16" && rule.FromPort === 22);
    },
    finding: ["No outbound rule opens the whole", "There still is TCP 3389 to 10.0.0.0/16"],
  },
  {
    name: "the range removed, nothing named",
    change: dropRange,
    finding: ["administer the proof of concept", "No outbound rule allows TCP 22 or 3389 to anything."],
  },
  {
    name: "named among the inbound rules",
    change: (lab) => {
      dropRange(lab);
      addRule(lab, group, "ingress", 22, toGroup("pocWeb", "active"));
    },
    finding: ["administer the proof of concept", "The group is named among the inbound rules"],
  },
  {
    name: "another group named",
    change: (lab) => {
      dropRange(lab);
      name(lab, "webAppWeb");
    },
    finding: [
      "administer the proof of concept",
      "The outbound rules allow TCP 22 to the group WebApp Web Server Security Group",
    ],
  },
  {
    name: "the wrong port",
    change: (lab) => {
      dropRange(lab);
      name(lab, "pocWeb", [80]);
    },
    finding: [
      "administer the proof of concept",
      "A rule names the group, but allows TCP 80 to the group PoC Web Server Security Group",
    ],
  },
  {
    name: "the wrong protocol",
    change: (lab) => {
      dropRange(lab);
      addRule(lab, group, "egress", ["udp", 22, 22], toGroup("pocWeb", "active"));
    },
    finding: ["administer the proof of concept", "A rule names the group, but allows UDP 22"],
  },
  {
    name: "widened to 10.0.0.0/8",
    change: (lab) => {
      literal(lab);
      addRule(lab, group, "egress", 22, { CidrIpv4: "10.0.0.0/8" });
    },
    finding: ["No outbound rule opens the whole", "There still is TCP 22 to 10.0.0.0/8"],
  },
  {
    name: "everything open, for all traffic",
    change: (lab) => {
      literal(lab);
      addRule(lab, group, "egress", "-1", { CidrIpv4: "0.0.0.0/0" });
    },
    finding: ["No outbound rule opens the whole", "There still is all traffic to 0.0.0.0/0"],
  },
  {
    name: "everything open on one other port",
    change: (lab) => {
      literal(lab);
      addRule(lab, group, "egress", 443, { CidrIpv4: "0.0.0.0/0" });
    },
    finding: ["No outbound rule opens the whole", "There still is TCP 443 to 0.0.0.0/0"],
  },
  {
    name: "the range in two halves",
    change: (lab) => {
      literal(lab);
      addRule(lab, group, "egress", 22, { CidrIpv4: "10.0.0.0/17" });
      addRule(lab, group, "egress", 22, { CidrIpv4: "10.0.128.0/17" });
    },
    finding: ["No outbound rule opens the whole", "There still is TCP 22 to 10.0.0.0/17"],
  },
  {
    name: "half the range",
    change: (lab) => {
      literal(lab);
      addRule(lab, group, "egress", 22, { CidrIpv4: "10.0.0.0/17" });
    },
    finding: ["No outbound rule opens the whole", "TCP 22 to 10.0.0.0/17"],
  },
  {
    name: "the range behind a prefix list",
    change: (lab) => {
      literal(lab);
      lab.described.prefixLists.push({ id: "pl-mine", cidrs: ["10.0.0.0/16"] });
      addRule(lab, group, "egress", 22, { PrefixListId: "pl-mine" });
    },
    finding: ["No outbound rule opens the whole", "There still is TCP 22 to the prefix list pl-mine"],
  },
  {
    name: "all of IPv6",
    change: (lab) => {
      literal(lab);
      addRule(lab, group, "egress", "-1", { CidrIpv6: "::/0" });
    },
    finding: ["No outbound rule opens the whole", "There still is all traffic to ::/0"],
  },
  {
    name: "the Proof of Concept VPC as a range, no group",
    change: (lab) => {
      dropRange(lab);
      addRule(lab, group, "egress", 22, { CidrIpv4: "10.250.0.0/16" });
    },
    finding: ["administer the proof of concept", "in reach by address: a new server would not be"],
  },
  {
    name: "the two servers by address, no group",
    change: (lab) => {
      dropRange(lab);
      for (const cidr of ["10.250.0.10/32", "10.250.128.10/32"])
        addRule(lab, group, "egress", 22, { CidrIpv4: cidr });
    },
    finding: ["administer the proof of concept", "TCP 22 to 10.250.128.10/32"],
  },
  {
    name: "the group edited, and taken off a server",
    change: (lab) => {
      literal(lab);
      lab.described.groups.push({ GroupId: "sg-mine", GroupName: "mine", VpcId: "vpc-services" });
      lab.described.interfaces.find((each) => each.NetworkInterfaceId === "eni-services1")!.Groups = [
        { GroupId: "sg-mine" },
      ];
    },
    finding: ["The group speaks for both", "i-services1 is not in the group any more"],
  },
  {
    name: "another group opens the range again",
    change: (lab) => {
      literal(lab);
      lab.described.groups.push({ GroupId: "sg-mine", GroupName: "mine", VpcId: "vpc-services" });
      addRule(lab, "mine", "egress", "-1", { CidrIpv4: "0.0.0.0/0" });
      lab.described.interfaces
        .find((each) => each.NetworkInterfaceId === "eni-services2")!
        .Groups!.push({ GroupId: "sg-mine" });
    },
    finding: [
      "The group speaks for both",
      "i-services2 also has mine (sg-mine), which allows all traffic to 0.0.0.0/0",
    ],
  },
  {
    name: "the peering gone",
    change: (lab) => {
      dropRange(lab);
      for (const port of [22, 3389]) addRule(lab, group, "egress", port, toGroup("pocWeb", "deleted"));
      lab.described.peerings[1]!.Status = { Code: "deleted" };
    },
    finding: [
      "administer the proof of concept",
      "the peering connection between the VPCs is deleted, so that it matches nobody",
    ],
    solvable: false,
  },
];

describe("accepted, literal or equivalent", () => {
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

test("65,536 hosts become 6 with the repeat, and nothing is left to advise", () => {
  const lab = makeLab();
  repeated(lab);
  const findings = judge(factsOf(lab));
  expect(findings.map((finding) => finding.status)).toEqual(Array(6).fill("met"));
  expect(findings[1]?.actual).toBe("There is none. On TCP 22 and 3389 the servers may speak to 6 addresses.");
});

test("a peering that is being made is waited for", () => {
  const lab = makeLab();
  dropRange(lab);
  addRule(lab, group, "egress", 22, toGroup("pocWeb", "provisioning"));
  lab.described.peerings[1]!.Status = { Code: "provisioning" };
  expect(stepStatusOf(judge(factsOf(lab)))).toBe("waiting");
});

test.each([...MET, ...WRONG.filter((state) => state.solvable !== false)])(
  "solved from: $name",
  ({ change }) => {
    const lab = makeLab();
    change(lab);
    const changes = plan(factsOf(lab));
    const firstRevoke = changes.findIndex((each) => each.do === "revoke");
    const lastAuthorise = changes.findLastIndex((each) => each.do === "authorise-egress");
    if (firstRevoke >= 0) expect(lastAuthorise).toBeLessThan(firstRevoke);
    carryOutGroups(lab, changes);
    const findings = judge(factsOf(lab));
    expectMet(findings);
    expect(findings.slice(3, 5).map((finding) => finding.status)).toEqual(["met", "met"]);
    expect(plan(factsOf(lab))).toEqual([]);
  },
);
