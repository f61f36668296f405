import {
  type ConfigServiceClient,
  type ConfigurationItem,
  DescribeConfigurationRecorderStatusCommand,
  DescribeConfigurationRecordersCommand,
  GetResourceConfigHistoryCommand,
} from "@aws-sdk/client-config-service";
import { DescribeNetworkAclsCommand, type NetworkAcl } from "@aws-sdk/client-ec2";
import type { Clients } from "../../../runtime/clients.ts";
import { isAwsError } from "../../../runtime/errors.ts";
import type { LabSituation } from "../../lab.ts";
import { isDaily } from "../config/facts.ts";
import { recorderFacts } from "../config/observe.ts";
import { type AclTimeline, changesShown, type TimelineFacts, type TimelineItem } from "./facts.ts";

const ACL = "AWS::EC2::NetworkAcl";

/** Numbers from here on are those of the rules that every ACL ends with, and nobody can change. */
const LAST_RULE = 32767;

/**
 * Reads the timelines of the lab's network ACLs. One that shows a change suffices; where none does, the VPCs' own ACLs,
 * which subnets have left, and the recorder are asked as well.
 * @throws what AWS throws, AccessDenied among it
 */
export async function observe({ config, ec2 }: Clients, lab: LabSituation): Promise<TimelineFacts> {
  const vpcs = ["vpc.webApp", "vpc.services", "vpc.poc"].flatMap((key) => lab.resources[key] ?? []);
  const { NetworkAcls = [] } = await ec2.send(
    new DescribeNetworkAclsCommand({ Filters: [{ Name: "vpc-id", Values: vpcs }] }),
  );
  const read = (wanted: boolean) =>
    Promise.all(
      NetworkAcls.filter(({ IsDefault = false }) => IsDefault === wanted).map((acl) =>
        readTimeline(config, acl),
      ),
    );
  const made = await read(false);
  if (made.some((acl) => changesShown(acl).size > 0)) return { acls: made };
  const [others, recorder] = await Promise.all([made.length > 0 ? read(true) : [], readRecorder(config)]);
  return { acls: [...made, ...others], ...(recorder && { recorder }) };
}

async function readRecorder(config: ConfigServiceClient): Promise<TimelineFacts["recorder"]> {
  const [{ ConfigurationRecorders: [recorder] = [] }, { ConfigurationRecordersStatus: [status] = [] }] =
    await Promise.all([
      config.send(new DescribeConfigurationRecordersCommand()),
      config.send(new DescribeConfigurationRecorderStatusCommand()),
    ]);
  if (!recorder) return undefined;
  const facts = recorderFacts(recorder, status, false);
  return { name: facts.name, recording: facts.recording, daily: isDaily(facts, ACL) };
}

async function readTimeline(config: ConfigServiceClient, acl: NetworkAcl): Promise<AclTimeline> {
  const id = acl.NetworkAclId!;
  const tags = Object.fromEntries((acl.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
  return {
    id,
    ...(tags.Name ? { name: tags.Name } : {}),
    isDefault: acl.IsDefault ?? false,
    subnets: (acl.Associations ?? []).map(({ SubnetId = "" }) => SubnetId).sort(),
    rules: rulesOf(
      (acl.Entries ?? []).map((entry) => ({
        egress: entry.Egress,
        ruleNumber: entry.RuleNumber,
        ruleAction: entry.RuleAction,
        protocol: entry.Protocol,
        cidrBlock: entry.CidrBlock ?? entry.Ipv6CidrBlock,
        ports: [entry.PortRange?.From, entry.PortRange?.To],
      })),
    ),
    tags,
    items: await readItems(config, id),
  };
}

/** The items of one ACL, the newest hundred. Seven days a page, and a lab's ACLs are younger. */
async function readItems(config: ConfigServiceClient, resourceId: string): Promise<TimelineItem[]> {
  try {
    const { configurationItems = [] } = await config.send(
      new GetResourceConfigHistoryCommand({ resourceType: ACL, resourceId, limit: 100 }),
    );
    return configurationItems.flatMap((item) => timelineItem(item) ?? []).reverse();
  } catch (error) {
    if (isAwsError(error, "ResourceNotDiscoveredException", "NoAvailableConfigurationRecorderException"))
      return [];
    throw error;
  }
}

/** The members of an ACL's configuration that are compared (observed; lower camel case). */
interface AclConfiguration {
  associations?: { subnetId?: string }[];
  entries?: {
    egress?: boolean;
    ruleNumber?: number;
    ruleAction?: string;
    protocol?: string;
    cidrBlock?: string | null;
    ipv6CidrBlock?: string | null;
    portRange?: { from?: number; to?: number } | null;
  }[];
}

/** Deleted ones, and those that were not recorded, say nothing of what the ACL was like. */
function timelineItem(item: ConfigurationItem): TimelineItem | undefined {
  if (!item.configuration) return undefined;
  const { associations = [], entries = [] } = JSON.parse(item.configuration) as AclConfiguration;
  return {
    at: item.configurationItemCaptureTime?.toISOString() ?? "",
    subnets: associations.map(({ subnetId = "" }) => subnetId).sort(),
    rules: rulesOf(
      entries.map((entry) => ({
        ...entry,
        cidrBlock: entry.cidrBlock ?? entry.ipv6CidrBlock ?? undefined,
        ports: [entry.portRange?.from, entry.portRange?.to],
      })),
    ),
    tags: item.tags ?? {},
  };
}

interface Rule {
  egress?: boolean;
  ruleNumber?: number;
  ruleAction?: string;
  protocol?: string;
  cidrBlock?: string;
  ports: (number | undefined)[];
}

function rulesOf(rules: readonly Rule[]): string[] {
  return rules
    .filter(({ ruleNumber = 0 }) => ruleNumber < LAST_RULE)
    .map(
      ({ egress, ruleNumber, ruleAction, protocol, cidrBlock, ports }) =>
        `${egress ? "egress" : "ingress"} ${ruleNumber} ${ruleAction} ${protocol} ${cidrBlock} ${ports.join("-")}`,
    )
    .sort();
}
