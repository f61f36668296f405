import type { NetworkHosts } from "../../workflows/contract.ts";
import type { Told } from "./compare.ts";

/** Signs of a closed cell. Which of the two it is, is what a network ACL changes where groups close it already. */
const CLOSED = { byGroups: "·", byNetwork: "×" } as const;

/** What a cell of the matrix says, in at most four characters. */
export function signOf(told: Told | undefined): string {
  if (!told) return "gone";
  if (told.extent !== "none") return told.short;
  return told.carried ? CLOSED.byGroups : CLOSED.byNetwork;
}

export const isClosed = (sign: string): boolean => sign === CLOSED.byGroups || sign === CLOSED.byNetwork;

/** The signs, for whoever sees them the first time. */
export const LEGEND: readonly [sign: string, meaning: string][] = [
  ["80", "passes"],
  [CLOSED.byGroups, "closed by groups"],
  [CLOSED.byNetwork, "by the network"],
  ["*", "changed since the build"],
];

/** What passes between two, in a few words. */
export function passesWords(told: Told | undefined): string {
  if (!told) return "not there";
  if (told.extent !== "none") return told.passes;
  return told.carried
    ? "closed, by security groups alone"
    : "closed by the network, whatever security groups say";
}

/** The whole of IPv4 is no number that says anything. */
const EVERY_ADDRESS = 2 ** 32;

/** A number of hosts, for a cell. */
export const hostsSign = (hosts: Pick<NetworkHosts, "total"> | undefined): string =>
  hosts === undefined ? "" : hosts.total >= EVERY_ADDRESS ? "any" : hosts.total.toLocaleString("en");

/** The same in words. */
export function hostsWords(hosts: Pick<NetworkHosts, "total"> | undefined): string {
  if (hosts === undefined) return "not there";
  if (hosts.total >= EVERY_ADDRESS) return "any host";
  return `${hosts.total.toLocaleString("en")} ${hosts.total === 1 ? "host" : "hosts"}`;
}

/** `80 → closed`, or the one where they are the same. */
export const change = (before: string, now: string): string => (before === now ? now : `${before} → ${now}`);
