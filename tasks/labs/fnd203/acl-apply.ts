import {
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  DeleteNetworkAclEntryCommand,
  DescribeNetworkAclsCommand,
  type EC2Client,
  ReplaceNetworkAclAssociationCommand,
  ReplaceNetworkAclEntryCommand,
} from "@aws-sdk/client-ec2";
import type { Action } from "../../../workflows/contract.ts";
import type { AclEntry } from "../../network/topology.ts";
import { isAwsError } from "../../runtime/errors.ts";
import type { Calls } from "../lab.ts";
import type { AclChange, AclPlan, AclSpec } from "./acl-plan.ts";

/** Carries out plans, and says what it did. What somebody else did meanwhile is taken as done. */
export async function* applyAclPlans(ec2: EC2Client, plans: AclPlan[]): Calls {
  for (const { spec, aclId, changes } of plans) {
    let id = aclId ?? "";
    for (const change of changes) {
      if (change.do === "create") id = await createAcl(ec2, spec);
      else await applyChange(ec2, id, change);
      yield actionOf(spec, change);
    }
  }
}

async function createAcl(ec2: EC2Client, spec: AclSpec): Promise<string> {
  const { NetworkAcl } = await ec2.send(
    new CreateNetworkAclCommand({
      VpcId: spec.vpcId,
      TagSpecifications: [{ ResourceType: "network-acl", Tags: [{ Key: "Name", Value: spec.name }] }],
    }),
  );
  return NetworkAcl!.NetworkAclId!;
}

async function applyChange(
  ec2: EC2Client,
  aclId: string,
  change: Exclude<AclChange, { do: "create" }>,
): Promise<void> {
  switch (change.do) {
    case "add-entry":
      try {
        await ec2.send(new CreateNetworkAclEntryCommand(entryInput(aclId, change.entry)));
      } catch (error) {
        if (!isAwsError(error, "NetworkAclEntryAlreadyExists")) throw error;
        await ec2.send(new ReplaceNetworkAclEntryCommand(entryInput(aclId, change.entry)));
      }
      return;
    case "replace-entry":
      await ec2.send(new ReplaceNetworkAclEntryCommand(entryInput(aclId, change.entry)));
      return;
    case "remove-entry":
      try {
        const Egress = change.direction === "egress";
        await ec2.send(
          new DeleteNetworkAclEntryCommand({ NetworkAclId: aclId, RuleNumber: change.number, Egress }),
        );
      } catch (error) {
        if (!isAwsError(error, "InvalidNetworkAclEntry.NotFound")) throw error;
      }
      return;
    case "associate":
      await associate(ec2, change.defaultAclId ?? aclId, change.subnetId, change.associationId);
  }
}

/** The plans of this lab's steps have entries for all traffic only: those need no port range. */
const entryInput = (aclId: string, entry: AclEntry) => ({
  NetworkAclId: aclId,
  RuleNumber: entry.number,
  Egress: entry.direction === "egress",
  Protocol: "-1",
  RuleAction: entry.allow ? ("allow" as const) : ("deny" as const),
  CidrBlock: entry.cidr,
});

/** Each replacement makes a new association id, so one that was read before may be stale: then it is read again. */
async function associate(
  ec2: EC2Client,
  aclId: string,
  subnetId: string,
  associationId: string,
): Promise<void> {
  const replace = (AssociationId: string) =>
    ec2.send(new ReplaceNetworkAclAssociationCommand({ AssociationId, NetworkAclId: aclId }));
  try {
    await replace(associationId);
  } catch (error) {
    if (!isAwsError(error, "InvalidAssociationID.NotFound")) throw error;
    const { NetworkAcls = [] } = await ec2.send(
      new DescribeNetworkAclsCommand({ Filters: [{ Name: "association.subnet-id", Values: [subnetId] }] }),
    );
    const current = NetworkAcls.flatMap((acl) => acl.Associations ?? []).find(
      (each) => each.SubnetId === subnetId,
    );
    if (!current?.NetworkAclAssociationId) throw error;
    await replace(current.NetworkAclAssociationId);
  }
}

function actionOf(spec: AclSpec, change: AclChange): Action {
  const named = (operation: string, summary: string): Action => ({ service: "ec2", operation, summary });
  switch (change.do) {
    case "create":
      return named("CreateNetworkAcl", `Created the network ACL ${spec.name}`);
    case "add-entry":
      return named("CreateNetworkAclEntry", `Added ${entryWords(change.entry)} to ${spec.name}`);
    case "replace-entry":
      return named("ReplaceNetworkAclEntry", `Changed ${spec.name}: ${entryWords(change.entry)}`);
    case "remove-entry":
      return named(
        "DeleteNetworkAclEntry",
        `Removed ${change.direction === "egress" ? "outbound" : "inbound"} rule ${change.number} from ${spec.name}`,
      );
    case "associate":
      return named(
        "ReplaceNetworkAclAssociation",
        change.defaultAclId
          ? `Gave ${change.subnetId} the VPC's default network ACL back`
          : `Associated ${change.subnetId} with ${spec.name}`,
      );
  }
}

function entryWords(entry: AclEntry): string {
  const side = entry.direction === "egress" ? "outbound" : "inbound";
  const way = entry.direction === "egress" ? "to" : "from";
  return `${side} rule ${entry.number} (${entry.allow ? "allow" : "deny"} all traffic ${way} ${entry.cidr})`;
}
