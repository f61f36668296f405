import {
  DeleteVpcEndpointsCommand,
  DescribeVpcEndpointsCommand,
  type EC2Client,
  type VpcEndpoint,
} from "@aws-sdk/client-ec2";
import { TaskError } from "../../runtime/errors.ts";
import { inStack, type Sweeper } from "../sweeper.ts";

/**
 * VPC endpoints in the lab's VPCs that are not of its stack: the participant's, or GuardDuty's for its agent, which
 * an organisation may have switched on. GuardDuty makes its own anew while instances run, so instances go before.
 */
export const endpoints: Sweeper = {
  kind: "VPC endpoint",
  async find({ ec2 }, scope) {
    const all = scope.vpcs.length > 0 ? await describe(ec2, "vpc-id", scope.vpcs) : [];
    return all
      .filter((one) => !inStack(scope, "AWS::EC2::VPCEndpoint", one.VpcEndpointId))
      .map((one) => ({
        action: "remove",
        id: one.VpcEndpointId!,
        name: one.ServiceName,
        why: "It lies in a VPC of the lab and is not of its stack; its interfaces would hold the subnets.",
      }));
  },
  async sweep({ ec2 }, item) {
    const [endpoint] = await describe(ec2, "vpc-endpoint-id", [item.id]);
    if (!endpoint) return;
    if (endpoint.State?.toLowerCase() !== "deleting") {
      const { Unsuccessful = [] } = await ec2.send(
        new DeleteVpcEndpointsCommand({ VpcEndpointIds: [item.id] }),
      );
      const refusal = Unsuccessful[0]?.Error;
      if (refusal) throw Object.assign(new Error(refusal.Message), { name: refusal.Code });
    }
    throw new TaskError("notYet", `The endpoint ${item.id} is being deleted.`);
  },
};

async function describe(ec2: EC2Client, filter: string, values: readonly string[]): Promise<VpcEndpoint[]> {
  const { VpcEndpoints = [] } = await ec2.send(
    new DescribeVpcEndpointsCommand({ Filters: [{ Name: filter, Values: [...values] }] }),
  );
  return VpcEndpoints.filter((endpoint) => endpoint.State?.toLowerCase() !== "deleted");
}
