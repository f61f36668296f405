import { CreateLogGroupCommand, PutRetentionPolicyCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { Clients } from "../../../runtime/clients.ts";
import { isAwsError, TaskError } from "../../../runtime/errors.ts";
import type { Calls, LabSituation } from "../../lab.ts";
import { read } from "./observe.ts";

/** Makes the log group, and keeps its logs for a day. A group that is there stays as it is. */
export async function* solve(clients: Clients, lab: LabSituation): Calls {
  const { group, names } = await read(clients, lab);
  if (group) return;
  const logGroupName = names[0]!;
  try {
    await clients.logs.send(new CreateLogGroupCommand({ logGroupName }));
  } catch (error) {
    // Somebody was quicker: whether it serves is for the next look to say.
    if (isAwsError(error, "ResourceAlreadyExistsException")) return;
    if (isAwsError(error, "OperationAbortedException"))
      throw new TaskError("notYet", `CloudWatch Logs is still busy with ${logGroupName}: ${error.message}`);
    throw error;
  }
  yield { service: "logs", operation: "CreateLogGroup", summary: `Made the log group ${logGroupName}` };
  await clients.logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 1 }));
  yield { service: "logs", operation: "PutRetentionPolicy", summary: "Set it to keep logs for a day" };
}
