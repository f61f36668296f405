import {
  DeleteServiceLinkedRoleCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
} from "@aws-sdk/client-iam";
import { linkedRoles } from "../../inventory/service-linked-roles.ts";
import { isAwsError, TaskError } from "../../runtime/errors.ts";
import type { Sweeper } from "../sweeper.ts";

/**
 * The roles that Config and GuardDuty got with the lab, once neither uses them any more. IAM deletes them in its own
 * time, and refuses while the service has something in any Region.
 */
export const serviceLinkedRoles: Sweeper = {
  kind: "service-linked role",
  async find(clients, { before, startedAt }) {
    return (await linkedRoles(clients))
      .filter((role) => !before.has(role.RoleId!) && role.CreateDate!.getTime() >= wholeSecond(startedAt))
      .map((role) => ({
        action: "remove",
        id: role.RoleId!,
        name: role.RoleName,
        why: "It came with a service that was first used in the lab. It costs nothing, and the guide forgets it.",
      }));
  },
  async sweep({ iam }, item) {
    try {
      // Asked again while it is at it, IAM answers the task that it has.
      const { DeletionTaskId } = await iam.send(new DeleteServiceLinkedRoleCommand({ RoleName: item.name }));
      const { Status, Reason } = await iam.send(
        new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId }),
      );
      if (Status === "FAILED") throw new RoleInUse(item.name!, Reason?.Reason);
      if (Status !== "SUCCEEDED") throw new TaskError("notYet", `IAM is still deleting ${item.name}.`);
    } catch (error) {
      if (!isAwsError(error, "NoSuchEntity", "NoSuchEntityException")) throw error;
    }
  },
};

/** IAM's times are whole seconds. */
const wholeSecond = (date: Date): number => Math.floor(date.getTime() / 1000) * 1000;

class RoleInUse extends Error {
  constructor(name: string, reason = "its service still uses it") {
    super(`${name} cannot be deleted: ${reason}`);
    this.name = "RoleInUse";
  }
}
