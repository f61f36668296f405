import { randomInt, randomUUID } from "node:crypto";
import type { Place } from "../../cloud.ts";
import type { Call } from "../../service.ts";
import { stackNotFound } from "./errors.ts";
import { cloudFormationStore, type StackRecord } from "./store.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

export const STACK_TYPE = "AWS::CloudFormation::Stack";

export function stackArn(place: Place, name: string): string {
  return `arn:aws:cloudformation:${place.region}:${place.accountId}:stack/${name}/${randomUUID()}`;
}

export function changeSetArn(place: Place, name: string): string {
  return `arn:aws:cloudformation:${place.region}:${place.accountId}:changeSet/${name}/${randomUUID()}`;
}

/** The random end of a generated physical id: twelve characters. */
export function randomSuffix(): string {
  return Array.from({ length: 12 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
}

/** `STACK-LOGICALID-RANDOM`; where it is too long, the stack's name and the logical id give way in equal parts. */
export function generatedName(stack: string, logicalId: string, suffix: string, maxLength: number): string {
  const room = maxLength - suffix.length - 2;
  if (stack.length + logicalId.length <= room) return `${stack}-${logicalId}-${suffix}`;
  const half = Math.max(1, Math.floor(room / 2));
  const stackPart = stack.slice(0, Math.max(half, room - logicalId.length));
  const logicalPart = logicalId.slice(0, Math.max(1, room - stackPart.length));
  return `${stackPart}-${logicalPart}-${suffix}`;
}

export function isDeleted(stack: StackRecord): boolean {
  return stack.status === "DELETE_COMPLETE";
}

/**
 * How many deleted stacks of a Region are kept, with their events and templates: a lab's is 300 kB, and the account is
 * saved as one file. AWS keeps each for 90 days.
 */
const KEPT_DELETED = 20;

/** Puts a new stack into the store; the stacks that were deleted longest ago make room. */
export function addStack(call: Pick<Call, "store">, stack: StackRecord): void {
  const { stacks } = call.store(cloudFormationStore);
  const deleted = Object.values(stacks)
    .filter(isDeleted)
    .sort((a, b) => a.deleted!.getTime() - b.deleted!.getTime());
  for (const { id } of deleted.slice(0, -KEPT_DELETED)) delete stacks[id];
  stacks[stack.id] = stack;
}

export function allStacks(call: Pick<Call, "store">): StackRecord[] {
  return Object.values(call.store(cloudFormationStore).stacks);
}

/** The stack of this name or id. A deleted one is found by its id only. */
export function findStack(call: Pick<Call, "store">, nameOrId: string): StackRecord | undefined {
  const { stacks } = call.store(cloudFormationStore);
  if (nameOrId.startsWith("arn:")) return stacks[nameOrId];
  return Object.values(stacks).find((stack) => stack.name === nameOrId && !isDeleted(stack));
}

/** @throws AwsError `ValidationError`, in the words of `missing` */
export function requireStack(
  call: Pick<Call, "store">,
  nameOrId: string | undefined,
  missing = stackNotFound,
): StackRecord {
  const stack = findStack(call, nameOrId ?? "");
  if (!stack) throw missing(nameOrId ?? "");
  return stack;
}

/** Every exported value of the Region, with the stack that exports it. */
export function allExports(call: Pick<Call, "store">): { name: string; value: string; stackId: string }[] {
  return allStacks(call)
    .filter((stack) => !isDeleted(stack))
    .flatMap((stack) =>
      stack.outputs.flatMap((output) =>
        output.exportName ? [{ name: output.exportName, value: output.value, stackId: stack.id }] : [],
      ),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
