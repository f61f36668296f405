import type { SecurityGroupRuleRecord } from "./store.ts";

/** What a rule says, without its id: one protocol, one range of ports, one source or destination. */
export type RuleSpec = Pick<
  SecurityGroupRuleRecord,
  | "IpProtocol"
  | "FromPort"
  | "ToPort"
  | "CidrIpv4"
  | "CidrIpv6"
  | "PrefixListId"
  | "Description"
  | "referencedGroup"
>;

/** What makes two rules of one group and direction the same: all but their descriptions. */
export function identity(rule: RuleSpec): string {
  return [rule.IpProtocol, rule.FromPort, rule.ToPort, peerOf(rule)].join("|");
}

/** A rule's other end, as AWS's messages name it. */
function peerOf(rule: RuleSpec): string {
  return rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId ?? rule.referencedGroup?.groupId ?? "";
}

/** `peer: 0.0.0.0/0, TCP, from port: 80, to port: 80, ALLOW`, as InvalidPermission.Duplicate quotes a rule. */
export function describeRule(rule: RuleSpec): string {
  const { IpProtocol, FromPort, ToPort } = rule;
  const all = (number: number) => (number === -1 ? "ALL" : String(number));
  const traffic =
    IpProtocol === "-1"
      ? "ALL"
      : IpProtocol === "tcp" || IpProtocol === "udp"
        ? `${IpProtocol.toUpperCase()}, from port: ${FromPort}, to port: ${ToPort}`
        : IpProtocol === "icmp" || IpProtocol === "icmpv6"
          ? `${IpProtocol.toUpperCase()}, type: ${all(FromPort)}, code: ${all(ToPort)}`
          : `protocol: ${IpProtocol}`;
  return `peer: ${peerOf(rule)}, ${traffic}, ALLOW`;
}

type SourceKind = "IPv4 CIDR" | "IPv6 CIDR" | "prefix list" | "referenced group id";

/** A kind as a message names one of it. */
export const ARTICLES: Record<SourceKind, string> = {
  "IPv4 CIDR": "an IPv4 CIDR",
  "IPv6 CIDR": "an IPv6 CIDR",
  "prefix list": "a prefix list",
  "referenced group id": "a referenced group id",
};

/** What kind of source or destination a rule has, which it keeps. */
export function sourceKind(rule: RuleSpec): SourceKind {
  if (rule.CidrIpv4 !== undefined) return "IPv4 CIDR";
  if (rule.CidrIpv6 !== undefined) return "IPv6 CIDR";
  return rule.PrefixListId !== undefined ? "prefix list" : "referenced group id";
}
