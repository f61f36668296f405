import type { LabResources } from "../../../workflows/contract.ts";
import type { CliCommand, Place } from "../lab.ts";

/** Fills in the lab's ids; one that is not known yet becomes a placeholder in capitals: `GROUP_SERVICES_SERVER`. */
export function filler(resources: LabResources): (key: string) => string {
  return (key) => resources[key] ?? placeholder(key);
}

const placeholder = (key: string): string =>
  key
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .replaceAll(".", "_")
    .toUpperCase();

/** A page of the VPC console in the lab's Region. */
export function vpcConsole({ region }: Place, fragment: string): string {
  return `https://${region}.console.aws.amazon.com/vpcconsole/home?region=${region}#${fragment}`;
}

/** One entry for all traffic of a network ACL, as an AWS CLI command. */
export function entryCommand(
  aclId: string,
  direction: "egress" | "ingress",
  number: number,
  action: "allow" | "deny",
  cidr: string,
): string {
  return `aws ec2 create-network-acl-entry --network-acl-id ${aclId} --${direction} --rule-number ${number} --protocol all --rule-action ${action} --cidr-block ${cidr}`;
}

/**
 * Makes a named network ACL and keeps its id in a variable of the shell, where the commands after it find it. Nothing
 * where there is one: EC2 would make a second of the same name.
 */
export function createAclCommands(
  resources: LabResources,
  acl: string,
  vpcId: string,
  name: string,
): CliCommand[] {
  if (resources[acl] !== undefined) return [];
  const tags = `'ResourceType=network-acl,Tags=[{Key=Name,Value=${name}}]'`;
  return [
    {
      why: `Create ${name}, and keep its id for the commands below`,
      command: `${placeholder(acl)}=$(aws ec2 create-network-acl --vpc-id ${vpcId} --tag-specifications ${tags} --query NetworkAcl.NetworkAclId --output text)`,
    },
  ];
}

/** The id of a network ACL where it is known, else what `createAclCommands` kept. */
export const aclId = (resources: LabResources, acl: string): string =>
  resources[acl] ?? `$${placeholder(acl)}`;

/** Moves a subnet to a network ACL: the association that it has now is replaced. */
export function associateCommand(associationId: string, aclId: string): string {
  return `aws ec2 replace-network-acl-association --association-id ${associationId} --network-acl-id ${aclId}`;
}
