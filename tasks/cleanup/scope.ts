import { DescribeStackResourcesCommand, GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import type { Ledger } from "../../workflows/contract.ts";
import type { LabBuild } from "../build/lab-build.ts";
import type { Clients } from "../runtime/clients.ts";
import { findStack } from "../runtime/find-stack.ts";
import type { Scope } from "./sweeper.ts";
import { templateReferences } from "./template-references.ts";

/** Finds out what a clean-up may act on, from the ledger and the lab's stack as it is now. */
export async function readScope(
  clients: Clients,
  lab: LabBuild,
  ledger: Ledger,
  labStackRole: string,
): Promise<Scope> {
  const before = new Set(ledger.items.map((item) => item.id));
  const stack = await findStack(clients, lab.stackName);
  const base = {
    lab: lab.lab,
    ledger,
    place: { accountId: ledger.accountId, region: ledger.region },
    suffix: ledger.suffix ?? ledger.accountId,
    startedAt: new Date(ledger.writtenAt),
    before,
    keyPair: lab.keyPair,
    labStackRole,
  };
  // A stack of the name that was there before the lab is not the lab's.
  if (!stack || before.has(stack.StackId!))
    return { ...base, stackResources: new Map(), templateReferences: new Set(), vpcs: [] };

  const [{ StackResources = [] }, { TemplateBody = "" }] = await Promise.all([
    clients.cloudFormation.send(new DescribeStackResourcesCommand({ StackName: stack.StackId })),
    clients.cloudFormation.send(new GetTemplateCommand({ StackName: stack.StackId })),
  ]);
  const stackResources = new Map<string, Set<string>>();
  const physicalIds = new Map<string, string>();
  for (const { LogicalResourceId, ResourceType, PhysicalResourceId, ResourceStatus } of StackResources) {
    if (!PhysicalResourceId || ResourceStatus === "DELETE_COMPLETE") continue;
    physicalIds.set(LogicalResourceId!, PhysicalResourceId);
    const ids = stackResources.get(ResourceType!) ?? new Set();
    stackResources.set(ResourceType!, ids.add(PhysicalResourceId));
  }
  return {
    ...base,
    stack: { id: stack.StackId!, name: stack.StackName!, status: stack.StackStatus! },
    stackResources,
    templateReferences: templateReferences(TemplateBody, physicalIds),
    vpcs: await existingVpcs(clients, [...(stackResources.get("AWS::EC2::VPC") ?? [])]),
  };
}

/** Those VPCs that still exist; asked for by filter, because an unknown id is an error and an unknown value is not. */
async function existingVpcs({ ec2 }: Clients, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const { Vpcs = [] } = await ec2.send(
    new DescribeVpcsCommand({ Filters: [{ Name: "vpc-id", Values: ids }] }),
  );
  return Vpcs.map((vpc) => vpc.VpcId!);
}
