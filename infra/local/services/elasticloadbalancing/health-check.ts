import type { TargetHealth } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Topology } from "../../../../tasks/network/topology.ts";
import type { Call } from "../../service.ts";
import type { WebAnswer } from "../../web/answer.ts";
import { requestInterface } from "../../web/instance.ts";
import { ec2 } from "../ec2/store.ts";
import type { LoadBalancerNode, TargetGroupRecord, TargetRecord } from "./store.ts";

/** The interface that a target is reached at: an instance's primary one, or whichever has the address. */
function targetInterface(
  call: Call,
  group: TargetGroupRecord,
  target: Pick<TargetRecord, "id">,
): string | undefined {
  const store = ec2(call);
  if (group.targetType === "instance") return store.instances[target.id]?.networkInterfaceIds[0];
  return Object.values(store.networkInterfaces).find(
    (it) => it.VpcId === group.vpcId && it.PrivateIpAddress === target.id,
  )?.NetworkInterfaceId;
}

/** What a load balancer's node gets when it asks a target for this page. */
export async function requestTarget(
  call: Call,
  topology: Topology,
  node: LoadBalancerNode,
  group: TargetGroupRecord,
  target: Pick<TargetRecord, "id">,
  page: { port: number; path: string; protocol: "HTTP" | "HTTPS"; method?: string },
): Promise<WebAnswer> {
  const interfaceId = targetInterface(call, group, target);
  if (!interfaceId || !topology.interfaces[interfaceId] || !topology.interfaces[node.interfaceId]) {
    return { kind: "dropped", because: `nothing has the address of target ${target.id}` };
  }
  const from = { kind: "interface" as const, id: node.interfaceId };
  const request = { method: page.method ?? "GET", host: target.id, path: page.path };
  const answer = await requestInterface(call, topology, from, { interfaceId, port: page.port }, request);
  // User data installs no certificates here, so a TLS handshake always fails.
  if (answer.kind === "response" && page.protocol === "HTTPS") {
    return { kind: "refused", because: `port ${page.port} of ${target.id} speaks no TLS` };
  }
  return answer;
}

/** Why a target fails its health check; undefined where it passes. */
type Failure = Required<Pick<TargetHealth, "Reason" | "Description">>;

/** One health check of one node: its outcome in the words of DescribeTargetHealth. */
export async function checkHealth(
  call: Call,
  topology: Topology,
  node: LoadBalancerNode,
  group: TargetGroupRecord,
  target: TargetRecord,
): Promise<Failure | undefined> {
  const { path, protocol, httpCodes, port } = group.healthCheck;
  const answer = await requestTarget(call, topology, node, group, target, {
    path,
    protocol,
    port: port === "traffic-port" ? target.port : Number(port),
  });
  if (answer.kind === "dropped") return { Reason: "Target.Timeout", Description: "Request timed out" };
  if (answer.kind === "refused") {
    return { Reason: "Target.FailedHealthChecks", Description: "Health checks failed" };
  }
  if (matches(httpCodes, answer.status)) return undefined;
  return {
    Reason: "Target.ResponseCodeMismatch",
    Description: `Health checks failed with these codes: [${answer.status}]`,
  };
}

/** Whether a status is among `200,202` or `200-299`. */
function matches(httpCodes: string, status: number): boolean {
  return httpCodes.split(",").some((part) => {
    const [from, to = from] = part.split("-").map(Number);
    return status >= from! && status <= to!;
  });
}
