import type { Cloud, Place } from "../../../cloud.ts";
import type { Call } from "../../../service.ts";
import type { ExistingResource, ResourceProvider, ResourceRequest } from "../provider.ts";
import { findProvider } from "../resource-types.ts";
import { generatedName } from "../stacks.ts";
import type { ResourceRecord, StackRecord, Tag } from "../store.ts";
import { resolveReferences } from "./dynamic-references.ts";

/** One drive of one stack: what every phase is handed. */
export interface Run {
  cloud: Cloud;
  place: Place;
  stack: StackRecord;
  /** Acts as the stack's service role, or as whoever began the operation. */
  call: Call;
  /** Aborts when a creation or an update is given up: a resource failed, the time is over, somebody cancelled. */
  giveUp: AbortController;
}

/** @throws Error where the type is not (or, after a restart, no longer) known */
export function providerOf(run: Run, record: ResourceRecord): ResourceProvider {
  const provider = findProvider(run.cloud, record.type);
  if (!provider) throw new Error(`No provider of ${record.type} is registered`);
  return provider;
}

/** The tags that CloudFormation puts on what it makes: the stack's, and its three own. */
function tagsFor(stack: StackRecord, logicalId: string): Tag[] {
  return [
    ...stack.blueprint.tags,
    { Key: "aws:cloudformation:stack-name", Value: stack.name },
    { Key: "aws:cloudformation:stack-id", Value: stack.id },
    { Key: "aws:cloudformation:logical-id", Value: logicalId },
  ];
}

/** What a provider is asked with, dynamic references looked up. */
export async function requestFor(run: Run, record: ResourceRecord): Promise<ResourceRequest> {
  const { stack, call } = run;
  return {
    logicalId: record.logicalId,
    type: record.type,
    properties: await resolveReferences(record.properties, call),
    stack: { id: stack.id, name: stack.name },
    tags: tagsFor(stack, record.logicalId),
    call,
    generateName: (maxLength) => generatedName(stack.name, record.logicalId, record.suffix, maxLength),
  };
}

export async function existingRequest(run: Run, record: ResourceRecord): Promise<ExistingResource> {
  return { ...(await requestFor(run, record)), physicalId: record.physicalId! };
}
