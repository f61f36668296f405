import {
  DeleteStackCommand,
  DescribeStacksCommand,
  paginateDescribeStackEvents,
} from "@aws-sdk/client-cloudformation";
import type { Clients } from "../../runtime/clients.ts";
import { TaskError } from "../../runtime/errors.ts";
import { collect } from "../../runtime/pages.ts";
import type { Sweeper } from "../sweeper.ts";
import { removeRuntimeMonitoring } from "./runtime-monitoring.ts";

/** How often a stack that refuses to go is asked again: what holds it (a late interface, a mapped address) often lets go by itself. */
const DELETIONS = 3;

/** The lab's stack, and with it everything that it made. Its own role deletes it, as it built it. */
export const stack: Sweeper = {
  kind: "stack",
  async find(_clients, scope) {
    if (!scope.stack) return [];
    return [
      { action: "remove", id: scope.stack.id, name: scope.stack.name, why: "The lab was built with it." },
    ];
  },
  async sweep(clients, item, scope, since) {
    // By id: a name that is gone is an error, an id goes on being answered.
    const { Stacks = [] } = await clients.cloudFormation.send(
      new DescribeStacksCommand({ StackName: item.id }),
    );
    const status = Stacks[0]?.StackStatus ?? "DELETE_COMPLETE";
    if (status === "DELETE_COMPLETE") return;
    if (status === "DELETE_FAILED") {
      const { begun, reasons } = await deletions(clients, item.id, since);
      if (begun >= DELETIONS)
        throw new TaskError(
          "stackFailed",
          `The stack ${item.name} could not be deleted in ${begun} attempts. ${reasons.join(" ")}`,
        );
      await removeRuntimeMonitoring(clients, scope);
    }
    // A stack that is still being created, or rolls back, can be deleted as well.
    if (status !== "DELETE_IN_PROGRESS")
      await clients.cloudFormation.send(
        new DeleteStackCommand({ StackName: item.id, RoleARN: scope.labStackRole }),
      );
    throw new TaskError("notYet", `The stack ${item.name} is being deleted.`);
  },
};

/**
 * How often this clean-up began the deletion, and what each resource said that failed the last time, from the stack's
 * events. What an earlier clean-up tried does not count: somebody may have mended the cause since.
 */
async function deletions(
  { cloudFormation }: Clients,
  id: string,
  since: Date,
): Promise<{ begun: number; reasons: string[] }> {
  const events = await collect(
    paginateDescribeStackEvents({ client: cloudFormation }, { StackName: id }),
    (page) => page.StackEvents,
  );
  const isBegin = (event: (typeof events)[number]) =>
    event.PhysicalResourceId === id &&
    event.ResourceStatus === "DELETE_IN_PROGRESS" &&
    event.Timestamp! >= since;
  // Newest first: the last attempt's events come before its begin.
  const last = events.slice(0, events.findIndex(isBegin));
  return {
    begun: events.filter(isBegin).length,
    reasons: last
      .filter((event) => event.ResourceStatus === "DELETE_FAILED" && event.PhysicalResourceId !== id)
      .map((event) => `${event.LogicalResourceId}: ${event.ResourceStatusReason}`),
  };
}
