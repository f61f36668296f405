import {
  type CloudTrailClient,
  type Event as HistoryEvent,
  LookupEventsCommand,
} from "@aws-sdk/client-cloudtrail";
import type { Clients } from "../../../runtime/clients.ts";
import { isAwsError } from "../../../runtime/errors.ts";
import type { LabSituation } from "../../lab.ts";
import { partOf } from "../facts.ts";
import { observeSharedNetwork } from "../observe-network.ts";
import type { AclEvent, HistoryFacts } from "./facts.ts";

/**
 * The events that tell of an ACL, the likeliest first. CloudTrail answers two calls a second, each with one attribute:
 * one call is enough where every ACL got its entries one by one, as the console, the CLI and Handrail give them.
 */
const TELLING = ["CreateNetworkAclEntry", "CreateNetworkAcl", "ReplaceNetworkAclAssociation"];

/** Events of one name; the newest. */
const PAGE = 50;

/**
 * Reads which network ACLs the lab has besides its VPCs' defaults, and looks for their changes in Event history.
 * @throws EC2's and CloudTrail's own errors, AccessDenied among them; never ThrottlingException
 */
export async function observe(clients: Clients, lab: LabSituation): Promise<HistoryFacts> {
  const { topology } = await observeSharedNetwork(clients, lab);
  const acls = Object.values(topology.acls)
    .filter(({ isDefault }) => !isDefault)
    .map(({ id, name }) => ({ id, ...(name === undefined ? {} : { name }) }));
  const events: AclEvent[] = [];
  try {
    // Without an ACL there may have been one: that it was made says in which VPC.
    for (const name of acls.length > 0 ? TELLING : ["CreateNetworkAcl"]) {
      const found = await lookUp(clients.cloudTrail, name, lab.startedAt);
      events.push(...found.flatMap((event) => aclEventOf(event, lab, acls) ?? []));
      if (acls.length > 0 && acls.every(({ id }) => events.some(({ aclId }) => aclId === id))) break;
    }
    const lookedBy = events.length > 0 ? await whoLooked(clients.cloudTrail, lab.startedAt) : [];
    return { acls, events, throttled: false, lookedBy };
  } catch (error) {
    // The participant's own console shares the two calls a second.
    if (!isAwsError(error, "ThrottlingException")) throw error;
    return { acls, events, throttled: true, lookedBy: [] };
  }
}

async function lookUp(cloudTrail: CloudTrailClient, name: string, StartTime: Date): Promise<HistoryEvent[]> {
  const { Events = [] } = await cloudTrail.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: name }],
      StartTime,
      MaxResults: PAGE,
    }),
  );
  return Events;
}

/** The parts of a record that say of which ACL it is. (CloudTrail User Guide, "CloudTrail record contents".) */
interface AclRecord {
  errorCode?: string;
  requestParameters?: { networkAclId?: string; vpcId?: string };
  responseElements?: { networkAcl?: { networkAclId?: string } };
}

/** An event, if it is a change that was made to an ACL of the lab's. */
function aclEventOf(
  { EventName, EventTime, Username, CloudTrailEvent = "{}" }: HistoryEvent,
  { resources }: LabSituation,
  acls: readonly { id: string }[],
): AclEvent | undefined {
  const record = JSON.parse(CloudTrailEvent) as AclRecord;
  const { networkAclId, vpcId } = record.requestParameters ?? {};
  const aclId = networkAclId ?? record.responseElements?.networkAcl?.networkAclId;
  if (record.errorCode || aclId === undefined) return undefined;
  const vpcs = ["vpc.webApp", "vpc.services", "vpc.poc"].map((key) => partOf(resources, key));
  const isLabs = acls.some(({ id }) => id === aclId) || (vpcId !== undefined && vpcs.includes(vpcId));
  if (!isLabs) return undefined;
  return { name: EventName!, aclId, time: EventTime!, ...(Username ? { user: Username } : {}) };
}

/** Handrail's own functions look as well. Their sessions have their names. */
const OWN_SESSION = /^handrail-/;

async function whoLooked(cloudTrail: CloudTrailClient, since: Date): Promise<string[]> {
  const names = (await lookUp(cloudTrail, "LookupEvents", since)).flatMap(({ Username }) => Username ?? []);
  return [...new Set(names)].filter((name) => !OWN_SESSION.test(name));
}
