/**
 * Amazon EC2: networking here, instances and what belongs to them under compute/.
 *
 * Known gaps: IPv6 blocks of VPCs and subnets, secondary CIDR blocks, peering with other accounts or Regions,
 * transit and carrier gateways, customer gateways and VPN connections, egress-only gateways, customer-managed
 * prefix lists (and so AWS::EC2::PrefixList), default VPCs made anew, flow logs, Local Zones. A parameter that is not
 * implemented is refused by name (`supports` in errors.ts).
 *
 * Deliberate differences: public addresses come from 198.18.0.0/15, which no real machine answers for; DryRun is
 * answered once the call is authorised, before its parameters are looked at; peering requests do not expire; an
 * interface endpoint's service need only be named like one of the Region's.
 */
import type { Operations } from "../../service.ts";
import { defineService } from "../../service.ts";
import { accountOperations } from "./account.ts";
import { addressOperations } from "./addresses.ts";
import { computeOperations } from "./compute/operations.ts";
import { dhcpOperations } from "./dhcp-options.ts";
import { withDryRun } from "./dry-run.ts";
import { internetGatewayOperations } from "./internet-gateways.ts";
import { natGatewayOperations } from "./nat-gateways.ts";
import { networkAclEntryOperations } from "./network-acl-entries.ts";
import { networkAclOperations } from "./network-acls.ts";
import { peeringOperations } from "./peering.ts";
import { permissions } from "./permissions.ts";
import { prefixListOperations } from "./prefix-lists.ts";
import { resourceProviders } from "./resource-providers.ts";
import { routeTableOperations } from "./route-tables.ts";
import { routeOperations } from "./routes.ts";
import { securityGroupRuleOperations } from "./security-group-rules.ts";
import { securityGroupOperations } from "./security-groups.ts";
import { staleSecurityGroupOperations } from "./stale-security-groups.ts";
import { subnetOperations } from "./subnets.ts";
import { tagOperations } from "./tags.ts";
import { vpcEndpointOperations } from "./vpc-endpoints.ts";
import { vpcOperations } from "./vpcs.ts";
import { vpnGatewayOperations } from "./vpn-gateways.ts";

const operations: Operations<"ec2"> = {
  ...accountOperations,
  ...addressOperations,
  ...computeOperations,
  ...dhcpOperations,
  ...internetGatewayOperations,
  ...natGatewayOperations,
  ...networkAclEntryOperations,
  ...networkAclOperations,
  ...peeringOperations,
  ...prefixListOperations,
  ...routeOperations,
  ...routeTableOperations,
  ...securityGroupOperations,
  ...securityGroupRuleOperations,
  ...staleSecurityGroupOperations,
  ...subnetOperations,
  ...tagOperations,
  ...vpcEndpointOperations,
  ...vpcOperations,
  ...vpnGatewayOperations,
};

export const ec2 = defineService({
  name: "ec2",
  sdk: () => import("@aws-sdk/client-ec2"),
  operations: withDryRun(operations),
  permissions,
  resourceProviders,
});
