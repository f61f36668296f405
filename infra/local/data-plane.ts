/**
 * The emulated Internet: the local account's HTTP proxy. A client that is told to use it (`HTTP_PROXY`,
 * `curl -x http://127.0.0.1:PORT`) reaches the web servers of the account by the names and addresses that AWS would
 * give them, as the account's own network lets it. Nothing is ever passed on to a real network.
 *
 * Known gaps: HTTP only, no HTTPS (CONNECT); a client is always on the Internet, never inside a VPC.
 *
 * Deliberate differences: where packets are dropped AWS gives no answer at all and the client waits, mostly for
 * more than two minutes; here the proxy answers 504 after a moment and says what dropped them. A refused
 * connection and an unknown name are 502. Such answers carry `Server: handrail`, a load balancer's own do not.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import { addresses } from "../../tasks/network/addresses.ts";
import type { Party } from "../../tasks/network/parties.ts";
import type { Topology } from "../../tasks/network/topology.ts";
import type { Cloud } from "./cloud.ts";
import { makeCall } from "./dispatch.ts";
import { networkOf } from "./network-view.ts";
import { servicePrincipal } from "./principal.ts";
import type { Call } from "./service.ts";
import { ec2Store } from "./services/ec2/store.ts";
import { type LoadBalancerRecord, loadBalancingStore } from "./services/elasticloadbalancing/store.ts";
import type { WebAnswer, WebRequest } from "./web/answer.ts";
import { requestInterface } from "./web/instance.ts";
import { requestLoadBalancer } from "./web/load-balancer.ts";

/** Where the account's visitors come from: an address that nobody has (TEST-NET-3, RFC 5737). */
const VISITOR_ADDRESS = "203.0.113.10";

const VISITOR: Party = { kind: "outside", addresses: addresses(VISITOR_ADDRESS) };

/** How long a client waits for what was dropped, in milliseconds of AWS time, and really at most. */
const PATIENCE = 30_000;
const PATIENCE_AT_MOST = 2_000;

/** Answers a proxy's request (absolute-form) as the account's network would. */
export async function dataPlane(
  cloud: Cloud,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.resume();
  const url = URL.parse(request.url ?? "");
  if (url?.protocol !== "http:") {
    return send(request, response, 502, "The local account's web servers are reached by HTTP only.\n");
  }
  const web = {
    method: request.method ?? "GET",
    host: url.hostname.toLowerCase(),
    path: url.pathname + url.search,
  };
  const answer = await visit(cloud, web, Number(url.port || 80));
  if (!answer) return send(request, response, 502, `This account has no host named ${url.hostname}.\n`);
  if (answer.kind === "response") {
    response.writeHead(answer.status, {
      ...answer.headers,
      "content-length": Buffer.byteLength(answer.body),
    });
    response.end(request.method === "HEAD" ? undefined : answer.body);
    return;
  }
  if (answer.kind === "refused") {
    return send(request, response, 502, `${url.hostname} refused the connection: ${answer.because}.\n`);
  }
  await setTimeout(Math.min(PATIENCE_AT_MOST, cloud.clock.scaled(PATIENCE)));
  return send(request, response, 504, `${url.hostname} did not answer: ${answer.because}.\n`);
}

/** What a visitor from the Internet gets from a host of any account of the cloud; undefined where there is none. */
async function visit(cloud: Cloud, request: WebRequest, port: number): Promise<WebAnswer | undefined> {
  const host = findHost(cloud, request.host);
  if (!host) return undefined;
  const topology = await networkOf(host.call);
  return await answer(host, topology, request, port);
}

type Host = { call: Call } & ({ balancer: LoadBalancerRecord } | { interfaceId: string });

function answer(host: Host, topology: Topology, request: WebRequest, port: number): Promise<WebAnswer> {
  return "balancer" in host
    ? requestLoadBalancer(host.call, topology, VISITOR, host.balancer, port, request)
    : requestInterface(host.call, topology, VISITOR, { interfaceId: host.interfaceId, port }, request);
}

/** A load balancer's name, or a public name or address of a network interface, in any account and Region. */
function findHost(cloud: Cloud, name: string): Host | undefined {
  for (const { place, state } of cloud.stores(loadBalancingStore)) {
    const balancer = state.loadBalancers.find((it) => it.dnsName.toLowerCase() === name);
    if (balancer) return { call: callIn(cloud, place), balancer };
  }
  for (const { place, state } of cloud.stores(ec2Store)) {
    const found = Object.values(state.networkInterfaces).find(
      ({ Association }) => Association?.PublicIp === name || Association?.PublicDnsName === name,
    );
    if (!found) continue;
    const call = callIn(cloud, place);
    const balancer = call
      .store(loadBalancingStore)
      .loadBalancers.find((it) => it.nodes.some((node) => node.interfaceId === found.NetworkInterfaceId));
    return balancer ? { call, balancer } : { call, interfaceId: found.NetworkInterfaceId };
  }
  return undefined;
}

function callIn(cloud: Cloud, place: { accountId: string; region: string }): Call {
  return makeCall(cloud, { ...place, principal: servicePrincipal("ec2.amazonaws.com", place.accountId) });
}

function send(request: IncomingMessage, response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    server: "handrail",
    "content-type": "text/plain; charset=UTF-8",
    "content-length": Buffer.byteLength(text),
  });
  response.end(request.method === "HEAD" ? undefined : text);
}
