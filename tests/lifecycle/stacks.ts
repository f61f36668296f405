import { setTimeout } from "node:timers/promises";
import { DeleteStackCommand } from "@aws-sdk/client-cloudformation";
import type { Clients } from "../../tasks/runtime/clients.ts";
import { findStack } from "../../tasks/runtime/find-stack.ts";

/** Waits until a stack has one of these statuses; `gone` is that of one which is deleted. */
export async function stackStatus(clients: Clients, name: string, ...statuses: string[]): Promise<string> {
  for (;;) {
    const status = (await findStack(clients, name))?.StackStatus ?? "gone";
    if (statuses.includes(status)) return status;
    if (!status.endsWith("_IN_PROGRESS"))
      throw new Error(`The stack ${name} is ${status}, and not ${statuses.join(" or ")}.`);
    await setTimeout(5);
  }
}

export async function deleteStack(clients: Clients, name: string): Promise<void> {
  await clients.cloudFormation.send(new DeleteStackCommand({ StackName: name }));
  await stackStatus(clients, name, "gone");
}
