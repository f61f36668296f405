import * as z from "zod";

export const mapInput = z.object({ lab: z.string() });
export type MapInput = z.infer<typeof mapInput>;

/** How much of all traffic: `some` is a part of it, or for some of the addresses only. */
const networkExtent = z.enum(["all", "some", "none"]);

/** How many addresses a server may open a connection to, by its groups' outbound rules. */
export const networkHosts = z.object({
  total: z.number().int(),
  /** The same within each of the lab's VPCs. */
  ranges: z.array(z.object({ name: z.string(), cidr: z.string(), hosts: z.number().int() })),
  /** The rules that say so, in words, with their ids. */
  rules: z.array(z.string()),
});
export type NetworkHosts = z.infer<typeof networkHosts>;

/** Who may speak, or be spoken to. */
export const networkParty = z.object({
  /** Stable, such as `services1`. */
  id: z.string(),
  name: z.string(),
  /** At most four characters, for the head of a column. */
  short: z.string(),
  /** Where it stands: a VPC by a short name, or outside of them. */
  zone: z.string(),
  /** Its address, or its block of them. Absent: the Internet. */
  address: z.string().optional(),
  /** Of a server. */
  hosts: networkHosts.optional(),
});
export type NetworkParty = z.infer<typeof networkParty>;

/** One thing on a path that lets traffic pass, or stops it. */
export const networkDecision = z.object({
  kind: z.enum(["security-group", "network-acl", "route"]),
  /** How much of the traffic passes here. */
  extent: networkExtent,
  /** Without a full stop; with the id of the rule, or of what has the rule. */
  words: z.string(),
});
export type NetworkDecision = z.infer<typeof networkDecision>;

/** What passes from one party to another, and why. Pairs for which all of it is the same share one. */
export const networkWay = z.object({
  extent: networkExtent,
  /** What passes, in at most four characters: `all`, `80`, `22+`, `ICMP`, `some`; empty where nothing does. */
  short: z.string(),
  /** The same in words, such as `TCP 22, 3389`. */
  passes: z.string(),
  /** Whether routes and network ACLs would let anything pass, whatever the security groups say. */
  carried: z.boolean(),
  /** What decides, by index in the map's `decisions`: the rules that let it pass, or all that stops it. */
  decidedBy: z.array(z.number().int()),
  /** Everything that the packets meet, in order, the answer's way back included; likewise by index. */
  path: z.array(z.number().int()),
});
export type NetworkWay = z.infer<typeof networkWay>;

/**
 * Who can talk to whom: some 20 kB of JSON, so that an execution's output has room for it (Step Functions' limit is
 * 256 KiB). Tables with indices, because paths have most of their decisions in common.
 */
export const networkMap = z.object({
  lab: z.string(),
  /** What the parties' `hosts` are counted for, such as `SSH/RDP`. */
  counted: z.string(),
  parties: z.array(networkParty),
  decisions: z.array(networkDecision),
  ways: z.array(networkWay),
  /**
   * From which party (row) to which (column), in the order of `parties`: the index of a way. Null where
   * neither end is of the lab, and on the diagonal.
   */
  cells: z.array(z.array(z.number().int().nullable())),
});
export type NetworkMap = z.infer<typeof networkMap>;
