import {
  type Filter,
  type Instance,
  type NetworkAcl,
  paginateDescribeInstances,
  paginateDescribeNetworkAcls,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  type SecurityGroup,
  type Subnet,
} from "@aws-sdk/client-ec2";
import type { LabResources } from "../../../workflows/contract.ts";
import type { Clients } from "../../runtime/clients.ts";
import { TaskError } from "../../runtime/errors.ts";
import { collect } from "../../runtime/pages.ts";
import { ACLS, GROUPS, INSTANCES, STACK_NAME, SUBNETS, VPCS, type VpcKey } from "./parts.ts";
import { findStack, type LabStack, vpcsByName } from "./stack.ts";

/**
 * The lab's resources by the parts that they play:
 *
 * - `stack.id`, `stack.name`, `output.<key>` where a stack made the lab
 * - `vpc.{webApp,services,poc}`, `subnet.<part>`, `group.<part>`, `instance.<part>`: see `parts.ts`
 * - `acl.{loadBalancerIsolation,pocProtectionAz1,pocProtectionAz2}` where the participant has made them
 * - `association.<subnet part>`: the subnet's present network ACL association, which replacing it asks for
 *
 * They are found by the stack's logical ids, else by what they are, so that a stack of any name, made from our
 * template or that of 2019, and a lab built by hand are all found.
 * @throws TaskError LabNotFound if a VPC, subnet or security group of the lab is missing.
 */
export async function resolveLab(clients: Clients, stackName = STACK_NAME): Promise<LabResources> {
  const stack = await findStack(clients, stackName);
  const vpcs = stack ? vpcsOf(stack) : await vpcsByName(clients);
  const vpcIds = Object.values(vpcs);
  if (vpcIds.length < Object.keys(VPCS).length)
    throw new TaskError(
      "labNotFound",
      `There is no stack ${stackName} with the lab's resources, nor its three VPCs by name. Build the lab first.`,
    );
  const network = await describe(clients, vpcIds);
  const resources: LabResources = {
    ...(stack ? { "stack.id": stack.id, "stack.name": stack.name } : {}),
    ...prefixed("output", stack?.outputs ?? {}),
    ...prefixed("vpc", vpcs),
    ...prefixed("subnet", subnetsOf(network, vpcs)),
    ...prefixed("group", groupsOf(network, vpcs, stack)),
    ...prefixed("instance", instancesOf(network, stack)),
    ...prefixed("acl", aclsOf(network, vpcs)),
  };
  requireParts(resources);
  return { ...resources, ...associationsOf(network, resources) };
}

interface Network {
  subnets: Subnet[];
  groups: SecurityGroup[];
  instances: Instance[];
  acls: NetworkAcl[];
}

type Vpcs = Partial<Record<VpcKey, string>>;

async function describe({ ec2 }: Clients, vpcIds: string[]): Promise<Network> {
  const inVpcs: Filter[] = [{ Name: "vpc-id", Values: vpcIds }];
  const client = { client: ec2 };
  const [subnets, groups, reservations, acls] = await Promise.all([
    collect(paginateDescribeSubnets(client, { Filters: inVpcs }), (page) => page.Subnets),
    collect(paginateDescribeSecurityGroups(client, { Filters: inVpcs }), (page) => page.SecurityGroups),
    collect(paginateDescribeInstances(client, { Filters: inVpcs }), (page) => page.Reservations),
    collect(paginateDescribeNetworkAcls(client, { Filters: inVpcs }), (page) => page.NetworkAcls),
  ]);
  const instances = reservations
    .flatMap((reservation) => reservation.Instances ?? [])
    .filter((instance) => !["terminated", "shutting-down"].includes(instance.State?.Name ?? ""));
  return { subnets, groups, instances, acls };
}

const prefixed = (prefix: string, parts: Record<string, string>): LabResources =>
  Object.fromEntries(Object.entries(parts).map(([key, id]) => [`${prefix}.${key}`, id]));

/** The entries of a table of parts for which an id was found. */
function found<T>(parts: Record<string, T>, id: (part: T, key: string) => string | undefined) {
  return Object.fromEntries(
    Object.entries(parts).flatMap(([key, part]) => {
      const is = id(part, key);
      return is === undefined ? [] : [[key, is] as const];
    }),
  );
}

const vpcsOf = (stack: LabStack): Vpcs => found(VPCS, ({ logicalId }) => stack.resources[logicalId]);

const subnetsOf = ({ subnets }: Network, vpcs: Vpcs) =>
  found(
    SUBNETS,
    ({ vpc, cidr }) =>
      subnets.find((subnet) => subnet.VpcId === vpcs[vpc] && subnet.CidrBlock === cidr)?.SubnetId,
  );

/** Of a stack's resources only those that still exist: a participant may have deleted one and made it anew. */
const groupsOf = ({ groups }: Network, vpcs: Vpcs, stack: LabStack | undefined) =>
  found(
    GROUPS,
    ({ vpc, logicalId, name }) =>
      (
        groups.find((group) => group.GroupId === stack?.resources[logicalId]) ??
        groups.find((group) => group.VpcId === vpcs[vpc] && group.GroupName === name)
      )?.GroupId,
  );

const instancesOf = ({ instances }: Network, stack: LabStack | undefined) =>
  found(
    INSTANCES,
    ({ logicalId, name }) =>
      (
        instances.find((instance) => instance.InstanceId === stack?.resources[logicalId]) ??
        instances.find((instance) => nameOf(instance.Tags) === name)
      )?.InstanceId ?? stack?.resources[logicalId],
  );

/** The one that guards a subnet, where several have the name. */
const aclsOf = ({ acls }: Network, vpcs: Vpcs) =>
  found(
    ACLS,
    ({ vpc, name }) =>
      acls
        .filter((acl) => acl.VpcId === vpcs[vpc] && !acl.IsDefault && nameOf(acl.Tags) === name)
        .toSorted((a, b) => (b.Associations?.length ?? 0) - (a.Associations?.length ?? 0))[0]?.NetworkAclId,
  );

function associationsOf({ acls }: Network, resources: LabResources): LabResources {
  const associations = acls.flatMap((acl) => acl.Associations ?? []);
  return prefixed(
    "association",
    found(
      SUBNETS,
      (_, key) =>
        associations.find((each) => each.SubnetId === resources[`subnet.${key}`])?.NetworkAclAssociationId,
    ),
  );
}

const nameOf = (tags: { Key?: string; Value?: string }[] | undefined): string | undefined =>
  tags?.find((tag) => tag.Key === "Name")?.Value;

function requireParts(resources: LabResources): void {
  const missing = [
    ...Object.keys(SUBNETS).map((key) => `subnet.${key}`),
    ...Object.keys(GROUPS).map((key) => `group.${key}`),
  ].filter((key) => resources[key] === undefined);
  if (missing.length > 0)
    throw new TaskError(
      "labNotFound",
      `The lab is built only partly: ${missing.join(", ")} cannot be found. Clean up and build it again.`,
    );
}
