import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Party } from "../../../tasks/network/parties.ts";
import { reach } from "../../../tasks/network/reachability.ts";
import type { Topology } from "../../../tasks/network/topology.ts";
import { tcp } from "../../../tasks/network/traffic.ts";
import type { Call } from "../service.ts";
import { requestTarget } from "../services/elasticloadbalancing/health-check.ts";
import {
  type ListenerRecord,
  type LoadBalancerNode,
  type LoadBalancerRecord,
  loadBalancing,
  rulesOf,
} from "../services/elasticloadbalancing/store.ts";
import { routableTargets } from "../services/elasticloadbalancing/target-health.ts";
import { NO_WAY, page, type WebAnswer, type WebRequest } from "./answer.ts";

const SERVER = "awselb/2.0";

/**
 * What an Application Load Balancer answers to a request from somewhere. Its name has an address for each node; a
 * client that gets no answer from one tries the next.
 */
export async function requestLoadBalancer(
  call: Call,
  topology: Topology,
  from: Party,
  balancer: LoadBalancerRecord,
  port: number,
  request: WebRequest,
): Promise<WebAnswer> {
  if (balancer.activeAt > call.cloud.clock.now()) {
    return { kind: "dropped", because: `${balancer.name} is still being provisioned` };
  }
  let because = `${balancer.name} has no nodes`;
  for (const node of balancer.nodes) {
    const way = reach(topology, from, { kind: "interface", id: node.interfaceId }, tcp(port));
    if (way.extent !== "none") return await answerAt(call, topology, balancer, node, port, request);
    because = way.decidedBy?.words ?? NO_WAY;
  }
  return { kind: "dropped", because };
}

async function answerAt(
  call: Call,
  topology: Topology,
  balancer: LoadBalancerRecord,
  node: LoadBalancerNode,
  port: number,
  request: WebRequest,
): Promise<WebAnswer> {
  const state = loadBalancing(call);
  const listener = state.listeners.find((it) => it.loadBalancerArn === balancer.arn && it.port === port);
  if (!listener) return { kind: "refused", because: `${balancer.name} has no listener on port ${port}` };
  const action = actionFor(call, listener, request);
  switch (action?.Type) {
    case "fixed-response": {
      const { StatusCode, ContentType, MessageBody } = action.FixedResponseConfig!;
      const headers = { server: SERVER, "content-type": ContentType ?? "text/plain" };
      return { kind: "response", status: Number(StatusCode), headers, body: MessageBody ?? "" };
    }
    case "redirect":
      return redirect(action, request, port);
    default:
      return await forward(call, topology, balancer, node, action, request);
  }
}

/** The last action is the one that answers; those before it only authenticate, and there are none of them here. */
function actionFor(call: Call, listener: ListenerRecord, request: WebRequest): Action | undefined {
  const path = request.path.split("?")[0]!;
  const rule = rulesOf(loadBalancing(call), listener.arn).find((it) =>
    it.conditions.every((condition) => {
      // Host names are compared without their case, paths with it ("Rule condition types" of the user guide).
      const host = condition.Field === "host-header";
      return (condition.Values ?? []).some((pattern) =>
        wildcard(pattern, host).test(host ? request.host : path),
      );
    }),
  );
  return (rule?.actions ?? listener.defaultActions).at(-1);
}

function wildcard(pattern: string, ignoreCase: boolean): RegExp {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, ignoreCase ? "i" : "");
}

function redirect(action: Action, request: WebRequest, port: number): WebAnswer {
  const config = action.RedirectConfig!;
  const [path = "/", query = ""] = request.path.split("?");
  const fill = (text: string): string =>
    text
      .replaceAll("#{protocol}", "http")
      .replaceAll("#{host}", request.host)
      .replaceAll("#{port}", String(port))
      .replaceAll("#{path}", path.slice(1))
      .replaceAll("#{query}", query);
  const protocol = fill(config.Protocol ?? "#{protocol}").toLowerCase();
  const search = fill(config.Query ?? "#{query}");
  const target = `${fill(config.Host ?? "#{host}")}:${fill(config.Port ?? "#{port}")}${fill(config.Path ?? "/#{path}")}`;
  return {
    kind: "response",
    status: config.StatusCode === "HTTP_302" ? 302 : 301,
    headers: { server: SERVER, location: `${protocol}://${target}${search ? `?${search}` : ""}` },
    body: "",
  };
}

async function forward(
  call: Call,
  topology: Topology,
  balancer: LoadBalancerRecord,
  node: LoadBalancerNode,
  action: Action | undefined,
  request: WebRequest,
): Promise<WebAnswer> {
  const tuples = action?.ForwardConfig?.TargetGroups ?? [];
  const arn = pickWeighted(tuples)?.TargetGroupArn ?? action?.TargetGroupArn;
  const group = loadBalancing(call).targetGroups.find((it) => it.arn === arn);
  const targets = group ? await routableTargets(call, topology, balancer, node, group) : [];
  const target = targets[Math.floor(Math.random() * targets.length)];
  if (!group || !target) return error(503, "Service Temporarily Unavailable");
  const { path, method } = request;
  const answer = await requestTarget(call, topology, node, group, target, {
    path,
    method,
    port: target.port,
    protocol: group.protocol,
  });
  if (answer.kind === "response") return answer;
  // Source: "Troubleshoot your Application Load Balancers", HTTP 502 and HTTP 504.
  return answer.kind === "refused" ? error(502, "Bad Gateway") : error(504, "Gateway Time-out");
}

function pickWeighted<T extends { Weight?: number | undefined }>(tuples: readonly T[]): T | undefined {
  const total = tuples.reduce((sum, tuple) => sum + (tuple.Weight ?? 1), 0);
  let left = Math.random() * total;
  return tuples.find((tuple) => {
    left -= tuple.Weight ?? 1;
    return left < 0;
  });
}

function error(status: number, words: string): WebAnswer {
  const title = `${status} ${words}`;
  return page(
    status,
    SERVER,
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`,
  );
}
