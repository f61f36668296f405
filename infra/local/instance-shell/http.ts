import { tcp } from "../../../tasks/network/traffic.ts";
import { loadBalancing } from "../services/elasticloadbalancing/store.ts";
import { requestInterface } from "../web/instance.ts";
import { requestLoadBalancer } from "../web/load-balancer.ts";
import type { Machine } from "./machine.ts";
import { answerMetadata } from "./metadata/service.ts";

/** A request of a program on the instance. Header names are in lower case. */
export interface HttpRequest {
  method: string;
  scheme: "http" | "https";
  host: string;
  port: number;
  /** Path and query. */
  path: string;
  headers: Record<string, string>;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** What becomes of a request. */
export type HttpOutcome =
  | ({ kind: "response"; address: string } & HttpResponse)
  | { kind: "unknown-host" }
  /** Nothing comes back: a client waits until it gives up. */
  | { kind: "dropped"; address: string }
  | { kind: "refused"; address: string }
  /** The port is open, and what listens there speaks no TLS. */
  | { kind: "no-tls"; address: string };

/** The link-local address of the metadata service: no route, security group or network ACL is in its way. */
const METADATA_ADDRESS = "169.254.169.254";

/** Sends a request over the instance's network. */
export async function sendRequest(machine: Machine, request: HttpRequest): Promise<HttpOutcome> {
  if (request.host === METADATA_ADDRESS || request.host === "instance-data")
    return metadata(machine, request);
  if (/^(localhost|127\.)/.test(request.host)) return { kind: "refused", address: "127.0.0.1" };
  const network = await machine.network();
  const destination = network.resolve(request.host);
  if (!destination) return { kind: "unknown-host" };
  const { address } = destination;
  const way = network.way(destination, tcp(request.port));
  if (!way.open) return { kind: "dropped", address };
  const { from } = way;
  const secure = request.scheme === "https";
  if (destination.service !== undefined)
    return secure ? serviceAnswer(address, destination.service) : { kind: "dropped", address };
  const web = { method: request.method, host: request.host, path: request.path };
  const balancer = loadBalancing(machine.call).loadBalancers.find((it) => it.arn === destination.balancerArn);
  if (!balancer && way.party.kind !== "interface")
    return internetAnswer(network.addressOutside, request, address);
  const answer = balancer
    ? await requestLoadBalancer(machine.call, network.topology, from, balancer, request.port, web)
    : await requestInterface(
        machine.call,
        network.topology,
        from,
        { interfaceId: way.party.kind === "interface" ? way.party.id : "", port: request.port },
        web,
      );
  if (answer.kind !== "response") return { kind: answer.kind, address };
  if (secure) return { kind: "no-tls", address };
  const { status, headers, body } = answer;
  return { kind: "response", address, status, headers, body };
}

function metadata(machine: Machine, request: HttpRequest): HttpOutcome {
  if (request.scheme === "https" || request.port !== 80)
    return { kind: "refused", address: METADATA_ADDRESS };
  return { kind: "response", address: METADATA_ADDRESS, ...answerMetadata(machine, request) };
}

/** An AWS endpoint that is asked for nothing in particular: that it answers is what shows the way to be open. */
function serviceAnswer(address: string, service: string): HttpOutcome {
  const body = service === "s3" ? "" : "<UnknownOperationException/>\n";
  const headers = { "content-type": "application/xml", "x-amzn-requestid": crypto.randomUUID() };
  return { kind: "response", address, status: service === "s3" ? 307 : 404, headers, body };
}

/** Nothing is passed on to a real network: whoever gets this far is told that the way is open. */
function internetAnswer(own: string | undefined, request: HttpRequest, address: string): HttpOutcome {
  if (request.port !== 80 && request.port !== 443) return { kind: "refused", address };
  const body =
    request.host === "checkip.amazonaws.com"
      ? `${own ?? "0.0.0.0"}\n`
      : `This is the local account's emulated Internet: ${request.host} can be reached from here, and nothing is passed on to it.\n`;
  return {
    kind: "response",
    address,
    status: 200,
    headers: { server: "handrail", "content-type": "text/plain" },
    body,
  };
}
