/**
 * Amazon EC2: networking here, instances and what belongs to them under compute/.
 *
 * Known gaps: IPv6 blocks of VPCs and subnets, secondary CIDR blocks, transit and carrier gateways, customer
 * gateways and VPN connections, egress-only gateways, customer-managed prefix lists, flow logs, Local Zones.
 * A parameter that is not implemented is refused by name (`supports` in errors.ts).
 *
 * Deliberate differences: public addresses come from 198.18.0.0/15, which no real machine answers for; DryRun is
 * answered once the call is authorised, before its parameters are looked at; peering connections do not expire.
 */
import type { Operations } from "../../service.ts";
import { defineService } from "../../service.ts";
import { withDryRun } from "./dry-run.ts";
import { tagOperations } from "./tags.ts";

const operations: Operations<"ec2"> = {
  ...tagOperations,
};

export const ec2Service = defineService({
  name: "ec2",
  sdk: () => import("@aws-sdk/client-ec2"),
  operations: withDryRun(operations),
});
