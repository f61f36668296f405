import { describedTopology } from "../../tasks/network/described.ts";
import type { Topology } from "../../tasks/network/topology.ts";
import { servicePrincipal } from "./principal.ts";
import type { Call } from "./service.ts";

/**
 * The network of the call's account and Region as its own Describe calls show it, for the evaluator that also
 * judges the labs' steps: what a participant is told and what the emulated network does cannot differ.
 */
export async function networkOf(call: Call): Promise<Topology> {
  const as = servicePrincipal("ec2.amazonaws.com", call.accountId);
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
    call.invoke("ec2", "DescribeVpcs", {}, as),
    call.invoke("ec2", "DescribeSubnets", {}, as),
    call.invoke("ec2", "DescribeRouteTables", {}, as),
    call.invoke("ec2", "DescribeVpcPeeringConnections", {}, as),
    call.invoke("ec2", "DescribeNatGateways", {}, as),
    call.invoke("ec2", "DescribeNetworkAcls", {}, as),
    call.invoke("ec2", "DescribeSecurityGroups", {}, as),
    call.invoke("ec2", "DescribeSecurityGroupRules", {}, as),
    call.invoke("ec2", "DescribeNetworkInterfaces", {}, as),
    call.invoke("ec2", "DescribePrefixLists", {}, as),
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
