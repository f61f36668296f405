/**
 * Elastic Load Balancing, version 2: Application Load Balancers.
 *
 * Known gaps: Network and Gateway Load Balancers, HTTPS listeners (the account can hold no certificates), target
 * groups of Lambda functions and load balancers, IPv6, trust stores, authentication actions, rules by header,
 * method, query or source address, weights' stickiness, access logs, the service-linked role
 * AWSServiceRoleForElasticLoadBalancing. What is not implemented is refused by name.
 *
 * Deliberate differences: a change of the network shows in the targets' health at once (target-health.ts); a load
 * balancer's nodes stay one a subnet, whatever the traffic.
 */
import { defineService, type Operations } from "../../service.ts";
import { attributeOperations } from "./attributes.ts";
import { listenerOperations } from "./listeners.ts";
import { loadBalancerOperations } from "./load-balancers.ts";
import { loadBalancingPermissions } from "./permissions.ts";
import { resourceProviders } from "./resource-providers.ts";
import { ruleOperations } from "./rules.ts";
import { tagOperations } from "./tags.ts";
import { targetGroupOperations } from "./target-groups.ts";
import { targetOperations } from "./targets.ts";

const operations: Operations<"elasticloadbalancing"> = {
  ...attributeOperations,
  ...listenerOperations,
  ...loadBalancerOperations,
  ...ruleOperations,
  ...tagOperations,
  ...targetGroupOperations,
  ...targetOperations,
};

export const elasticloadbalancing = defineService({
  name: "elasticloadbalancing",
  sdk: () => import("@aws-sdk/client-elastic-load-balancing-v2"),
  operations,
  permissions: loadBalancingPermissions,
  resourceProviders,
});
