import {
  type EC2Client,
  type Instance,
  ModifyInstanceAttributeCommand,
  paginateDescribeInstances,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { isAwsError, TaskError } from "../../runtime/errors.ts";
import { collect } from "../../runtime/pages.ts";
import { inStack, type Sweeper } from "../sweeper.ts";

/** Instances that were launched by hand into the lab's networks; their interfaces would hold subnets and groups. */
export const instances: Sweeper = {
  kind: "instance",
  async find({ ec2 }, scope) {
    const all = await describe(ec2, { "vpc-id": scope.vpcs });
    return all
      .filter(
        (one) => !inStack(scope, "AWS::EC2::Instance", one.InstanceId) && one.State?.Name !== "terminated",
      )
      .map((one) => ({
        action: "remove",
        id: one.InstanceId!,
        name: one.Tags?.find((tag) => tag.Key === "Name")?.Value,
        why: "It was launched by hand into a VPC of the lab.",
      }));
  },
  async sweep({ ec2 }, item) {
    const [instance] = await describe(ec2, { "instance-id": [item.id] });
    if (!instance || instance.State?.Name === "terminated") return;
    if (instance.State?.Name !== "shutting-down") await terminate(ec2, item.id);
    throw new TaskError("notYet", `The instance ${item.id} is shutting down.`);
  },
};

/** Terminates, protected or not: the plan that named the instance was approved. */
async function terminate(ec2: EC2Client, id: string): Promise<void> {
  try {
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  } catch (error) {
    if (isAwsError(error, "InvalidInstanceID.NotFound")) return;
    if (!isAwsError(error, "OperationNotPermitted")) throw error;
    await ec2.send(
      new ModifyInstanceAttributeCommand({ InstanceId: id, DisableApiTermination: { Value: false } }),
    );
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  }
}

async function describe(ec2: EC2Client, filters: Record<string, readonly string[]>): Promise<Instance[]> {
  if (Object.values(filters).some((values) => values.length === 0)) return [];
  const Filters = Object.entries(filters).map(([Name, values]) => ({ Name, Values: [...values] }));
  const reservations = await collect(
    paginateDescribeInstances({ client: ec2 }, { Filters }),
    (page) => page.Reservations,
  );
  return reservations.flatMap((reservation) => reservation.Instances ?? []);
}
