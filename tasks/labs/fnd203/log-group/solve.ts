import { CreateLogGroupCommand, PutRetentionPolicyCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { Action } from "../../../../workflows/contract.ts";
import type { Clients } from "../../../runtime/clients.ts";
import { isAwsError, TaskError } from "../../../runtime/errors.ts";
import type { LabSituation } from "../../lab.ts";
import { read } from "./observe.ts";

/** Makes the log group, and keeps its logs for a day. A group that is there stays as it is. */
export async function solve(clients: Clients, lab: LabSituation): Promise<Action[]> {
  const { group, names } = await read(clients, lab);
  if (group) return [];
  const logGroupName = names[0]!;
  try {
    await clients.logs.send(new CreateLogGroupCommand({ logGroupName }));
  } catch (error) {
    // Somebody was quicker: whether it serves is for the next look to say.
    if (isAwsError(error, "ResourceAlreadyExistsException")) return [];
    if (isAwsError(error, "OperationAbortedException"))
      throw new TaskError("notYet", `CloudWatch Logs is still busy with ${logGroupName}: ${error.message}`);
    throw error;
  }
  await clients.logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 1 }));
  return [
    { service: "logs", operation: "CreateLogGroup", summary: `Made the log group ${logGroupName}` },
    { service: "logs", operation: "PutRetentionPolicy", summary: "Set it to keep logs for a day" },
  ];
}
