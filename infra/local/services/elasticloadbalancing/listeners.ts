import type { Listener } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import { normaliseActions } from "./actions.ts";
import { refuseUnsupported, validation } from "./errors.ts";
import { listenerArn, ruleArn } from "./names.ts";
import { page } from "./paging.ts";
import { type ListenerRecord, listenerOf, loadBalancerOf, loadBalancing } from "./store.ts";

export const listenerOperations: Operations<"elasticloadbalancing"> = {
  CreateListener: (input, call) => {
    refuseUnsupported(input, "CreateListener", "AlpnPolicy", "MutualAuthentication");
    const balancer = loadBalancerOf(call, input.LoadBalancerArn);
    const protocol = httpOnly(input.Protocol ?? "HTTP", input.Certificates?.[0]?.CertificateArn);
    const port = checkPort(input.Port);
    checkFree(call, balancer.arn, port);
    const arn = listenerArn(balancer.arn);
    const listener: ListenerRecord = {
      arn,
      loadBalancerArn: balancer.arn,
      protocol,
      port,
      createdAt: call.cloud.clock.now(),
      defaultActions: normaliseActions(call, balancer.arn, input.DefaultActions),
      defaultRuleArn: ruleArn(arn),
      tags: input.Tags ?? [],
    };
    loadBalancing(call).listeners.push(listener);
    return { Listeners: [describe(listener)] };
  },

  DescribeListeners: (input, call) => {
    const state = loadBalancing(call);
    if (!input.LoadBalancerArn && !input.ListenerArns?.length) {
      validation("You must specify either listener ARNs or a load balancer ARN");
    }
    if (input.LoadBalancerArn && input.ListenerArns?.length) {
      validation("Load balancer ARN and listener ARNs cannot be specified together");
    }
    const listeners = input.LoadBalancerArn
      ? state.listeners.filter((it) => it.loadBalancerArn === loadBalancerOf(call, input.LoadBalancerArn).arn)
      : input.ListenerArns!.map((arn) => listenerOf(call, arn));
    const { items, ...rest } = page(listeners, input);
    return { Listeners: items.map(describe), ...rest };
  },

  ModifyListener: (input, call) => {
    refuseUnsupported(input, "ModifyListener", "AlpnPolicy", "MutualAuthentication");
    const listener = listenerOf(call, input.ListenerArn);
    const protocol = httpOnly(input.Protocol ?? listener.protocol, input.Certificates?.[0]?.CertificateArn);
    const port = checkPort(input.Port ?? listener.port);
    if (port !== listener.port) checkFree(call, listener.loadBalancerArn, port);
    if (input.DefaultActions) {
      listener.defaultActions = normaliseActions(call, listener.loadBalancerArn, input.DefaultActions);
    }
    Object.assign(listener, { protocol, port });
    return { Listeners: [describe(listener)] };
  },

  DeleteListener: (input, call) => {
    const listener = listenerOf(call, input.ListenerArn);
    const state = loadBalancing(call);
    state.listeners = state.listeners.filter((it) => it !== listener);
    state.rules = state.rules.filter((rule) => rule.listenerArn !== listener.arn);
    return {};
  },
};

/** HTTPS needs a certificate of ACM or IAM, and the local account can hold none: no ARN can be right. */
function httpOnly(protocol: string, certificateArn: string | undefined): "HTTP" {
  if (protocol === "HTTP") return protocol;
  if (protocol === "HTTPS") {
    if (!certificateArn) validation("A certificate must be specified for HTTPS listeners");
    throw new AwsError("CertificateNotFound", `Certificate '${certificateArn}' not found`);
  }
  validation(`Protocol '${protocol}' must be one of 'HTTP, HTTPS'`);
}

function checkPort(port: number | undefined): number {
  if (!port) validation("A listener port must be specified");
  if (port < 1 || port > 65_535) validation(`Listener port '${port}' must be between 1 and 65535`);
  return port;
}

function checkFree(call: Call, loadBalancerArn: string, port: number): void {
  const taken = loadBalancing(call).listeners.some(
    (it) => it.loadBalancerArn === loadBalancerArn && it.port === port,
  );
  if (taken) {
    throw new AwsError(
      "DuplicateListener",
      `A listener already exists on this port for this load balancer '${loadBalancerArn}'`,
    );
  }
}

function describe(listener: ListenerRecord): Listener {
  return {
    ListenerArn: listener.arn,
    LoadBalancerArn: listener.loadBalancerArn,
    Port: listener.port,
    Protocol: listener.protocol,
    DefaultActions: listener.defaultActions,
  };
}
