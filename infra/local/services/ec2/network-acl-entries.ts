import type { CreateNetworkAclEntryCommandInput, NetworkAclEntry } from "@aws-sdk/client-ec2";
import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { formatCidr, isIpv6Cidr, parseCidr } from "./cidr.ts";
import { invalidCombination, invalidValue, required, supports } from "./errors.ts";
import { find } from "./kinds.ts";
import { ec2, type NetworkAclRecord } from "./store.ts";

/** 32767 is the `*` entry, which cannot be changed. */
const MAX_RULE_NUMBER = 32766;
/** "Amazon VPC quotas": twenty rules a direction, the default ones not counted. */
const MAX_ENTRIES = 20;

const PROTOCOLS: Record<string, string> = { all: "-1", icmp: "1", tcp: "6", udp: "17", icmpv6: "58" };

const FIELDS = [
  "NetworkAclId",
  "RuleNumber",
  "Protocol",
  "RuleAction",
  "Egress",
  "CidrBlock",
  "Ipv6CidrBlock",
  "IcmpTypeCode",
  "PortRange",
] as const;

export const networkAclEntryOperations: Operations<"ec2"> = {
  CreateNetworkAclEntry(input, call) {
    supports(input, ...FIELDS);
    const acl = find(ec2(call), "networkAcls", input.NetworkAclId, "NetworkAclId");
    const entry = readEntry(input);
    if (findEntry(acl, entry)) {
      throw new AwsError(
        "NetworkAclEntryAlreadyExists",
        `The network acl entry identified by ${entry.RuleNumber} already exists.`,
      );
    }
    const own = acl.entries.filter(
      (each) => each.Egress === entry.Egress && (each.RuleNumber ?? 0) <= MAX_RULE_NUMBER,
    );
    if (own.length >= MAX_ENTRIES) {
      throw new AwsError(
        "NetworkAclEntryLimitExceeded",
        "The maximum number of network ACL entries has been reached.",
      );
    }
    acl.entries.push(entry);
    return {};
  },

  ReplaceNetworkAclEntry(input, call) {
    supports(input, ...FIELDS);
    const acl = find(ec2(call), "networkAcls", input.NetworkAclId, "NetworkAclId");
    const entry = readEntry(input);
    const old = findEntry(acl, entry);
    if (!old) throw noEntry(entry);
    acl.entries[acl.entries.indexOf(old)] = entry;
    return {};
  },

  DeleteNetworkAclEntry(input, call) {
    supports(input, "NetworkAclId", "RuleNumber", "Egress");
    const acl = find(ec2(call), "networkAcls", input.NetworkAclId, "NetworkAclId");
    const wanted = { RuleNumber: ruleNumber(input.RuleNumber), Egress: required(input.Egress, "Egress") };
    const old = findEntry(acl, wanted);
    if (!old) throw noEntry(wanted);
    acl.entries = acl.entries.filter((each) => each !== old);
    return {};
  },
};

function findEntry(acl: NetworkAclRecord, wanted: Pick<NetworkAclEntry, "RuleNumber" | "Egress">) {
  return acl.entries.find(
    (entry) => entry.RuleNumber === wanted.RuleNumber && entry.Egress === wanted.Egress,
  );
}

function noEntry(entry: Pick<NetworkAclEntry, "RuleNumber" | "Egress">): AwsError {
  return new AwsError(
    "InvalidNetworkAclEntry.NotFound",
    `The network acl entry identified by ${entry.RuleNumber} does not exist.`,
  );
}

function ruleNumber(number: number | undefined): number {
  const value = required(number, "RuleNumber");
  if (Number.isInteger(value) && value >= 1 && value <= MAX_RULE_NUMBER) return value;
  throw invalidValue(
    `Value (${value}) for parameter ruleNumber is invalid. The rule number must be between 1 and ${MAX_RULE_NUMBER}.`,
  );
}

/** One entry as it is kept: the protocol as a number, the block canonical, ports only with TCP and UDP. */
function readEntry(input: CreateNetworkAclEntryCommandInput): NetworkAclEntry {
  const RuleNumber = ruleNumber(input.RuleNumber);
  const Egress = required(input.Egress, "Egress");
  const RuleAction = required(input.RuleAction, "RuleAction");
  if (RuleAction !== "allow" && RuleAction !== "deny") {
    throw invalidValue(`Value (${RuleAction}) for parameter ruleAction is invalid. Unknown rule action.`);
  }
  const Protocol = protocolNumber(required(input.Protocol, "Protocol"));
  const entry: NetworkAclEntry = { ...readBlock(input), Egress, Protocol, RuleAction, RuleNumber };
  if (Protocol === "6" || Protocol === "17") entry.PortRange = readPorts(input.PortRange);
  if (Protocol === "1" || Protocol === "58") {
    const { Type, Code } = input.IcmpTypeCode ?? {};
    if (Type === undefined || Code === undefined) {
      throw invalidValue("Invalid value 'Must specify ICMP type and code with ICMP.' for icmpTypeCode.");
    }
    entry.IcmpTypeCode = { Type, Code };
  }
  return entry;
}

function protocolNumber(protocol: string): string {
  const number = PROTOCOLS[protocol.toLowerCase()] ?? protocol;
  if (number === "-1" || (/^\d{1,3}$/.test(number) && Number(number) <= 255)) return number;
  throw invalidValue(`Invalid value '${protocol}' for protocol. Unknown protocol.`);
}

function readPorts(range: { From?: number; To?: number } | undefined) {
  const { From, To } = range ?? {};
  if (From === undefined || To === undefined) {
    throw invalidValue("Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.");
  }
  if (From < 0 || To > 65535 || From > To) {
    throw invalidValue(`Invalid value '${From}-${To}' for portRange. Invalid TCP/UDP port range.`);
  }
  return { From, To };
}

function readBlock(input: CreateNetworkAclEntryCommandInput) {
  const { CidrBlock, Ipv6CidrBlock } = input;
  if (CidrBlock !== undefined && Ipv6CidrBlock !== undefined) {
    throw invalidCombination("The parameters cidrBlock and ipv6CidrBlock cannot be used together");
  }
  if (Ipv6CidrBlock !== undefined) {
    if (isIpv6Cidr(Ipv6CidrBlock)) return { Ipv6CidrBlock };
    throw invalidValue(
      `Value (${Ipv6CidrBlock}) for parameter ipv6CidrBlock is invalid. This is not a valid IPv6 CIDR block.`,
    );
  }
  const block = parseCidr(required(CidrBlock, "CidrBlock"));
  if (!block) {
    throw invalidValue(
      `Value (${CidrBlock}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
    );
  }
  return { CidrBlock: formatCidr(block) };
}
