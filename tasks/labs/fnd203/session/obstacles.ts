import { reach } from "../../../network/reachability.ts";
import { tcp } from "../../../network/traffic.ts";
import type { WayToSystemsManager } from "./observe.ts";

/** Something that keeps a server from Systems Manager, for sure. */
export interface Obstacle {
  actual: string;
  remedy: string;
  resources: string[];
}

/** What an agent of today speaks to ("Reference: ec2messages, ssmmessages, and other API operations"). */
const SERVICES = ["ssm", "ssmmessages"];

/** The first thing that provably stands between a server and Systems Manager, in the order of the agent's own steps. */
export function obstacleOf(way: WayToSystemsManager, server: string): Obstacle | undefined {
  const instance = way.instances.find(({ id }) => id === server);
  if (instance?.state !== "running")
    return {
      actual: `${server} is ${instance?.state ?? "not there any more"}.`,
      remedy:
        instance?.state === "stopped" || instance?.state === "stopping"
          ? "Start the instance: an agent only runs where a server does."
          : "The lab needs its Services servers: clean up and build it again.",
      resources: [server],
    };
  if (instance.profile === undefined)
    return {
      actual: `${server} has no instance profile, so that its agent has no credentials to report with.`,
      remedy: "Attach the instance profile SharedServerConnectivityProfile to the instance.",
      resources: [server],
    };
  for (const service of SERVICES) {
    const obstacle = onTheWayTo(service, way, server);
    if (obstacle) return obstacle;
  }
  return undefined;
}

function onTheWayTo(service: string, way: WayToSystemsManager, server: string): Obstacle | undefined {
  const endpoints = way.endpoints.filter((endpoint) => endpoint.service === service);
  const usable = endpoints.filter(({ state, privateDns }) => state === "available" && privateDns);
  // One on its way may be all that is missing; that is for time to show.
  if (usable.length === 0 && endpoints.some(({ state }) => state === "pending")) return undefined;
  if (usable.length === 0)
    return {
      actual:
        endpoints.length === 0
          ? `The Services VPC has no interface endpoint for ${service}, and no way to the Internet.`
          : `The endpoint for ${service} is ${endpoints.map(({ state, privateDns }) => (privateDns ? state : `${state}, without private DNS names`)).join("; ")}.`,
      remedy: `Give the Services VPC an interface endpoint for ${service}, with private DNS names and the Endpoint Security Group.`,
      resources: [server],
    };
  const { topology } = way.network;
  const own = Object.values(topology.interfaces).filter(({ instanceId }) => instanceId === server);
  const ends = usable
    .flatMap(({ interfaceIds }) => interfaceIds)
    .filter((id) => topology.interfaces[id] !== undefined);
  const ways = own.flatMap(({ id }) =>
    ends.map((end) => reach(topology, { kind: "interface", id }, { kind: "interface", id: end }, tcp(443))),
  );
  const closed = ways.find(({ open }) => !open);
  if (!closed || ways.some(({ open }) => open)) return undefined;
  return {
    actual: `HTTPS from ${server} does not get to the endpoint for ${service}: ${closed.decidedBy?.words ?? "nothing connects them"}.`,
    remedy:
      "Allow TCP 443 from the Services servers to the Endpoint Security Group, in the outbound rules of their group and in the network ACLs of their subnets, replies included.",
    resources: [server, ...ends],
  };
}
