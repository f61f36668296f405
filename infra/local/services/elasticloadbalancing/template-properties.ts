import type { Action, Matcher, RuleCondition, Tag } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../errors.ts";
import type { ResourceRequest } from "../cloudformation/provider.ts";

/** A template's numbers and booleans may be texts. */
type Text = number | string;

export interface LoadBalancerProperties {
  Name?: string;
  Scheme?: "internet-facing" | "internal";
  Type?: "application" | "network" | "gateway";
  IpAddressType?: "ipv4" | "dualstack";
  Subnets?: string[];
  SubnetMappings?: { SubnetId?: string }[];
  SecurityGroups?: string[];
  LoadBalancerAttributes?: Attribute[];
  Tags?: Tag[];
}

export interface Attribute {
  Key: string;
  Value: Text | boolean;
}

export interface TargetGroupProperties {
  Name?: string;
  Protocol?: "HTTP" | "HTTPS";
  ProtocolVersion?: string;
  Port?: Text;
  VpcId?: string;
  TargetType?: "instance" | "ip";
  IpAddressType?: "ipv4" | "ipv6";
  HealthCheckEnabled?: boolean | string;
  HealthCheckIntervalSeconds?: Text;
  HealthCheckPath?: string;
  HealthCheckPort?: Text;
  HealthCheckProtocol?: "HTTP" | "HTTPS";
  HealthCheckTimeoutSeconds?: Text;
  HealthyThresholdCount?: Text;
  UnhealthyThresholdCount?: Text;
  Matcher?: Matcher;
  TargetGroupAttributes?: Attribute[];
  Targets?: { Id: string; Port?: Text; AvailabilityZone?: string }[];
  Tags?: Tag[];
}

export interface ListenerProperties {
  LoadBalancerArn: string;
  Port?: Text;
  Protocol?: "HTTP" | "HTTPS";
  DefaultActions: Action[];
  Certificates?: { CertificateArn?: string }[];
}

export interface ListenerRuleProperties {
  ListenerArn: string;
  Priority: Text;
  Conditions: RuleCondition[];
  Actions: Action[];
}

/**
 * A resource's properties, once none is among them that is not known here.
 * @throws AwsError `NotImplemented` for a property that would change what the resource does.
 */
export function propertiesOf<T>(
  type: string,
  properties: Record<string, unknown>,
  known: readonly (keyof T & string)[],
): T {
  const unknown = Object.keys(properties).filter((name) => !(known as readonly string[]).includes(name));
  if (unknown.length > 0) {
    throw new AwsError(
      "NotImplemented",
      `The local account does not know ${unknown.join(", ")} of ${type} yet.`,
      501,
    );
  }
  return properties as T;
}

export const number = (value: Text | undefined): number | undefined =>
  value === undefined ? undefined : Number(value);

/** The resource's own tags win over the stack's. */
export function mergedTags(own: readonly Tag[] | undefined, stack: ResourceRequest["tags"]): Tag[] {
  const merged = new Map([...stack, ...(own ?? [])].map((tag) => [tag.Key, tag.Value]));
  return [...merged].map(([Key, Value]) => ({ Key, Value: Value ?? "" }));
}

export const attributes = (list: readonly Attribute[] | undefined): { Key: string; Value: string }[] =>
  (list ?? []).map(({ Key, Value }) => ({ Key, Value: String(Value) }));

/** Actions' numbers, which templates may give as texts: the order and the weights. */
export const actions = (list: readonly Action[]): Action[] =>
  list.map((action) => ({
    ...action,
    ...(action.Order !== undefined && { Order: Number(action.Order) }),
    ...(action.ForwardConfig && {
      ForwardConfig: {
        ...action.ForwardConfig,
        TargetGroups: action.ForwardConfig.TargetGroups?.map((tuple) => ({
          ...tuple,
          ...(tuple.Weight !== undefined && { Weight: Number(tuple.Weight) }),
        })),
      },
    }),
  }));
