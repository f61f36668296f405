import { expect, test } from "vitest";
import { ALL_ADDRESSES, addresses, INTERNET } from "../../../tasks/network/addresses.ts";
import type { Party } from "../../../tasks/network/parties.ts";
import { type RangeSet, size, subtract } from "../../../tasks/network/ranges.ts";
import { INTERNET_PARTY, matrix, reach } from "../../../tasks/network/reachability.ts";
import { routed } from "../../../tasks/network/routes.ts";
import { destinations } from "../../../tasks/network/security-group.ts";
import { EVERYTHING, tcp, trafficWords } from "../../../tasks/network/traffic.ts";
import { addAcl, addRule, dropRules, factsOf, type Lab, makeLab, toGroup } from "../fixtures/lab.ts";

const at = (key: string): Party => ({ kind: "interface", id: `eni-${key}` });
const among = (key: string): Party => ({ kind: "subnet", id: `subnet-${key}` });
const topologyOf = (change: (lab: Lab) => void = () => {}) => {
  const lab = makeLab();
  change(lab);
  return factsOf(lab).topology;
};

test.each<[string, Party, Party, number, boolean]>([
  ["visitors reach the load balancer", INTERNET_PARTY, at("lb1"), 80, true],
  ["and on no other port", INTERNET_PARTY, at("lb1"), 443, false],
  ["the load balancer reaches the web servers of its own zone", at("lb1"), at("web1"), 80, true],
  ["and of the other", at("lb1"), at("web2"), 80, true],
  ["but no database", at("lb1"), at("db1"), 3306, false],
  ["web servers reach the databases", at("web1"), at("db2"), 3306, true],
  ["no visitor reaches a web server", INTERNET_PARTY, at("web1"), 80, false],
  ["web servers reach the Internet through the NAT gateway", at("web1"), INTERNET_PARTY, 443, true],
  ["Services servers administer web servers across the peering", at("services1"), at("web1"), 22, true],
  ["but not yet the proof of concept", at("services1"), at("poc1"), 22, false],
  ["visitors reach the proof of concept", INTERNET_PARTY, at("poc1"), 80, true],
  ["the two proofs of concept reach each other", at("poc1"), at("poc2"), 80, true],
  [
    "the office reaches the Services servers through the VPN",
    { kind: "outside", addresses: addresses("192.168.0.0/16") },
    at("services1"),
    22,
    true,
  ],
])("as built: %s", (_, from, to, port, open) => {
  expect(reach(topologyOf(), from, to, tcp(port))).toMatchObject({ open, extent: open ? "all" : "none" });
});

test("from the Services servers nothing of the Internet is in reach but S3, through its endpoint", () => {
  const s3 = addresses("52.216.0.0/15", "3.5.0.0/19");
  const rest = subtract(INTERNET, s3);
  const to = (set: RangeSet) =>
    reach(topologyOf(), at("services1"), { kind: "outside", addresses: set }, tcp(443));
  expect(to(s3).open).toBe(true);
  expect(to(rest).extent).toBe("none");
  expect(to(INTERNET).extent).toBe("some");
});

test("the deciding rule of a blocked path is named", () => {
  const topology = topologyOf((lab) =>
    addAcl(
      lab,
      "wall",
      "poc",
      ["pocPublic1"],
      ["egress", 50, "deny", "10.250.128.0/24"],
      ["egress", 100, "allow", "0.0.0.0/0"],
      ["ingress", 100, "allow", "0.0.0.0/0"],
    ),
  );
  expect(reach(topology, at("poc1"), at("poc2"), tcp(80)).decidedBy).toMatchObject({
    kind: "network-acl",
    id: "acl-wall",
    direction: "egress",
    phase: "request",
    rule: "50",
  });
  expect(reach(topology, at("poc2"), at("poc1"), tcp(80)).decidedBy).toMatchObject({
    id: "acl-wall",
    phase: "reply",
    rule: "50",
  });
  expect(reach(topology, at("services1"), at("poc1"), tcp(22)).decidedBy).toMatchObject({
    kind: "security-group",
    direction: "egress",
  });
});

test("a network ACL is stateless: a reply that may not leave closes the path", () => {
  const literal = topologyOf((lab) =>
    addAcl(
      lab,
      "acl",
      "webApp",
      ["webAppPublic1", "webAppPublic2"],
      ["egress", 100, "allow", "10.0.0.0/8"],
      ["ingress", 100, "allow", "0.0.0.0/0"],
    ),
  );
  expect(reach(literal, INTERNET_PARTY, at("lb1"), tcp(80))).toMatchObject({
    open: false,
    extent: "none",
    decidedBy: { id: "acl-acl", direction: "egress", phase: "reply", rule: "*" },
  });
  expect(reach(literal, at("web1"), INTERNET_PARTY, tcp(443)).open).toBe(false);
});

test("replies need the ephemeral ports, all of them to be sure", () => {
  const replies = (from: number) =>
    reach(
      topologyOf((lab) =>
        addAcl(
          lab,
          "acl",
          "webApp",
          ["webAppPublic1"],
          ["egress", 100, "allow", "0.0.0.0/0", "tcp", [from, 65_535]],
          ["ingress", 100, "allow", "0.0.0.0/0"],
        ),
      ),
      INTERNET_PARTY,
      at("lb1"),
      tcp(80),
    );
  expect(replies(1024).open).toBe(true);
  expect(replies(32_768)).toMatchObject({ open: false, extent: "some" });
});

test("a NAT gateway's subnet filters what passes through it, both halves of it", () => {
  const denyDb = topologyOf((lab) =>
    addAcl(
      lab,
      "acl",
      "webApp",
      ["webAppPublic1"],
      ["egress", 50, "deny", "10.0.2.0/24"],
      ["egress", 110, "allow", "0.0.0.0/0"],
      ["ingress", 100, "allow", "0.0.0.0/0"],
    ),
  );
  expect(reach(denyDb, at("db1"), INTERNET_PARTY, tcp(443)).decidedBy).toMatchObject({
    id: "acl-acl",
    phase: "reply",
    direction: "egress",
    rule: "50",
  });
  expect(reach(denyDb, at("web1"), INTERNET_PARTY, tcp(443)).open).toBe(true);
});

test("within a subnet no network ACL stands", () => {
  const topology = topologyOf((lab) => addAcl(lab, "empty", "services", ["services1"]));
  expect(reach(topology, at("services1"), at("endpoint1"), tcp(443)).open).toBe(true);
  expect(reach(topology, at("services1"), at("endpoint2"), tcp(443)).open).toBe(false);
});

test("a blackhole carries nothing", () => {
  const topology = topologyOf((lab) => {
    for (const table of lab.described.routeTables)
      for (const route of table.Routes ?? []) if (route.NatGatewayId) route.State = "blackhole";
  });
  expect(reach(topology, at("web1"), INTERNET_PARTY, tcp(443)).decidedBy).toMatchObject({
    kind: "route",
    rule: "0.0.0.0/0",
  });
});

test("an inactive peering closes the route and the references across it", () => {
  const open = topologyOf((lab) => addRule(lab, "servicesServer", "egress", 22, toGroup("pocWeb", "active")));
  const closed = topologyOf((lab) => {
    addRule(lab, "servicesServer", "egress", 22, toGroup("pocWeb", "deleted"));
    lab.described.peerings[1]!.Status = { Code: "deleted" };
  });
  expect(reach(open, at("services1"), at("poc1"), tcp(22)).open).toBe(true);
  expect(reach(closed, at("services1"), at("poc1"), tcp(22)).extent).toBe("none");
});

test("ports that each of two filters lets pass add up to nothing", () => {
  const topology = topologyOf((lab) =>
    addAcl(
      lab,
      "acl",
      "poc",
      ["pocPublic1"],
      ["egress", 100, "allow", "0.0.0.0/0"],
      ["ingress", 100, "allow", "0.0.0.0/0", "tcp", [22, 22]],
    ),
  );
  expect(reach(topology, INTERNET_PARTY, at("poc1"), EVERYTHING).extent).toBe("none");
  expect(reach(topologyOf(), INTERNET_PARTY, at("poc1"), EVERYTHING)).toMatchObject({ extent: "some" });
  expect(trafficWords(reach(topologyOf(), INTERNET_PARTY, at("poc1"), EVERYTHING).passes)).toBe("TCP 80");
});

test("the longest prefix wins, a prefix list's blocks counted one by one", () => {
  const parts = routed(topologyOf(), "rtb-services", ALL_ADDRESSES);
  const target = (cidr: string) =>
    parts.find((part) =>
      part.addresses.some(([from, to]) => from <= addresses(cidr)[0]![0] && addresses(cidr)[0]![1] <= to),
    )?.route?.target.id;
  expect(target("10.1.7.7/32")).toBe("local");
  expect(target("10.250.7.7/32")).toBe("pcx-poc");
  expect(target("3.5.1.1/32")).toBe("vpce-s3");
  expect(target("8.8.8.8/32")).toBeUndefined();
});

test("65,536 hosts become 8 when rules name groups instead of a range", () => {
  const admin = tcp(22);
  expect(size(destinations(topologyOf(), "sg-servicesServer", admin))).toBe(65_536);
  const narrowed = topologyOf((lab) => {
    dropRules(lab, "servicesServer", (rule) => rule.CidrIpv4 === "10.0.0.0/16");
    for (const group of ["pocWeb", "webAppWeb", "webAppDb", "loadBalancer"])
      addRule(lab, "servicesServer", "egress", 22, toGroup(group, "active"));
  });
  expect(size(destinations(narrowed, "sg-servicesServer", admin))).toBe(8);
});

test("a matrix asks for every pair once", () => {
  const answers = matrix(
    topologyOf(),
    { web: at("web1"), db: at("db1"), internet: { kind: "outside", addresses: INTERNET } },
    tcp(3306),
  );
  expect(answers.filter((answer) => answer.reach.open).map(({ from, to }) => `${from} → ${to}`)).toEqual([
    "web → db",
    "web → internet",
    "db → internet",
  ]);
  expect(reach(topologyOf(), among("webAppWeb1"), among("webAppDb1"), EVERYTHING).open).toBe(true);
});
