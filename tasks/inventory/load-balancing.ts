import {
  paginateDescribeLoadBalancers,
  paginateDescribeTargetGroups,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Clients } from "../runtime/clients.ts";
import { collect } from "../runtime/pages.ts";

export async function listLoadBalancers({ elb }: Clients) {
  const all = await collect(paginateDescribeLoadBalancers({ client: elb }, {}), (page) => page.LoadBalancers);
  return all.map((one) => ({ id: one.LoadBalancerArn!, name: one.LoadBalancerName }));
}

export async function listTargetGroups({ elb }: Clients) {
  const all = await collect(paginateDescribeTargetGroups({ client: elb }, {}), (page) => page.TargetGroups);
  return all.map((one) => ({ id: one.TargetGroupArn!, name: one.TargetGroupName }));
}
