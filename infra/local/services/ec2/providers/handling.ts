import type { ResourceType, TagSpecification } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../errors.ts";
import { allTags, droppedTags, type Tag } from "../../../resource-properties.ts";
import type { ExistingResource, ResourceRequest } from "../../cloudformation/provider.ts";
import { ec2 } from "../store.ts";
import { addTags } from "../tags.ts";
import { objects, text } from "./properties.ts";

/** How often, and how many times, CloudFormation looks again or tries again. */
const POLL = 15_000;
const MAX_POLLS = 80;

/** The resource's own tags over the stack's, as the create call is given them. */
export function tagSpecifications(request: ResourceRequest, type: ResourceType): TagSpecification[] {
  const tags = userTags(request);
  return tags.length > 0 ? [{ ResourceType: type, Tags: tags }] : [];
}

function userTags(request: ResourceRequest): Tag[] {
  const ofStack = request.tags.filter((tag) => !tag.Key.startsWith("aws:"));
  return allTags(ownTags(request.properties), ofStack);
}

function ownTags(properties: Record<string, unknown>): Tag[] {
  return objects(properties, "Tags").map((tag) => ({
    Key: text(tag, "Key") ?? "",
    Value: text(tag, "Value") ?? "",
  }));
}

/** CloudFormation's own three tags, which no caller may set. */
export function markAsOfStack(request: ResourceRequest, id: string): void {
  const system = request.tags.filter((tag) => tag.Key.startsWith("aws:"));
  addTags(ec2(request.call), id, system);
  request.call.cloud.changed();
}

/** Brings a resource's tags to what the template now says. */
export async function updateTags(
  request: ExistingResource,
  id: string,
  old: Record<string, unknown>,
): Promise<void> {
  const { call } = request;
  const Tags = userTags(request);
  const dropped = droppedTags(ownTags(old), Tags).map((Key) => ({ Key }));
  if (dropped.length > 0) await call.invoke("ec2", "DeleteTags", { Resources: [id], Tags: dropped });
  if (Tags.length > 0) await call.invoke("ec2", "CreateTags", { Resources: [id], Tags });
}

export function pause(request: ResourceRequest, milliseconds: number): Promise<void> {
  return request.call.cloud.clock.delay(milliseconds, request.call.cloud.stopping);
}

/** Looks until something is so. @throws AwsError `NotStabilized` after twenty minutes of AWS's time. */
export async function until(
  request: ResourceRequest,
  isSo: () => Promise<boolean>,
  interval = POLL,
): Promise<void> {
  for (let poll = 0; poll < MAX_POLLS; poll++) {
    if (await isSo()) return;
    await pause(request, interval);
  }
  throw new AwsError("NotStabilized", `${request.type} ${request.logicalId} did not stabilise.`);
}

/**
 * Deletes, trying again while other things depend on the resource: they are often on their way out themselves.
 * Observed: CloudFormation goes on for minutes before it reports a group's or gateway's DependencyViolation.
 */
export async function remove(
  request: ResourceRequest,
  work: () => Promise<unknown>,
  attempts = 20,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await work();
      return;
    } catch (error) {
      if (isMissing(error)) return;
      if (!AwsError.is(error, "DependencyViolation", "IncorrectState") || attempt >= attempts) throw error;
    }
    await pause(request, POLL);
  }
}

/** What somebody deleted by hand is deleted. */
export function isMissing(error: unknown): boolean {
  return AwsError.is(error) && /NotFound$|NotAttached$/.test(error.code);
}

/** The answer, or undefined where the resource is gone. */
export async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
