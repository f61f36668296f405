import { describedTopology } from "../../tasks/network/described.ts";
import type { Topology } from "../../tasks/network/topology.ts";
import { makeCall } from "./dispatch.ts";
import { ask } from "./own-reads.ts";
import { servicePrincipal } from "./principal.ts";
import type { Call } from "./service.ts";

/**
 * The network of the call's account and Region as its own Describe calls show it, for the evaluator that also
 * judges the labs' steps: what a participant is told and what the emulated network does cannot differ.
 */
export async function networkOf(call: Call): Promise<Topology> {
  const { cloud, accountId, region } = call;
  const principal = servicePrincipal("ec2.amazonaws.com", accountId);
  const own = makeCall(cloud, { accountId, region, principal });
  const [
    vpcs,
    subnets,
    routeTables,
    peerings,
    natGateways,
    networkAcls,
    groups,
    groupRules,
    interfaces,
    lists,
  ] = await Promise.all([
    ask(own, "ec2", "DescribeVpcs", {}),
    ask(own, "ec2", "DescribeSubnets", {}),
    ask(own, "ec2", "DescribeRouteTables", {}),
    ask(own, "ec2", "DescribeVpcPeeringConnections", {}),
    ask(own, "ec2", "DescribeNatGateways", {}),
    ask(own, "ec2", "DescribeNetworkAcls", {}),
    ask(own, "ec2", "DescribeSecurityGroups", {}),
    ask(own, "ec2", "DescribeSecurityGroupRules", {}),
    ask(own, "ec2", "DescribeNetworkInterfaces", {}),
    ask(own, "ec2", "DescribePrefixLists", {}),
  ]);
  return describedTopology({
    vpcs: vpcs.Vpcs ?? [],
    subnets: subnets.Subnets ?? [],
    routeTables: routeTables.RouteTables ?? [],
    peerings: peerings.VpcPeeringConnections ?? [],
    natGateways: natGateways.NatGateways ?? [],
    networkAcls: networkAcls.NetworkAcls ?? [],
    groups: groups.SecurityGroups ?? [],
    groupRules: groupRules.SecurityGroupRules ?? [],
    interfaces: interfaces.NetworkInterfaces ?? [],
    prefixLists: (lists.PrefixLists ?? []).map((list) => ({
      id: list.PrefixListId!,
      cidrs: list.Cidrs ?? [],
    })),
  });
}
