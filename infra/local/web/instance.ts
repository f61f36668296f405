import type { Party } from "../../../tasks/network/parties.ts";
import { reach } from "../../../tasks/network/reachability.ts";
import type { Topology } from "../../../tasks/network/topology.ts";
import { tcp } from "../../../tasks/network/traffic.ts";
import type { Call } from "../service.ts";
import { firstBoot } from "../services/ec2/compute/first-boot.ts";
import { stateAt } from "../services/ec2/compute/instance-state.ts";
import type { Provisioning } from "../services/ec2/compute/user-data.ts";
import { ec2 } from "../services/ec2/store.ts";
import { NO_WAY, page, type WebAnswer, type WebRequest } from "./answer.ts";

/**
 * What a server behind a network interface answers to a request from somewhere: as the network lets it, and as
 * its user data has left it. A path that passes for part of what was asked (some ephemeral ports of the reply)
 * counts as open: a client's port is mostly among them.
 */
export async function requestInterface(
  call: Call,
  topology: Topology,
  from: Party,
  to: { interfaceId: string; port: number },
  request: WebRequest,
): Promise<WebAnswer> {
  const way = reach(topology, from, { kind: "interface", id: to.interfaceId }, tcp(to.port));
  if (way.extent === "none") return { kind: "dropped", because: way.decidedBy?.words ?? NO_WAY };
  const store = ec2(call);
  const instance = store.instances[store.networkInterfaces[to.interfaceId]?.Attachment?.InstanceId ?? ""];
  if (!instance) return { kind: "dropped", because: `no server is behind ${to.interfaceId}` };
  const state = stateAt(instance, call.cloud.clock.now());
  if (state !== "running") return { kind: "dropped", because: `${instance.InstanceId} is ${state}` };
  const boot = await firstBoot(call, instance);
  const server = boot?.servers.find((it) => it.port === to.port && it.started);
  if (!boot || !server) {
    const why = boot ? "nothing listens" : "user data is still running, and nothing listens yet";
    return { kind: "refused", because: `${why} on port ${to.port} of ${instance.InstanceId}` };
  }
  if (server.software !== "httpd" && server.software !== "nginx") {
    return {
      kind: "refused",
      because: `${server.software} on port ${to.port} of ${instance.InstanceId} speaks no HTTP`,
    };
  }
  return webPage(boot, server.software, request);
}

/**
 * Without an index page Apache on Amazon Linux answers its test page, with status 403 ("Tutorial: Install a LAMP
 * server" of the EC2 user guide shows it for Amazon Linux 2; unsure: that Amazon Linux 2023 does the same).
 */
function webPage(boot: Provisioning, software: "httpd" | "nginx", request: WebRequest): WebAnswer {
  const server = software === "httpd" ? "Apache/2.4 (Amazon Linux)" : "nginx";
  const path = request.path.split("?")[0];
  if (request.method !== "GET" && request.method !== "HEAD") {
    return page(405, server, "<h1>Method Not Allowed</h1>\n");
  }
  if (path !== "/" && path !== "/index.html") return page(404, server, "<h1>Not Found</h1>\n");
  if (software === "nginx")
    return page(200, server, "<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1>\n");
  if (boot.page !== undefined) return page(200, server, boot.page);
  if (path === "/index.html") return page(404, server, "<h1>Not Found</h1>\n");
  return page(403, server, "<title>Test Page for the Apache HTTP Server</title><h1>Test Page</h1>\n");
}
