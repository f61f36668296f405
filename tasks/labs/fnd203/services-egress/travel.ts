import { reach } from "../../../network/reachability.ts";
import type { Topology } from "../../../network/topology.ts";
import { tcp } from "../../../network/traffic.ts";
import { advice, met, type Verdict } from "../../finding.ts";
import type { NetworkFacts } from "../facts.ts";
import { ADMINISTRATION } from "./administration.ts";

/** Whether the network between carries what the group allows: routes and the other end are not this step's, so it never fails. */
export function canTravel({ topology, resources }: NetworkFacts): Verdict {
  const from = interfaceOf(topology, resources["instance.services1"]);
  const target = interfaceOf(topology, resources["instance.poc1"]);
  if (!from || !target) return met("There are no two servers to try it with.");
  const ports = ADMINISTRATION.map((port) =>
    reach(topology, { kind: "interface", id: from }, { kind: "interface", id: target }, tcp(port)),
  );
  const closed = ports.find((answer) => !answer.open);
  if (!closed || ports.some((answer) => answer.open)) return met("It does.", [from, target]);
  // What this step is about has findings of its own.
  if (closed.decidedBy?.kind === "security-group" && closed.decidedBy.id === from)
    return met("Nothing but the group's own rules stands in between.", [from, target]);
  return advice(
    `It does not: ${closed.decidedBy?.words ?? "nothing connects them"}.`,
    "The group allows it, but the network between does not carry it. In the template of 2019 the Services VPC has no route to 10.250.0.0/16.",
    [from, target],
  );
}

const interfaceOf = (topology: Topology, instanceId: string | undefined): string | undefined =>
  Object.values(topology.interfaces).find(
    (each) => instanceId !== undefined && each.instanceId === instanceId,
  )?.id;
