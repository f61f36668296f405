import type { NetworkHosts, NetworkMap, NetworkParty, NetworkWay } from "../../workflows/contract.ts";
import { ALL_ADDRESSES, addresses, formatAddress, toCidrs } from "./addresses.ts";
import { toldDecision } from "./decision-words.ts";
import type { Party } from "./parties.ts";
import { intersect, type RangeSet, size, union } from "./ranges.ts";
import { matrix, type Reach } from "./reachability.ts";
import { ruleWords } from "./rule-words.ts";
import { destinations, sharesTraffic } from "./security-group.ts";
import type { Decision } from "./stages.ts";
import type { Interface, Topology } from "./topology.ts";
import { EVERYTHING, type Flow, isNone, TCP, type Traffic, trafficWords } from "./traffic.ts";

/** A party that a map speaks of, and who it is in the topology. */
export interface MapParty extends Pick<NetworkParty, "id" | "name" | "short" | "zone"> {
  party: Party;
}

/** What a map is about. */
export interface MapSubject {
  lab: string;
  parties: readonly MapParty[];
  /** What a server's hosts are counted for. */
  counted: { name: string; flow: Flow };
  /** The address spaces in which they are counted apart. */
  ranges: readonly { name: string; cidr: string }[];
}

/** Who can talk to whom, proven over all traffic between every two parties, and why. */
export function mapOf(topology: Topology, { lab, parties, counted, ranges }: MapSubject): NetworkMap {
  const known = Object.fromEntries(parties.map(({ id, party }) => [id, party]));
  const isOutside = (id: string): boolean => known[id]!.kind === "outside";
  const answers = matrix(topology, known, EVERYTHING);
  const decisions = table<NetworkMap["decisions"][number]>();
  const ways = table<NetworkWay>();
  const cells = parties.map(({ id: from }) =>
    parties.map(({ id: to }) => {
      const index = answers.findIndex((answer) => answer.from === from && answer.to === to);
      if (index < 0 || (isOutside(from) && isOutside(to))) return null;
      const told = (decision: Decision, passing: Traffic) =>
        decisions.index(toldDecision(topology, decision, passing));
      return ways.index(wayOf(answers[index]!.reach, told));
    }),
  );
  return {
    lab,
    counted: counted.name,
    parties: parties.map(({ party, ...named }) => ({
      ...named,
      ...addressOf(topology, party),
      ...(party.kind === "interface"
        ? { hosts: hostsOf(topology, topology.interfaces[party.id]!, counted.flow, ranges) }
        : {}),
    })),
    decisions: decisions.rows,
    ways: ways.rows,
    cells,
  };
}

/** Rows that are equal are one row. */
function table<Row>() {
  const rows: Row[] = [];
  const known = new Map<string, number>();
  const index = (row: Row): number => {
    const key = JSON.stringify(row);
    const at = known.get(key) ?? rows.push(row) - 1;
    known.set(key, at);
    return at;
  };
  return { rows, index };
}

function wayOf(reach: Reach, told: (decision: Decision, passing: Traffic) => number): NetworkWay {
  const { extent, path, carried } = reach;
  // A part of the Internet, such as a service's addresses, is not all of it.
  const partly = extent === "some" && isNone(reach.passes);
  const traffic = partly ? reach.possible : reach.passes;
  const indices = (list: readonly Decision[]): number[] => [
    ...new Set(list.map((decision) => told(decision, traffic))),
  ];
  return {
    extent,
    short: extent === "none" ? "" : shortWords(traffic),
    passes: extent === "none" ? "nothing" : `${trafficWords(traffic)}${partly ? ", for some addresses" : ""}`,
    carried,
    decidedBy: indices(decidersOf(reach)),
    path: indices(path),
  };
}

/** All that stops it; where something passes, the rules of the security groups that let it, else the last thing it met. */
function decidersOf({ extent, path, decidedBy }: Reach): Decision[] {
  const stops = path.filter((decision) => decision.extent === "none");
  // What is said of answers counts where a request arrives.
  const requests = stops.filter(({ phase }) => phase === "request");
  const groups = path.filter(({ kind }) => kind === "security-group");
  const deciders = extent === "none" ? (requests.length > 0 ? requests : stops) : groups;
  if (deciders.length > 0) return deciders;
  return decidedBy ? [decidedBy] : [];
}

/** What passes, in at most four characters: `all`, a protocol, the one port, the first of several, or that it is more. */
function shortWords(traffic: Traffic): string {
  const words = trafficWords(traffic);
  if (words === "all traffic") return "all";
  if (/^[A-Z]{3,4}$/.test(words)) return words;
  const [first, ...others] = traffic.flatMap(({ ports }) => ports);
  const onlyTcp = traffic.every(
    ({ protocols }) => protocols.length === 1 && protocols[0]![0] === TCP && protocols[0]![1] === TCP,
  );
  if (!first || !onlyTcp || first[0] !== first[1]) return "some";
  const port = `${first[0]}${others.length > 0 ? "+" : ""}`;
  return port.length <= 4 ? port : "some";
}

/** The Internet is no block that anybody would want to read. */
function addressOf(topology: Topology, party: Party): Pick<NetworkParty, "address"> {
  if (party.kind === "interface")
    return { address: formatAddress(topology.interfaces[party.id]!.addresses[0]![0]) };
  const blocks = party.kind === "outside" ? toCidrs(party.addresses) : [topology.subnets[party.id]!.cidr];
  return blocks.length === 1 ? { address: blocks[0]! } : {};
}

/** How many addresses a server may open such connections to: groups add up. */
function hostsOf(
  topology: Topology,
  server: Interface,
  flow: Flow,
  ranges: MapSubject["ranges"],
): NetworkHosts {
  const permitted: RangeSet = union(
    ...server.groupIds.map((id) => destinations(topology, id, flow, ALL_ADDRESSES)),
  );
  const rules = server.groupIds
    .flatMap((id) => topology.groups[id]?.rules ?? [])
    .filter((rule) => rule.direction === "egress" && sharesTraffic(rule.flow, flow));
  return {
    total: size(permitted),
    ranges: ranges.map(({ name, cidr }) => ({
      name,
      cidr,
      hosts: size(intersect(permitted, addresses(cidr))),
    })),
    rules: rules.map((rule) => ruleWords(topology, rule)),
  };
}
