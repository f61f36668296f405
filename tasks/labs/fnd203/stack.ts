import { DescribeStackResourcesCommand, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { paginateDescribeVpcs, type Vpc } from "@aws-sdk/client-ec2";
import type { Clients } from "../../runtime/clients.ts";
import { isUnknownStack } from "../../runtime/find-stack.ts";
import { collect } from "../../runtime/pages.ts";
import { VPCS, type VpcKey } from "./parts.ts";

/** A stack that holds the lab. */
export interface LabStack {
  id: string;
  name: string;
  /** Physical ids by logical id. */
  resources: Record<string, string>;
  outputs: Record<string, string>;
}

/** What a stack must own to be the lab. */
const MARKS = [...Object.values(VPCS).map((vpc) => vpc.logicalId), "ServicesServerSecurityGroup"];

/**
 * The lab's stack: the one of this name if it is the lab, else whichever stack made VPCs with the lab's logical
 * ids, which CloudFormation leaves on them as tags. Nothing if there is neither.
 */
export async function findStack(clients: Clients, name: string): Promise<LabStack | undefined> {
  const named = await readStack(clients, name);
  if (named) return named;
  const vpcs = await vpcsTagged(
    clients,
    "aws:cloudformation:logical-id",
    Object.values(VPCS).map((vpc) => vpc.logicalId),
  );
  const stackIds = new Set(vpcs.map((vpc) => tag(vpc, "aws:cloudformation:stack-id")));
  for (const id of stackIds) {
    const stack = id === undefined ? undefined : await readStack(clients, id);
    if (stack) return stack;
  }
  return undefined;
}

async function readStack(clients: Clients, nameOrId: string): Promise<LabStack | undefined> {
  try {
    // Side by side, though the second is of no use where the stack is not the lab: each check waits for both.
    const [{ StackResources = [] }, { Stacks = [] }] = await Promise.all([
      clients.cloudFormation.send(new DescribeStackResourcesCommand({ StackName: nameOrId })),
      clients.cloudFormation.send(new DescribeStacksCommand({ StackName: nameOrId })),
    ]);
    const resources = Object.fromEntries(
      StackResources.filter(
        (resource) => resource.PhysicalResourceId && resource.ResourceStatus !== "DELETE_COMPLETE",
      ).map((resource) => [resource.LogicalResourceId!, resource.PhysicalResourceId!]),
    );
    if (MARKS.some((mark) => resources[mark] === undefined)) return undefined;
    const stack = Stacks[0];
    if (!stack?.StackId || !stack.StackName) return undefined;
    const outputs = Object.fromEntries(
      (stack.Outputs ?? []).map((output) => [output.OutputKey!, output.OutputValue!]),
    );
    return { id: stack.StackId, name: stack.StackName, resources, outputs };
  } catch (error) {
    if (isUnknownStack(error)) return undefined;
    throw error;
  }
}

/** The lab's VPCs by name and block, where no stack shows them. Two of one name are nobody's: it could be either. */
export async function vpcsByName(clients: Clients): Promise<Partial<Record<VpcKey, string>>> {
  const found = await vpcsTagged(
    clients,
    "Name",
    Object.values(VPCS).map((vpc) => vpc.name),
  );
  return Object.fromEntries(
    Object.entries(VPCS).flatMap(([key, { name, cidr }]) => {
      const matching = found.filter((vpc) => tag(vpc, "Name") === name && vpc.CidrBlock === cidr);
      return matching.length === 1 ? [[key, matching[0]!.VpcId!]] : [];
    }),
  );
}

const vpcsTagged = (clients: Clients, key: string, values: string[]): Promise<Vpc[]> =>
  collect(
    paginateDescribeVpcs({ client: clients.ec2 }, { Filters: [{ Name: `tag:${key}`, Values: values }] }),
    (page) => page.Vpcs,
  );

const tag = (vpc: Vpc, key: string): string | undefined => vpc.Tags?.find((each) => each.Key === key)?.Value;
