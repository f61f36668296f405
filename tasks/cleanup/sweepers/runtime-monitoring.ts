import {
  DeleteSecurityGroupCommand,
  DeleteVpcEndpointsCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcEndpointsCommand,
} from "@aws-sdk/client-ec2";
import type { Clients } from "../../runtime/clients.ts";
import { isAwsError, TaskError } from "../../runtime/errors.ts";
import type { Scope } from "../sweeper.ts";

/**
 * Removes what GuardDuty's Runtime Monitoring puts into the lab's VPCs by itself: an endpoint for its agent, and then
 * the endpoint's security group. The sweepers of both do so as well; but an organisation's comes anew while instances
 * run, and the stack's own run until CloudFormation has terminated them: then this is what holds its subnets.
 *
 * @throws TaskError NotYet while an endpoint is being deleted
 */
export async function removeRuntimeMonitoring({ ec2 }: Clients, { vpcs }: Scope): Promise<void> {
  if (vpcs.length === 0) return;
  const Filters = [{ Name: "vpc-id", Values: [...vpcs] }];
  const { VpcEndpoints = [] } = await ec2.send(new DescribeVpcEndpointsCommand({ Filters }));
  const endpoints = VpcEndpoints.filter(
    ({ ServiceName = "", State = "" }) =>
      ServiceName.endsWith(".guardduty-data") && State.toLowerCase() !== "deleted",
  );
  if (endpoints.length > 0) {
    const VpcEndpointIds = endpoints
      .filter(({ State = "" }) => State.toLowerCase() !== "deleting")
      .map(({ VpcEndpointId }) => VpcEndpointId!);
    if (VpcEndpointIds.length > 0) await ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds }));
    throw new TaskError("notYet", "GuardDuty's endpoint in a VPC of the lab is being deleted.");
  }
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
  // Unsure: the name is as remembered, not documented.
  for (const { GroupId } of SecurityGroups.filter(({ GroupName = "" }) =>
    GroupName.startsWith("GuardDutyManagedSecurityGroup-"),
  ))
    try {
      await ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
    } catch (error) {
      // Whatever still has it is the next attempt's business.
      if (!isAwsError(error, "InvalidGroup.NotFound", "DependencyViolation")) throw error;
    }
}
