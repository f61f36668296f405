import {
  DeleteNetworkAclCommand,
  DescribeNetworkAclsCommand,
  type EC2Client,
  type NetworkAcl,
  ReplaceNetworkAclAssociationCommand,
} from "@aws-sdk/client-ec2";
import { isAwsError, TaskError } from "../../runtime/errors.ts";
import { inStack, type Sweeper } from "../sweeper.ts";

/**
 * The network ACLs that the participant made in the lab's VPCs. There is no call to disassociate one: its subnets are
 * handed back to the VPC's default ACL, and then it can go. Left in place it would keep the VPC from being deleted.
 */
export const networkAcls: Sweeper = {
  kind: "network ACL",
  async find({ ec2 }, scope) {
    const acls = await describe(ec2, { "vpc-id": scope.vpcs });
    return acls
      .filter((acl) => !acl.IsDefault && !inStack(scope, "AWS::EC2::NetworkAcl", acl.NetworkAclId))
      .map((acl) => ({
        action: "remove",
        id: acl.NetworkAclId!,
        name: acl.Tags?.find((tag) => tag.Key === "Name")?.Value,
        why: "It was made by hand in a VPC of the lab; its subnets go back to the default ACL first.",
      }));
  },
  async sweep({ ec2 }, item) {
    const [acl] = await describe(ec2, { "network-acl-id": [item.id] });
    if (!acl) return;
    const [standard] = await describe(ec2, { "vpc-id": [acl.VpcId!], default: ["true"] });
    for (const { NetworkAclAssociationId } of acl.Associations ?? []) {
      try {
        await ec2.send(
          new ReplaceNetworkAclAssociationCommand({
            AssociationId: NetworkAclAssociationId,
            NetworkAclId: standard!.NetworkAclId,
          }),
        );
      } catch (error) {
        // Somebody replaced it meanwhile; the next look has the new association's id.
        if (isAwsError(error, "InvalidAssociationID.NotFound"))
          throw new TaskError("notYet", `The associations of ${item.id} are changing.`);
        throw error;
      }
    }
    try {
      await ec2.send(new DeleteNetworkAclCommand({ NetworkAclId: item.id }));
    } catch (error) {
      if (isAwsError(error, "InvalidNetworkAclID.NotFound")) return;
      if (isAwsError(error, "DependencyViolation"))
        throw new TaskError("notYet", `${item.id} is still associated with a subnet.`);
      throw error;
    }
  },
};

async function describe(ec2: EC2Client, filters: Record<string, readonly string[]>): Promise<NetworkAcl[]> {
  // An empty list of values is refused, and would mean "any" elsewhere.
  if (Object.values(filters).some((values) => values.length === 0)) return [];
  const { NetworkAcls = [] } = await ec2.send(
    new DescribeNetworkAclsCommand({
      Filters: Object.entries(filters).map(([Name, values]) => ({ Name, Values: [...values] })),
    }),
  );
  return NetworkAcls;
}
