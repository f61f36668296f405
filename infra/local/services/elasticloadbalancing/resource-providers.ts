import type { ResourceProvider } from "../cloudformation/provider.ts";
import { listener, listenerRule } from "./providers/listeners.ts";
import { loadBalancer } from "./providers/load-balancer.ts";
import { targetGroup } from "./providers/target-group.ts";

/** How CloudFormation handles Elastic Load Balancing's resource types. */
export const resourceProviders: Record<string, ResourceProvider> = {
  "AWS::ElasticLoadBalancingV2::Listener": listener,
  "AWS::ElasticLoadBalancingV2::ListenerRule": listenerRule,
  "AWS::ElasticLoadBalancingV2::LoadBalancer": loadBalancer,
  "AWS::ElasticLoadBalancingV2::TargetGroup": targetGroup,
};
