import type { LabResources, NetworkMap } from "../../../workflows/contract.ts";
import { addresses } from "../../network/addresses.ts";
import { type MapParty, mapOf } from "../../network/map.ts";
import { INTERNET_PARTY } from "../../network/reachability.ts";
import type { Interface, Topology } from "../../network/topology.ts";
import type { Clients } from "../../runtime/clients.ts";
import { type NetworkFacts, partOf } from "./facts.ts";
import { observeNetwork } from "./observe-network.ts";
import { VPCS } from "./parts.ts";
import { resolveLab } from "./resources.ts";
import { ADMINISTRATION_FLOW } from "./services-egress/administration.ts";

/**
 * Who can talk to whom in the lab, read from the account.
 * @throws TaskError LabNotFound if the lab is not built, or only partly; EC2's own errors.
 */
export async function mapNetwork(clients: Clients): Promise<NetworkMap> {
  return networkMapOf(await observeNetwork(clients, await resolveLab(clients)));
}

/** The same of a network that was read. A server that was terminated is not on the map. */
export function networkMapOf({ topology, resources }: NetworkFacts): NetworkMap {
  return mapOf(topology, {
    lab: "fnd203",
    parties: [...OUTSIDE, ...loadBalancers(topology, resources), ...servers(topology, resources)],
    counted: { name: "SSH/RDP", flow: ADMINISTRATION_FLOW },
    ranges: Object.entries(VPCS).map(([key, { name, cidr }]) => ({
      name,
      cidr: topology.vpcs[partOf(resources, `vpc.${key}`)]?.cidrs[0] ?? cidr,
    })),
  });
}

/** The lab's stack has a gateway for a VPN to this block, which stands for an office. */
const OFFICE = "192.168.0.0/16";

const OUTSIDE: readonly MapParty[] = [
  { id: "internet", name: "Internet", short: "Net", zone: "Outside", party: INTERNET_PARTY },
  {
    id: "office",
    name: "Office",
    short: "Ofc",
    zone: "Outside",
    party: { kind: "outside", addresses: addresses(OFFICE) },
  },
];

const WEB_APP = "Web App VPC";

/** A load balancer stands in a subnet of each Availability Zone, with a network interface there. */
function loadBalancers(topology: Topology, resources: LabResources): MapParty[] {
  return [1, 2].flatMap((zone) => {
    const subnetId = partOf(resources, `subnet.webAppPublic${zone}`);
    const party = interfaceParty(
      topology,
      (each) =>
        each.subnetId === subnetId &&
        ((each.description ?? "").startsWith("ELB app/") ||
          each.groupIds.includes(partOf(resources, "group.loadBalancer"))),
    );
    return party
      ? [
          {
            id: `loadBalancer${zone}`,
            name: `Load bal. ${zone}`,
            short: `LB${zone}`,
            zone: WEB_APP,
            party,
          },
        ]
      : [];
  });
}

/** Key in LabResources, name, head of the column, and where it stands. */
const SERVERS: readonly [key: string, name: string, short: string, zone: string][] = [
  ["web1", "Web 1", "Web1", WEB_APP],
  ["web2", "Web 2", "Web2", WEB_APP],
  ["db1", "Database 1", "DB1", WEB_APP],
  ["db2", "Database 2", "DB2", WEB_APP],
  ["services1", "Services 1", "Svc1", "Services"],
  ["services2", "Services 2", "Svc2", "Services"],
  ["poc1", "PoC 1", "PoC1", "PoC VPC"],
  ["poc2", "PoC 2", "PoC2", "PoC VPC"],
];

function servers(topology: Topology, resources: LabResources): MapParty[] {
  return SERVERS.flatMap(([id, name, short, zone]) => {
    const instanceId = resources[`instance.${id}`];
    const party = interfaceParty(
      topology,
      (each) => instanceId !== undefined && each.instanceId === instanceId,
    );
    return party ? [{ id, name, short, zone, party }] : [];
  });
}

/** A load balancer under load has more of them in a subnet, all alike: the first stands for them. */
function interfaceParty(
  topology: Topology,
  is: (one: Interface) => boolean,
): { kind: "interface"; id: string } | undefined {
  const found = Object.values(topology.interfaces)
    .filter(is)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))[0];
  return found && { kind: "interface", id: found.id };
}
