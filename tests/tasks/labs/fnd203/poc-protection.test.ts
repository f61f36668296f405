import { describe, expect, test } from "vitest";
import { judge } from "../../../../tasks/labs/fnd203/poc-protection/judge.ts";
import { plan } from "../../../../tasks/labs/fnd203/poc-protection/solve.ts";
import { carryOutAcls } from "../../fixtures/carry-out.ts";
import { addAcl, type EntrySpec, factsOf, type Lab, makeLab } from "../../fixtures/lab.ts";
import { expectMet, expectUnmet, type State } from "../../fixtures/table.ts";

const DENY_2: EntrySpec = ["egress", 50, "deny", "10.250.128.0/24"];
const DENY_1: EntrySpec = ["egress", 50, "deny", "10.250.0.0/24"];
const OUT: EntrySpec = ["egress", 100, "allow", "0.0.0.0/0"];
const IN: EntrySpec = ["ingress", 100, "allow", "0.0.0.0/0"];

const first =
  (subnets: string[], ...specs: EntrySpec[]) =>
  (lab: Lab) => {
    addAcl(lab, "PoCProtectionAZ1", "poc", subnets, ...specs);
  };
const second =
  (subnets: string[], ...specs: EntrySpec[]) =>
  (lab: Lab) => {
    addAcl(lab, "PoCProtectionAZ2", "poc", subnets, ...specs);
  };
const both =
  (...changes: ((lab: Lab) => void)[]) =>
  (lab: Lab) => {
    for (const change of changes) change(lab);
  };

const MET: State[] = [
  {
    name: "the guide to the letter",
    change: first(["pocPublic1"], DENY_2, OUT, IN),
    finding: ["The other direction", "may still send to the first one; no answer comes back"],
  },
  {
    name: "both directions to the letter",
    change: both(first(["pocPublic1"], DENY_2, OUT, IN), second(["pocPublic2"], DENY_1, OUT, IN)),
  },
  {
    name: "one network ACL for both subnets with both denies",
    change: first(["pocPublic1", "pocPublic2"], DENY_2, ["egress", 60, "deny", "10.250.0.0/24"], OUT, IN),
  },
  {
    name: "denied on arrival by the other subnet",
    change: second(["pocPublic2"], ["ingress", 50, "deny", "10.250.0.0/24"], OUT, IN),
    finding: [
      "No traffic gets from the first",
      "PoCProtectionAZ2 (acl-PoCProtectionAZ2) denies it on arrival",
    ],
  },
  {
    name: "other numbers and halves",
    change: first(
      ["pocPublic1"],
      ["egress", 7, "deny", "10.250.128.0/25"],
      ["egress", 8, "deny", "10.250.128.128/25"],
      ["egress", 9, "allow", "0.0.0.0/0"],
      ["ingress", 32_766, "allow", "0.0.0.0/0"],
    ),
  },
  {
    name: "the private subnets denied too",
    change: first(["pocPublic1"], ["egress", 50, "deny", "10.250.0.0/16"], OUT, IN),
    finding: ["The rest of the Proof of Concept VPC", "outbound rule 50 denies all traffic to 10.250.1.0/24"],
  },
  {
    name: "another name",
    change: (lab) => {
      addAcl(lab, "poc-wall", "poc", ["pocPublic1"], DENY_2, OUT, IN);
    },
    finding: ["The network ACL has the guide's name", "poc-wall (acl-poc-wall) does the work"],
  },
  {
    name: "the optional side half done cuts off its visitors, and is only advice",
    change: both(first(["pocPublic1"], DENY_2, OUT, IN), second(["pocPublic2"], DENY_1)),
    finding: ["The other direction", "The second proof of concept is cut off from its visitors."],
  },
  {
    name: "the optional side denies its own range",
    change: both(first(["pocPublic1"], DENY_2, OUT, IN), second(["pocPublic2"], DENY_2, OUT, IN)),
    finding: ["The other direction", "may still send to the first one"],
  },
];

const WRONG: (State & { finding: [string, string] })[] = [
  {
    name: "nothing done",
    change: () => {},
    finding: ["A network ACL of its own", "There is no network ACL PoCProtectionAZ1 yet."],
  },
  {
    name: "made in another VPC",
    change: (lab) => {
      addAcl(lab, "PoCProtectionAZ1", "webApp", [], DENY_2, OUT, IN);
    },
    finding: ["A network ACL of its own", "is in the Web Application VPC and associated with no subnet"],
  },
  {
    name: "rules right, not associated",
    change: first([], DENY_2, OUT, IN),
    finding: [
      "guards the first public subnet",
      "Proof of Concept Public Subnet in AZ1 still has the VPC's default network ACL",
    ],
  },
  {
    name: "associated with the other zone's subnet",
    change: first(["pocPublic2"], DENY_2, OUT, IN),
    finding: ["guards the first public subnet", "is associated with Proof of Concept Public Subnet in AZ2."],
  },
  {
    name: "associated with the private subnet",
    change: first(["pocPrivate1"], DENY_2, OUT, IN),
    finding: ["guards the first public subnet", "is associated with Proof of Concept Private Subnet in AZ1."],
  },
  {
    name: "denies its own range",
    change: first(["pocPublic1"], DENY_1, OUT, IN),
    finding: ["No traffic gets from the first", "It denies 10.250.0.0/24, the subnet's own range"],
  },
  {
    name: "the deny after the allow",
    change: first(["pocPublic1"], ["egress", 150, "deny", "10.250.128.0/24"], OUT, IN),
    finding: ["No traffic gets from the first", "Rule 150 denies it, but comes too late"],
  },
  {
    name: "the deny among the inbound rules",
    change: first(["pocPublic1"], ["ingress", 50, "deny", "10.250.128.0/24"], OUT, IN),
    finding: ["No traffic gets from the first", "Rule 50 denies these addresses among the inbound rules"],
  },
  {
    name: "only HTTP denied",
    change: first(["pocPublic1"], ["egress", 50, "deny", "10.250.128.0/24", "tcp", [80, 80]], OUT, IN),
    finding: [
      "No traffic gets from the first",
      "outbound rule 100 lets every protocol but TCP; TCP 0–79, 81–65535 through to 10.250.128.0/24",
    ],
  },
  {
    name: "only ping denied",
    change: first(["pocPublic1"], ["egress", 50, "deny", "10.250.128.0/24", "icmp"], OUT, IN),
    finding: ["No traffic gets from the first", "lets every protocol but ICMP through to 10.250.128.0/24"],
  },
  {
    name: "half of the range denied",
    change: first(["pocPublic1"], ["egress", 50, "deny", "10.250.128.0/25"], OUT, IN),
    finding: ["No traffic gets from the first", "through to 10.250.128.128/25"],
  },
  {
    name: "allow where it says deny",
    change: first(["pocPublic1"], ["egress", 50, "allow", "10.250.128.0/24"], OUT, IN),
    finding: [
      "No traffic gets from the first",
      "outbound rule 50 lets all traffic through to 10.250.128.0/24",
    ],
  },
  {
    name: "no outbound allow",
    change: first(["pocPublic1"], DENY_2, IN),
    finding: ["Everything else may leave", "has no outbound rule that allows anything"],
  },
  {
    name: "no inbound rule",
    change: first(["pocPublic1"], DENY_2, OUT),
    finding: ["Everything else may come in", "has no inbound rule that allows anything"],
  },
  {
    name: "only the private network allowed",
    change: first(["pocPublic1"], DENY_2, ["egress", 100, "allow", "10.0.0.0/8"], IN),
    finding: ["Everything else may leave", "the final rule * denies all traffic to the Internet"],
  },
  {
    name: "the Services VPC denied",
    change: first(["pocPublic1"], DENY_2, ["egress", 60, "deny", "10.1.0.0/16"], OUT, IN),
    finding: ["Everything else may leave", "outbound rule 60 denies all traffic to 10.1.0.0/16"],
  },
  {
    name: "the other subnet has a network ACL with no rules",
    change: second(["pocPublic2"]),
    finding: [
      "Everything else may leave",
      "PoCProtectionAZ2 (acl-PoCProtectionAZ2) has no outbound rule that allows anything",
    ],
  },
  {
    name: "only the optional side done",
    change: second(["pocPublic2"], DENY_1, OUT, IN),
    finding: ["A network ACL of its own", "There is no network ACL PoCProtectionAZ1 yet."],
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

test.each([...MET, ...WRONG])("solved, both directions, from: $name", ({ change }) => {
  const lab = makeLab();
  change(lab);
  carryOutAcls(lab, plan(factsOf(lab)));
  const findings = judge(factsOf(lab));
  expectMet(findings);
  expect(findings.at(-1)?.status).toBe("met");
  expect(plan(factsOf(lab))).toEqual([]);
});

test("the other direction is never unmet", () => {
  for (const { change } of [...MET, ...WRONG]) {
    const lab = makeLab();
    change(lab);
    const optional = judge(factsOf(lab)).at(-1);
    expect(optional?.requirement).toContain("(optional)");
    expect(["met", "advice"]).toContain(optional?.status);
  }
});
