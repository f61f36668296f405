import type { Operations } from "../../service.ts";
import { validation } from "./errors.ts";
import { loadBalancerOf, targetGroupOf } from "./store.ts";

/** What a new Application Load Balancer has. Source: the API reference, `LoadBalancerAttribute`. */
export const LOAD_BALANCER_ATTRIBUTES: Readonly<Record<string, string>> = {
  "access_logs.s3.enabled": "false",
  "access_logs.s3.bucket": "",
  "access_logs.s3.prefix": "",
  "client_keep_alive.seconds": "3600",
  "connection_logs.s3.enabled": "false",
  "connection_logs.s3.bucket": "",
  "connection_logs.s3.prefix": "",
  "deletion_protection.enabled": "false",
  "idle_timeout.timeout_seconds": "60",
  "load_balancing.cross_zone.enabled": "true",
  "routing.http.desync_mitigation_mode": "defensive",
  "routing.http.drop_invalid_header_fields.enabled": "false",
  "routing.http.preserve_host_header.enabled": "false",
  "routing.http.x_amzn_tls_version_and_cipher_suite.enabled": "false",
  "routing.http.xff_client_port.enabled": "false",
  "routing.http.xff_header_processing.mode": "append",
  "routing.http2.enabled": "true",
  "waf.fail_open.enabled": "false",
  "zonal_shift.config.enabled": "false",
};

/** What a new target group of instances or addresses has. Source: the API reference, `TargetGroupAttribute`. */
export const TARGET_GROUP_ATTRIBUTES: Readonly<Record<string, string>> = {
  "deregistration_delay.timeout_seconds": "300",
  "load_balancing.algorithm.anomaly_mitigation": "off",
  "load_balancing.algorithm.type": "round_robin",
  "load_balancing.cross_zone.enabled": "use_load_balancer_configuration",
  "slow_start.duration_seconds": "0",
  "stickiness.app_cookie.cookie_name": "",
  "stickiness.app_cookie.duration_seconds": "86400",
  "stickiness.enabled": "false",
  "stickiness.lb_cookie.duration_seconds": "86400",
  "stickiness.type": "lb_cookie",
  "target_group_health.dns_failover.minimum_healthy_targets.count": "1",
  "target_group_health.dns_failover.minimum_healthy_targets.percentage": "off",
  "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": "1",
  "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": "off",
};

interface Attribute {
  Key?: string | undefined;
  Value?: string | undefined;
}

export const attributeOperations: Operations<"elasticloadbalancing"> = {
  DescribeLoadBalancerAttributes: (input, call) => ({
    Attributes: asList(loadBalancerOf(call, input.LoadBalancerArn).attributes),
  }),

  ModifyLoadBalancerAttributes: (input, call) => {
    const balancer = loadBalancerOf(call, input.LoadBalancerArn);
    balancer.attributes = changed("Load balancer", balancer.attributes, input.Attributes ?? []);
    return { Attributes: asList(balancer.attributes) };
  },

  DescribeTargetGroupAttributes: (input, call) => ({
    Attributes: asList(targetGroupOf(call, input.TargetGroupArn).attributes),
  }),

  ModifyTargetGroupAttributes: (input, call) => {
    const group = targetGroupOf(call, input.TargetGroupArn);
    group.attributes = changed("Target group", group.attributes, input.Attributes ?? []);
    return { Attributes: asList(group.attributes) };
  },
};

const asList = (attributes: Record<string, string>): { Key: string; Value: string }[] =>
  Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));

function changed(
  kind: string,
  attributes: Record<string, string>,
  changes: Attribute[],
): Record<string, string> {
  const result = { ...attributes };
  for (const { Key = "", Value = "" } of changes) {
    if (!(Key in result)) validation(`${kind} attribute key '${Key}' is not recognized`);
    if (/\.enabled$/.test(Key) && /^(true|false)$/.test(result[Key]!) && !/^(true|false)$/.test(Value)) {
      validation(`${kind} attribute '${Key}' must be 'true' or 'false', was '${Value}'`);
    }
    result[Key] = Value;
  }
  return result;
}
