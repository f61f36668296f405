import {
  DescribeInstancesCommand,
  DescribeVpcEndpointsCommand,
  type Instance,
  type VpcEndpoint,
} from "@aws-sdk/client-ec2";
import { paginateDescribeInstanceInformation } from "@aws-sdk/client-ssm";
import type { Clients } from "../../../runtime/clients.ts";
import { collect } from "../../../runtime/pages.ts";
import type { LabSituation } from "../../lab.ts";
import { type NetworkFacts, partOf } from "../facts.ts";
import { observeSharedNetwork } from "../observe-network.ts";
import { type PastSession, sharedSessions } from "../session-history.ts";

/** A Services server as Systems Manager knows it. */
export interface ManagedNode {
  id: string;
  /** `Online`, `ConnectionLost` or `Inactive`. */
  pingStatus: string;
  lastPing?: Date;
}

/** What stands between the servers and Systems Manager: read only where none of them is online. */
export interface WayToSystemsManager {
  instances: { id: string; state: string; launchedAt: Date; profile?: string }[];
  endpoints: { service: string; state: string; privateDns: boolean; interfaceIds: string[] }[];
  network: NetworkFacts;
}

export interface SessionFacts {
  /** The ids of the two Services servers, that of the first zone first. */
  servers: string[];
  /** Those of them that are registered. */
  nodes: ManagedNode[];
  /** All sessions with any target since the lab began, the latest first. */
  sessions: PastSession[];
  way?: WayToSystemsManager;
  now: Date;
}

/** Reads the servers' standing with Systems Manager and the sessions; and what may be in the way, where something is. */
export async function observe(clients: Clients, lab: LabSituation): Promise<SessionFacts> {
  const servers = ["instance.services1", "instance.services2"].map((key) => partOf(lab.resources, key));
  const [nodes, sessions] = await Promise.all([readNodes(clients, servers), sharedSessions(clients, lab)]);
  const online = nodes.some(({ pingStatus }) => pingStatus === "Online");
  return {
    servers,
    nodes,
    sessions,
    now: new Date(),
    ...(online ? {} : { way: await readWay(clients, lab, servers) }),
  };
}

async function readNodes({ ssm }: Clients, servers: string[]): Promise<ManagedNode[]> {
  const pages = paginateDescribeInstanceInformation(
    { client: ssm },
    { Filters: [{ Key: "InstanceIds", Values: servers }] },
  );
  const found = await collect(pages, (page) => page.InstanceInformationList);
  return found.map(({ InstanceId, PingStatus, LastPingDateTime }) => ({
    id: InstanceId!,
    pingStatus: PingStatus ?? "",
    lastPing: LastPingDateTime,
  }));
}

async function readWay(clients: Clients, lab: LabSituation, servers: string[]): Promise<WayToSystemsManager> {
  const { ec2 } = clients;
  const inVpc = [{ Name: "vpc-id", Values: [partOf(lab.resources, "vpc.services")] }];
  const [{ Reservations = [] }, { VpcEndpoints = [] }, network] = await Promise.all([
    // By filter: an id that is not known any more would be an error.
    ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: "instance-id", Values: servers }] })),
    ec2.send(new DescribeVpcEndpointsCommand({ Filters: inVpc })),
    observeSharedNetwork(clients, lab),
  ]);
  return {
    instances: Reservations.flatMap(({ Instances = [] }) => Instances).map(instanceOf),
    endpoints: VpcEndpoints.filter(({ VpcEndpointType }) => VpcEndpointType === "Interface").map(endpointOf),
    network,
  };
}

const instanceOf = ({ InstanceId, State, LaunchTime, IamInstanceProfile }: Instance) => ({
  id: InstanceId!,
  state: State?.Name ?? "",
  launchedAt: LaunchTime!,
  profile: IamInstanceProfile?.Arn,
});

const endpointOf = (endpoint: VpcEndpoint) => ({
  // com.amazonaws.us-east-1.ssm
  service: endpoint.ServiceName!.split(".").at(-1)!,
  state: (endpoint.State ?? "").toLowerCase(),
  privateDns: endpoint.PrivateDnsEnabled ?? false,
  interfaceIds: endpoint.NetworkInterfaceIds ?? [],
});
