import fc from "fast-check";
import { expect, test } from "vitest";
import { cidrRange, formatAddress } from "../../../tasks/network/addresses.ts";
import { naclVerdict } from "../../../tasks/network/network-acl.ts";
import type { AclEntry } from "../../../tasks/network/topology.ts";
import {
  EVERYTHING,
  type Traffic,
  to,
  trafficSubtract,
  trafficUnion,
} from "../../../tasks/network/traffic.ts";

/** A packet, and the rule-by-rule evaluation that AWS's VPC guide describes for it. */
type Packet = { protocol: number; port: number; address: number };

function allows(entries: readonly AclEntry[], direction: AclEntry["direction"], packet: Packet): boolean {
  const inside = (set: Traffic[number]["ports"], n: number): boolean =>
    set.some(([a, b]) => a <= n && n <= b);
  const match = [...entries]
    .sort((a, b) => a.number - b.number)
    .find(
      (entry) =>
        entry.direction === direction &&
        inside([cidrRange(entry.cidr)], packet.address) &&
        inside(entry.flow.protocols, packet.protocol) &&
        inside(entry.flow.ports, packet.port),
    );
  return match?.allow ?? false;
}

const inTraffic = (traffic: Traffic, { protocol, port, address }: Packet): boolean =>
  traffic.some(
    (box) =>
      box.protocols.some(([a, b]) => a <= protocol && protocol <= b) &&
      box.ports.some(([a, b]) => a <= port && port <= b) &&
      box.addresses.some(([a, b]) => a <= address && address <= b),
  );

const port = fc.constantFrom(0, 22, 23, 79, 80, 1024, 40_000, 65_535);
const address = fc.integer({ min: 0, max: 255 }).map((n) => 10 * 2 ** 24 + n * 97);
const flow = fc.oneof(
  fc.constant(EVERYTHING),
  fc.tuple(fc.constantFrom(6, 17), port, port).map(([protocol, a, b]) => ({
    protocols: [[protocol, protocol]] as [number, number][],
    ports: [[Math.min(a, b), Math.max(a, b)]] as [number, number][],
  })),
);
const entries = fc.uniqueArray(
  fc.record({
    number: fc.integer({ min: 1, max: 30 }),
    direction: fc.constantFrom<AclEntry["direction"]>("egress", "ingress"),
    allow: fc.boolean(),
    cidr: fc.tuple(address, fc.integer({ min: 8, max: 32 })).map(([a, n]) => `${formatAddress(a)}/${n}`),
    flow,
  }),
  // Numbers are unique per direction, as EC2 keeps them.
  { selector: (entry) => `${entry.direction}${entry.number}`, maxLength: 8 },
);

test("a verdict over ranges agrees with AWS's packet by packet", () => {
  const packet = fc.record({ protocol: fc.constantFrom(0, 1, 6, 17, 50), port, address });
  fc.assert(
    fc.property(entries, fc.array(packet, { minLength: 20, maxLength: 20 }), (acl, packets) => {
      const verdict = naclVerdict(acl, "egress", to([cidrRange("10.0.0.0/8")]));
      for (const each of packets) {
        expect(inTraffic(verdict.allow, each)).toBe(allows(acl, "egress", each));
        expect(inTraffic(verdict.deny, each)).toBe(!allows(acl, "egress", each));
      }
    }),
  );
});

test("what is allowed and what is denied are together what was asked", () => {
  fc.assert(
    fc.property(entries, (acl) => {
      const asked = to([cidrRange("10.0.0.0/16")]);
      const { allow, deny, rules } = naclVerdict(acl, "ingress", asked);
      expect(trafficSubtract(asked, trafficUnion(allow, deny))).toEqual([]);
      expect(trafficSubtract(trafficUnion(allow, deny), asked)).toEqual([]);
      expect(trafficSubtract(allow, deny)).toEqual(allow);
      expect(trafficUnion(...rules.map((rule) => rule.traffic)).length).toBeGreaterThan(0);
    }),
  );
});
