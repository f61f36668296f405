import { afterAll, beforeAll, expect, test } from "vitest";
import { fnd203Verbs } from "../../../tasks/labs/fnd203/lab.ts";
import { networkMapOf } from "../../../tasks/labs/fnd203/map-network.ts";
import { situationOf } from "../../../tasks/labs/situation.ts";
import { type NetworkMap, networkMap } from "../../../workflows/contract.ts";
import { type BuiltLab, buildLab } from "../fixtures/built-lab.ts";
import { addRule, factsOf, makeLab } from "../fixtures/lab.ts";

let lab: BuiltLab;
let built: NetworkMap;
beforeAll(async () => {
  lab = await buildLab();
  built = await fnd203Verbs.mapNetwork(lab.clients);
});
afterAll(() => lab.account.stop());

/** A cell in short: what passes, `-` where only security groups close it, `x` where the network does. */
function signs(map: NetworkMap): Map<string, string> {
  return new Map(
    map.cells.flatMap((row, from) =>
      row.flatMap((index, to) => {
        if (index === null) return [];
        const { extent, short, carried } = map.ways[index]!;
        const sign = extent === "none" ? (carried ? "-" : "x") : short;
        return [[`${map.parties[from]!.short} → ${map.parties[to]!.short}`, sign] as const];
      }),
    ),
  );
}

/** The cells that differ, such as `PoC1 → PoC2: 80 → x`, and the counts of hosts that do. */
function changes(before: NetworkMap, after: NetworkMap): string[] {
  const then = signs(before);
  const cells = [...signs(after)]
    .filter(([pair, sign]) => then.get(pair) !== sign)
    .map(([pair, sign]) => `${pair}: ${then.get(pair)} → ${sign}`);
  const hosts = after.parties.flatMap(({ short, hosts }, index) => {
    const total = before.parties[index]!.hosts?.total;
    return total === hosts?.total ? [] : [`${short}: ${total} → ${hosts?.total}`];
  });
  return [...cells, ...hosts];
}

/** What decides a cell, in words. */
function deciders(map: NetworkMap, from: string, to: string): string[] {
  const at = (id: string) => map.parties.findIndex((party) => party.id === id);
  const way = map.ways[map.cells[at(from)]![at(to)]!]!;
  return way.decidedBy.map((index) => map.decisions[index]!.words);
}

test("the map of a lab that was just built shows what the lab is about", () => {
  expect(networkMap.strict().parse(built)).toEqual(built);
  expect(signs(built)).toEqual(
    new Map([
      ...row("Net", "Ofc=? LB1=80 LB2=80 Web1=x Web2=x DB1=x DB2=x Svc1=x Svc2=x PoC1=80 PoC2=80"),
      ...row("Ofc", "Net=? LB1=x LB2=x Web1=x Web2=x DB1=x DB2=x Svc1=22+ Svc2=22+ PoC1=x PoC2=x"),
      ...row("LB1", "Net=- Ofc=x LB2=- Web1=80 Web2=80 DB1=- DB2=- Svc1=- Svc2=- PoC1=x PoC2=x"),
      ...row("LB2", "Net=- Ofc=x LB1=- Web1=80 Web2=80 DB1=- DB2=- Svc1=- Svc2=- PoC1=x PoC2=x"),
      ...row("Web1", "Net=all Ofc=x LB1=80 LB2=80 Web2=- DB1=3306 DB2=3306 Svc1=- Svc2=- PoC1=x PoC2=x"),
      ...row("Web2", "Net=all Ofc=x LB1=80 LB2=80 Web1=- DB1=3306 DB2=3306 Svc1=- Svc2=- PoC1=x PoC2=x"),
      ...row("DB1", "Net=all Ofc=x LB1=80 LB2=80 Web1=- Web2=- DB2=- Svc1=- Svc2=- PoC1=x PoC2=x"),
      ...row("DB2", "Net=all Ofc=x LB1=80 LB2=80 Web1=- Web2=- DB1=- Svc1=- Svc2=- PoC1=x PoC2=x"),
      ...row("Svc1", "Net=443 Ofc=- LB1=- LB2=- Web1=22+ Web2=22+ DB1=22+ DB2=22+ Svc2=- PoC1=- PoC2=-"),
      ...row("Svc2", "Net=443 Ofc=- LB1=- LB2=- Web1=22+ Web2=22+ DB1=22+ DB2=22+ Svc1=- PoC1=- PoC2=-"),
      ...row("PoC1", "Net=all Ofc=x LB1=x LB2=x Web1=x Web2=x DB1=x DB2=x Svc1=- Svc2=- PoC2=80"),
      ...row("PoC2", "Net=all Ofc=x LB1=x LB2=x Web1=x Web2=x DB1=x DB2=x Svc1=- Svc2=- PoC1=80"),
    ]),
  );
});

/** `Net` with `LB1=80 Web1=x` as entries; `?` is a pair that the map leaves out. */
const row = (from: string, cells: string): [string, string][] =>
  cells
    .split(" ")
    .map((cell) => cell.split("="))
    .filter(([, sign]) => sign !== "?")
    .map(([to, sign]) => [`${from} → ${to}`, sign!]);

test("each step changes what it is about, and nothing else; the map says which rule decides then", async () => {
  const solved = async (step: string): Promise<NetworkMap> => {
    const verbs = fnd203Verbs.steps.find(({ id }) => id === step)!;
    await Array.fromAsync(verbs.solve(lab.clients, await situationOf(fnd203Verbs, lab.clients, lab.book)));
    return await fnd203Verbs.mapNetwork(lab.clients);
  };
  expect(built.parties.find(({ id }) => id === "services1")!.hosts).toMatchObject({
    total: 65_536,
    ranges: [{ hosts: 65_536 }, { hosts: 0 }, { hosts: 0 }],
  });

  const egress = await solved("services-egress");
  expect(changes(built, egress)).toEqual([
    "Svc1 → PoC1: - → 22+",
    "Svc1 → PoC2: - → 22+",
    "Svc2 → PoC1: - → 22+",
    "Svc2 → PoC2: - → 22+",
    "Svc1: 65536 → 6",
    "Svc2: 65536 → 6",
  ]);
  expect(egress.parties.find(({ id }) => id === "services1")!.hosts).toMatchObject({
    ranges: [{ hosts: 4 }, { hosts: 0 }, { hosts: 2 }],
  });
  // The same traffic as before, by other rules.
  expect(deciders(built, "services1", "web1")[0]).toMatch(/TCP 22 to 10\.0\.0\.0\/16 \(sgr-[0-9a-f]{17}\)/);
  expect(deciders(egress, "services1", "web1")[0]).toMatch(/TCP 22 to the group WebApp Web Server .*\(sgr-/);

  // Of what its group lets in, port 80 is not what passes from here.
  expect(deciders(egress, "services1", "poc1")[1]).toMatch(
    /^inbound rules of PoC Web Server .*: TCP 22 from 10/,
  );

  const isolated = await solved("load-balancer-isolation");
  const both = (from: string, to: string, change: string) =>
    [1, 2].flatMap((a) => [1, 2].map((b) => `${from}${a} → ${to}${b}: ${change}`));
  expect(changes(egress, isolated)).toEqual([
    ...both("LB", "DB", "- → x"),
    // A network ACL has no memory: the answers are denied as well.
    ...both("DB", "LB", "80 → x"),
  ]);
  expect(deciders(isolated, "loadBalancer1", "db1")).toEqual([
    expect.stringMatching(/^no outbound rule of WebApp Application Load Balancer .*\(sg-\w+\) allows it$/),
    expect.stringMatching(
      /^outbound rule 50 of the network ACL LoadBalancerIsolation \(acl-\w+\) denies it$/,
    ),
    expect.stringMatching(/^no inbound rule of WebApp Database Server .*\(sg-\w+\) allows it$/),
  ]);
  expect(deciders(isolated, "db1", "loadBalancer2")).toEqual([
    expect.stringMatching(/^the answer: outbound rule 50 of the network ACL LoadBalancerIsolation/),
  ]);

  const protectedPoc = await solved("poc-protection");
  expect(changes(isolated, protectedPoc)).toEqual(["PoC1 → PoC2: 80 → x", "PoC2 → PoC1: 80 → x"]);
  expect(deciders(protectedPoc, "poc1", "poc2")).toEqual([
    expect.stringMatching(/^outbound rule 50 of the network ACL PoCProtectionAZ1 \(acl-\w+\) denies it$/),
  ]);

  const closed = await solved("services-ingress");
  expect(changes(protectedPoc, closed)).toEqual(["Ofc → Svc1: 22+ → -", "Ofc → Svc2: 22+ → -"]);
  expect(deciders(closed, "office", "services1")).toEqual([
    expect.stringMatching(/^no inbound rule of Services Server Security Group \(sg-\w+\) allows it$/),
  ]);
  // Twice, before and now, this must have room in what a state may put out: 256 KiB.
  expect(JSON.stringify(closed).length).toBeLessThan(40_000);
});

test("a server that is gone is not on the map, and traffic that is no one port is told in words", () => {
  const changed = makeLab();
  changed.described.interfaces = changed.described.interfaces.filter(
    ({ NetworkInterfaceId }) => NetworkInterfaceId !== "eni-poc2",
  );
  addRule(changed, "pocWeb", "ingress", ["udp", 53, 53], { CidrIpv4: "10.1.0.0/16" });
  addRule(changed, "servicesServer", "egress", ["udp", 53, 53], { CidrIpv4: "10.250.0.0/16" });
  addRule(changed, "servicesServer", "ingress", ["tcp", 10_000, 10_010], { CidrIpv4: "10.250.0.0/16" });
  addRule(changed, "servicesServer", "ingress", ["icmp", -1, -1], { CidrIpv4: "10.0.0.0/16" });
  const map = networkMapOf(factsOf(changed));
  expect(map.parties.map(({ id }) => id)).not.toContain("poc2");
  expect(signs(map).get("Svc1 → PoC1")).toBe("some");
  expect(signs(map).get("PoC1 → Svc1")).toBe("some");
  expect(signs(map).get("Web1 → Svc1")).toBe("ICMP");
  expect(map.ways.map(({ passes }) => passes)).toEqual(
    expect.arrayContaining(["UDP 53", "TCP 10000–10010", "nothing", "all traffic"]),
  );
});
