import type { Action, RuleCondition, Tag } from "@aws-sdk/client-elastic-load-balancing-v2";
import { defineStore } from "../../cloud.ts";
import type { Call } from "../../service.ts";
import { notFound } from "./errors.ts";
import { checkArn } from "./names.ts";

/** One node of a load balancer: the network interface that AWS keeps for it in a subnet. */
export interface LoadBalancerNode {
  subnetId: string;
  zoneName: string;
  interfaceId: string;
}

export interface LoadBalancerRecord {
  arn: string;
  name: string;
  dnsName: string;
  createdTime: Date;
  /** `provisioning` until then. */
  activeAt: Date;
  scheme: "internet-facing" | "internal";
  vpcId: string;
  nodes: LoadBalancerNode[];
  securityGroups: string[];
  attributes: Record<string, string>;
  tags: Tag[];
}

/** One registered target. A target that is being deregistered drains until `drainedAt`. */
export interface TargetRecord {
  id: string;
  port: number;
  availabilityZone?: string;
  registeredAt: Date;
  drainedAt?: Date;
}

export interface TargetGroupRecord {
  arn: string;
  name: string;
  protocol: "HTTP" | "HTTPS";
  protocolVersion: string;
  port: number;
  vpcId: string;
  targetType: "instance" | "ip";
  healthCheck: {
    protocol: "HTTP" | "HTTPS";
    /** A number as text, or `traffic-port`. */
    port: string;
    path: string;
    intervalSeconds: number;
    timeoutSeconds: number;
    healthyThreshold: number;
    unhealthyThreshold: number;
    httpCodes: string;
  };
  targets: TargetRecord[];
  attributes: Record<string, string>;
  tags: Tag[];
}

export interface ListenerRecord {
  arn: string;
  loadBalancerArn: string;
  protocol: "HTTP";
  port: number;
  createdAt: Date;
  defaultActions: Action[];
  defaultRuleArn: string;
  tags: Tag[];
}

export interface RuleRecord {
  arn: string;
  listenerArn: string;
  priority: number;
  conditions: RuleCondition[];
  actions: Action[];
  tags: Tag[];
}

export interface LoadBalancingState {
  loadBalancers: LoadBalancerRecord[];
  targetGroups: TargetGroupRecord[];
  listeners: ListenerRecord[];
  rules: RuleRecord[];
}

export const loadBalancingStore = defineStore<LoadBalancingState>({
  name: "elasticloadbalancing",
  scope: "region",
  create: () => ({ loadBalancers: [], targetGroups: [], listeners: [], rules: [] }),
});

export const loadBalancing = (call: Call): LoadBalancingState => call.store(loadBalancingStore);

/** @throws AwsError `LoadBalancerNotFound`, `ValidationError` */
export function loadBalancerOf(call: Call, arn: string | undefined): LoadBalancerRecord {
  checkArn(call, "load balancer", arn);
  return find(loadBalancing(call).loadBalancers, arn) ?? notFound("load balancer");
}

/** @throws AwsError `TargetGroupNotFound`, `ValidationError` */
export function targetGroupOf(call: Call, arn: string | undefined): TargetGroupRecord {
  checkArn(call, "target group", arn);
  return find(loadBalancing(call).targetGroups, arn) ?? notFound("target group", arn);
}

/** @throws AwsError `ListenerNotFound`, `ValidationError` */
export function listenerOf(call: Call, arn: string | undefined): ListenerRecord {
  checkArn(call, "listener", arn);
  return find(loadBalancing(call).listeners, arn) ?? notFound("listener");
}

/** @throws AwsError `RuleNotFound`, `ValidationError` */
export function ruleOf(call: Call, arn: string | undefined): RuleRecord {
  checkArn(call, "rule", arn);
  return find(loadBalancing(call).rules, arn) ?? notFound("rule");
}

function find<T extends { arn: string }>(records: readonly T[], arn: string | undefined): T | undefined {
  return records.find((record) => record.arn === arn);
}

/** Every action of a load balancer's listeners and rules that may forward to a target group. */
export function forwardedGroups(actions: readonly Action[]): string[] {
  return actions.flatMap((action) => [
    ...(action.TargetGroupArn ? [action.TargetGroupArn] : []),
    ...(action.ForwardConfig?.TargetGroups ?? []).flatMap((tuple) => tuple.TargetGroupArn ?? []),
  ]);
}

/** The load balancers whose listeners or rules forward to this target group. */
export function loadBalancersUsing(state: LoadBalancingState, targetGroupArn: string): LoadBalancerRecord[] {
  const using = state.listeners.filter((listener) =>
    [listener.defaultActions, ...rulesOf(state, listener.arn).map((rule) => rule.actions)].some((actions) =>
      forwardedGroups(actions).includes(targetGroupArn),
    ),
  );
  return state.loadBalancers.filter((balancer) =>
    using.some((listener) => listener.loadBalancerArn === balancer.arn),
  );
}

/** A listener's own rules in the order in which they are tried; its default rule is not among them. */
export function rulesOf(state: LoadBalancingState, listenerArn: string): RuleRecord[] {
  return state.rules
    .filter((rule) => rule.listenerArn === listenerArn)
    .sort((one, other) => one.priority - other.priority);
}
