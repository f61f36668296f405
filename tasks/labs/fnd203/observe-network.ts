import {
  type EC2Client,
  type Filter,
  paginateDescribeNatGateways,
  paginateDescribeNetworkAcls,
  paginateDescribeNetworkInterfaces,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcPeeringConnections,
  paginateDescribeVpcs,
  paginateGetManagedPrefixListEntries,
  type RouteTable,
  type SecurityGroupRule,
} from "@aws-sdk/client-ec2";
import type { LabResources } from "../../../workflows/contract.ts";
import { type Described, describedTopology } from "../../network/described.ts";
import type { Clients } from "../../runtime/clients.ts";
import { isAccessDenied, isAwsError, TaskError } from "../../runtime/errors.ts";
import { collect } from "../../runtime/pages.ts";
import type { LabSituation } from "../lab.ts";
import { type NetworkFacts, partOf } from "./facts.ts";

/** What is being read for a verification: the steps that look at the same network share one reading of it. */
const readings = new WeakMap<LabSituation, Promise<NetworkFacts>>();

/** `observeNetwork`, once for all steps that are verified together. */
export function observeSharedNetwork(clients: Clients, lab: LabSituation): Promise<NetworkFacts> {
  const reading = readings.get(lab) ?? observeNetwork(clients, lab.resources);
  readings.set(lab, reading);
  return reading;
}

/**
 * Reads the network of the lab's three VPCs: what the network steps judge.
 * @throws TaskError LabNotFound if a VPC or subnet of the lab is gone; EC2's own errors, UnauthorizedOperation
 * among them.
 */
export async function observeNetwork({ ec2 }: Clients, resources: LabResources): Promise<NetworkFacts> {
  const vpcIds = ["vpc.webApp", "vpc.services", "vpc.poc"].map((key) => partOf(resources, key));
  const topology = describedTopology(await describeNetwork(ec2, vpcIds));
  for (const [key, id] of Object.entries(resources)) {
    const there = key.startsWith("subnet.")
      ? topology.subnets[id]
      : key.startsWith("vpc.")
        ? topology.vpcs[id]
        : true;
    if (!there)
      throw new TaskError("labNotFound", `${key} (${id}) is gone: clean up the lab and build it again.`);
  }
  return { resources, topology };
}

async function describeNetwork(ec2: EC2Client, vpcIds: string[]): Promise<Described> {
  const inVpcs: Filter[] = [{ Name: "vpc-id", Values: vpcIds }];
  const client = { client: ec2 };
  const [vpcs, subnets, routeTables, peerings, natGateways, networkAcls, groups, interfaces] =
    await Promise.all([
      collect(paginateDescribeVpcs(client, { Filters: inVpcs }), (page) => page.Vpcs),
      collect(paginateDescribeSubnets(client, { Filters: inVpcs }), (page) => page.Subnets),
      collect(paginateDescribeRouteTables(client, { Filters: inVpcs }), (page) => page.RouteTables),
      // Filters of different names narrow each other, so requester and accepter cannot be asked for in one call.
      collect(paginateDescribeVpcPeeringConnections(client, {}), (page) => page.VpcPeeringConnections),
      collect(paginateDescribeNatGateways(client, { Filter: inVpcs }), (page) => page.NatGateways),
      collect(paginateDescribeNetworkAcls(client, { Filters: inVpcs }), (page) => page.NetworkAcls),
      collect(paginateDescribeSecurityGroups(client, { Filters: inVpcs }), (page) => page.SecurityGroups),
      collect(
        paginateDescribeNetworkInterfaces(client, { Filters: inVpcs }),
        (page) => page.NetworkInterfaces,
      ),
    ]);
  const groupRules = await describeGroupRules(
    ec2,
    groups.map((group) => group.GroupId!),
  );
  const prefixLists = await Promise.all(
    prefixListIds(groupRules, routeTables).map((id) => readPrefixList(ec2, id)),
  );
  return {
    vpcs,
    subnets,
    routeTables,
    peerings,
    natGateways,
    networkAcls,
    groups,
    groupRules,
    interfaces,
    prefixLists: prefixLists.flatMap((list) => list ?? []),
  };
}

/** EC2 takes at most 200 values in a filter. */
const FILTER_VALUES = 200;

async function describeGroupRules(ec2: EC2Client, groupIds: string[]): Promise<SecurityGroupRule[]> {
  const rules: SecurityGroupRule[] = [];
  for (let start = 0; start < groupIds.length; start += FILTER_VALUES) {
    const Values = groupIds.slice(start, start + FILTER_VALUES);
    const pages = paginateDescribeSecurityGroupRules(
      { client: ec2 },
      { Filters: [{ Name: "group-id", Values }] },
    );
    rules.push(...(await collect(pages, (page) => page.SecurityGroupRules)));
  }
  return rules;
}

function prefixListIds(rules: SecurityGroupRule[], tables: RouteTable[]): string[] {
  const ids = [
    ...rules.map((rule) => rule.PrefixListId),
    ...tables.flatMap((table) => table.Routes ?? []).map((route) => route.DestinationPrefixListId),
  ];
  return [...new Set(ids.filter((id) => id !== undefined))];
}

/** A list that may not be read, or is gone, counts as unknown: rules that name it then match no address. */
async function readPrefixList(ec2: EC2Client, id: string) {
  try {
    const pages = paginateGetManagedPrefixListEntries({ client: ec2 }, { PrefixListId: id });
    const entries = await collect(pages, (page) => page.Entries);
    return { id, cidrs: entries.flatMap((entry) => entry.Cidr ?? []) };
  } catch (error) {
    if (
      isAccessDenied(error) ||
      isAwsError(error, "InvalidPrefixListID.NotFound", "InvalidPrefixListId.NotFound")
    )
      return undefined;
    throw error;
  }
}
