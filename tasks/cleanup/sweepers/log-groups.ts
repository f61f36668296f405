import { DeleteLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { logGroupId } from "../../inventory/storage.ts";
import { LOG_GROUP, readGroups } from "../../labs/fnd203/session-logs.ts";
import { isAwsError, TaskError } from "../../runtime/errors.ts";
import type { Sweeper } from "../sweeper.ts";

/**
 * The log groups of sessions, under either of the guide's names. One that somebody protects from deletion is not
 * unprotected here: CloudWatch Logs refuses, and that is reported.
 */
export const logGroups: Sweeper = {
  kind: "log group",
  async find(clients, scope) {
    // A ledger without any group is older than this kind: then nothing shows which were there before.
    if (!scope.ledger.items.some(({ kind }) => kind === "log group")) return [];
    const groups = await readGroups(clients);
    return groups
      .filter(({ logGroupName = "" }) => LOG_GROUP.test(logGroupName))
      .filter((group) => !scope.before.has(logGroupId(group)))
      .map((group) => ({
        action: "remove",
        id: logGroupId(group),
        name: group.logGroupName,
        why: group.deletionProtectionEnabled
          ? "It has a name of the guide's, and was not there before the lab. Its deletion protection is on: switch it off first."
          : "It has a name of the guide's, and was not there before the lab. The sessions' logs go with it.",
      }));
  },
  async sweep({ logs }, { name }) {
    try {
      await logs.send(new DeleteLogGroupCommand({ logGroupName: name }));
    } catch (error) {
      if (isAwsError(error, "ResourceNotFoundException")) return;
      if (isAwsError(error, "OperationAbortedException"))
        throw new TaskError("notYet", `CloudWatch Logs is still busy with ${name}: ${error.message}`);
      throw error;
    }
  },
};
