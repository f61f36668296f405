import type { IpPermission, SecurityGroupRuleRequest, UserIdGroupPair } from "@aws-sdk/client-ec2";
import { AwsError } from "../../errors.ts";
import { formatCidr, isIpv6Cidr, parseCidr } from "./cidr.ts";
import { invalidCombination, invalidValue, required } from "./errors.ts";
import { peeringBetween } from "./peering.ts";
import { findPrefixList } from "./prefix-list-data.ts";
import { securityGroupByName } from "./security-group-lookup.ts";
import { identity, type RuleSpec } from "./security-group-rule-spec.ts";
import type { Ec2Store, SecurityGroupRecord } from "./store.ts";

/** The flat parameters of AuthorizeSecurityGroupIngress and RevokeSecurityGroupIngress. */
export interface FlatPermission {
  IpProtocol?: string;
  FromPort?: number;
  ToPort?: number;
  CidrIp?: string;
  SourceSecurityGroupName?: string;
  SourceSecurityGroupOwnerId?: string;
}

const PROTOCOLS: Record<string, string> = { all: "-1", "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6" };

/**
 * The rules that a request's permissions stand for: each of their sources is a rule of its own.
 * @throws AwsError in EC2's words where a protocol, port, block, list or group is not one.
 */
export function readPermissions(
  store: Ec2Store,
  group: SecurityGroupRecord,
  permissions: IpPermission[],
  references: ReferenceReader = readReference,
): RuleSpec[] {
  const specs = permissions.flatMap((permission) => {
    const ports = readPorts(permission);
    const sources = readSources(store, group, permission, references);
    if (sources.length === 0) {
      throw new AwsError(
        "MissingParameter",
        "Either cidrIp, cidrIpv6, prefixListId or sourceSecurityGroupId must be specified",
      );
    }
    return sources.map((source): RuleSpec => ({ ...ports, ...source }));
  });
  if (new Set(specs.map(identity)).size < specs.length) {
    throw invalidValue("The same permission must not appear multiple times");
  }
  return specs;
}

/** The one permission of the flat parameters; undefined where none of them is given. */
export function flatPermission(input: FlatPermission): IpPermission | undefined {
  const { IpProtocol, FromPort, ToPort, CidrIp, SourceSecurityGroupName } = input;
  if (IpProtocol === undefined && CidrIp === undefined && SourceSecurityGroupName === undefined) return;
  return {
    // A source group alone stands for all traffic, as it did in EC2-Classic.
    IpProtocol: IpProtocol ?? (SourceSecurityGroupName === undefined ? undefined : "-1"),
    FromPort,
    ToPort,
    ...(CidrIp !== undefined && { IpRanges: [{ CidrIp }] }),
    ...(SourceSecurityGroupName !== undefined && {
      UserIdGroupPairs: [{ GroupName: SourceSecurityGroupName, UserId: input.SourceSecurityGroupOwnerId }],
    }),
  };
}

/** A single rule as ModifySecurityGroupRules is given it. */
export function readRuleRequest(
  store: Ec2Store,
  group: SecurityGroupRecord,
  request: SecurityGroupRuleRequest,
): RuleSpec {
  const { CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId, Description } = request;
  if ([CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupId].filter((each) => each !== undefined).length > 1) {
    throw invalidCombination(
      "Only one of cidrIpv4, cidrIpv6, prefixListId and referencedGroupId can be specified",
    );
  }
  const { IpProtocol, FromPort, ToPort } = request;
  return readPermissions(store, group, [
    {
      IpProtocol,
      FromPort,
      ToPort,
      ...(CidrIpv4 !== undefined && { IpRanges: [{ CidrIp: CidrIpv4, Description }] }),
      ...(CidrIpv6 !== undefined && { Ipv6Ranges: [{ CidrIpv6, Description }] }),
      ...(PrefixListId !== undefined && { PrefixListIds: [{ PrefixListId, Description }] }),
      ...(ReferencedGroupId !== undefined && {
        UserIdGroupPairs: [{ GroupId: ReferencedGroupId, Description }],
      }),
    },
  ])[0]!;
}

function readPorts(permission: IpPermission): Pick<RuleSpec, "IpProtocol" | "FromPort" | "ToPort"> {
  const text = required(permission.IpProtocol, "IpProtocol").toLowerCase();
  const IpProtocol = PROTOCOLS[text] ?? text;
  const { FromPort, ToPort } = permission;
  switch (IpProtocol) {
    case "-1":
      return { IpProtocol, FromPort: -1, ToPort: -1 };
    case "tcp":
    case "udp":
      if (FromPort === undefined || ToPort === undefined) {
        throw invalidValue(
          "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.",
        );
      }
      for (const port of [FromPort, ToPort]) {
        if (port < 0 || port > 65535) throw invalidValue(`TCP/UDP port (${port}) out of range`);
      }
      if (FromPort > ToPort) throw invalidValue(`Invalid TCP/UDP port range (${FromPort}:${ToPort})`);
      return { IpProtocol, FromPort, ToPort };
    case "icmp":
    case "icmpv6":
      if (Math.min(FromPort ?? -1, ToPort ?? -1) < -1 || Math.max(FromPort ?? -1, ToPort ?? -1) > 255) {
        throw invalidValue(`ICMP code (${ToPort}) out of range`);
      }
      return { IpProtocol, FromPort: FromPort ?? -1, ToPort: ToPort ?? -1 };
    default:
      if (!/^\d{1,3}$/.test(IpProtocol) || Number(IpProtocol) > 255) {
        throw invalidValue(`Invalid value '${permission.IpProtocol}' for IP protocol. Unknown protocol.`);
      }
      return { IpProtocol, FromPort: -1, ToPort: -1 };
  }
}

type ReferenceReader = typeof readReference;

type Source = Omit<RuleSpec, "IpProtocol" | "FromPort" | "ToPort">;

function readSources(
  store: Ec2Store,
  group: SecurityGroupRecord,
  permission: IpPermission,
  references: ReferenceReader,
): Source[] {
  return [
    ...(permission.IpRanges ?? []).map(({ CidrIp, Description }) => ({
      CidrIpv4: ipv4(required(CidrIp, "CidrIp")),
      ...described(Description),
    })),
    ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6, Description }) => {
      if (!isIpv6Cidr(CidrIpv6 ?? "")) throw invalidValue(`CIDR block ${CidrIpv6} is malformed`);
      return { CidrIpv6: CidrIpv6!.toLowerCase(), ...described(Description) };
    }),
    ...(permission.PrefixListIds ?? []).map(({ PrefixListId, Description }) => ({
      PrefixListId: findPrefixList(store.place.region, required(PrefixListId, "PrefixListId")).id,
      ...described(Description),
    })),
    ...(permission.UserIdGroupPairs ?? []).map((pair) => ({
      referencedGroup: references(store, group, pair),
      ...described(pair.Description),
    })),
  ];
}

function described(Description: string | undefined): { Description?: string } {
  if (!Description) return {};
  if (Description.length > 255 || !/^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]*$/.test(Description)) {
    throw invalidValue(
      "Invalid rule description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*",
    );
  }
  return { Description };
}

function ipv4(text: string): string {
  const block = parseCidr(text.includes("/") ? text : `${text}/32`);
  if (!block) throw invalidValue(`CIDR block ${text} is malformed`);
  return formatCidr(block);
}

/** A group may be named in the same VPC, or in one that an active peering connection leads to. */
function readReference(
  store: Ec2Store,
  group: SecurityGroupRecord,
  pair: UserIdGroupPair,
): NonNullable<RuleSpec["referencedGroup"]> {
  if (pair.UserId !== undefined && pair.UserId !== group.OwnerId) {
    throw new AwsError(
      "NotImplemented",
      "The local account does not know references to other accounts' groups.",
      501,
    );
  }
  const other = pair.GroupId
    ? store.securityGroups[pair.GroupId]
    : securityGroupByName(store, group.VpcId, required(pair.GroupName, "GroupName"));
  if (!other) {
    if (pair.GroupId && !/^sg-[0-9a-f]+$/.test(pair.GroupId)) {
      throw new AwsError("InvalidGroupId.Malformed", `Invalid id: "${pair.GroupId}" (expecting "sg-...")`);
    }
    throw new AwsError(
      "InvalidGroup.NotFound",
      `The security group '${pair.GroupId ?? pair.GroupName}' does not exist`,
    );
  }
  const reference = { groupId: other.GroupId, userId: other.OwnerId, vpcId: other.VpcId };
  if (other.VpcId === group.VpcId) return reference;
  const peering = peeringBetween(store, group.VpcId, other.VpcId);
  if (peering?.Status.Code !== "active") {
    throw new AwsError(
      "InvalidGroup.NotFound",
      "You have specified two resources that belong to different networks.",
    );
  }
  return { ...reference, peeringId: peering.VpcPeeringConnectionId };
}

/** A group as an existing rule may name it: a stale reference's group, or the way to it, can be gone. */
export const existingReference: ReferenceReader = (store, group, pair) =>
  pair.GroupId !== undefined && !isReachable(store, group, pair.GroupId)
    ? { groupId: pair.GroupId, userId: pair.UserId ?? group.OwnerId, vpcId: pair.VpcId ?? "" }
    : readReference(store, group, pair);

function isReachable(store: Ec2Store, group: SecurityGroupRecord, otherId: string): boolean {
  const other = store.securityGroups[otherId];
  if (!other) return false;
  if (other.VpcId === group.VpcId) return true;
  return peeringBetween(store, group.VpcId, other.VpcId)?.Status.Code === "active";
}
