import type { Input, Output } from "../../../sdk.ts";
import type { Call } from "../../../service.ts";
import { validationError } from "../errors.ts";
import { allStacks, isDeleted, requireStack } from "../stacks.ts";
import type { ResourceRecord, StackRecord } from "../store.ts";
import { page } from "./paging.ts";

/** DescribeStackResources answers no more than this; ListStackResources pages. */
const MOST = 100;

export function DescribeStackResources(
  input: Input<"cloudformation", "DescribeStackResources">,
  call: Call,
): Output<"cloudformation", "DescribeStackResources"> {
  const stack = stackOf(input.StackName, input.PhysicalResourceId, call);
  const records = Object.values(stack.resources).filter(
    ({ logicalId }) => input.LogicalResourceId === undefined || logicalId === input.LogicalResourceId,
  );
  if (input.LogicalResourceId !== undefined && records.length === 0) {
    throw resourceNotFound(input.LogicalResourceId, stack);
  }
  const StackResources = records.slice(0, MOST).map((record) => ({
    StackId: stack.id,
    StackName: stack.name,
    ...described(record),
    Timestamp: record.changed,
  }));
  return { StackResources };
}

export function DescribeStackResource(
  input: Input<"cloudformation", "DescribeStackResource">,
  call: Call,
): Output<"cloudformation", "DescribeStackResource"> {
  const stack = requireStack(call, input.StackName);
  const record = stack.resources[input.LogicalResourceId ?? ""];
  if (!record) throw resourceNotFound(input.LogicalResourceId ?? "", stack);
  const StackResourceDetail = {
    StackId: stack.id,
    StackName: stack.name,
    ...described(record),
    LastUpdatedTimestamp: record.changed,
    Metadata: record.metadata ?? "{}",
  };
  return { StackResourceDetail };
}

export function ListStackResources(
  input: Input<"cloudformation", "ListStackResources">,
  call: Call,
): Output<"cloudformation", "ListStackResources"> {
  const stack = requireStack(call, input.StackName);
  const { items, NextToken } = page(Object.values(stack.resources), input.NextToken);
  const StackResourceSummaries = items.map((record) => {
    const { Description: _, ...summary } = described(record);
    return { ...summary, LastUpdatedTimestamp: record.changed };
  });
  return { StackResourceSummaries, NextToken };
}

function described(record: ResourceRecord) {
  return {
    LogicalResourceId: record.logicalId,
    PhysicalResourceId: record.physicalId,
    ResourceType: record.type,
    ResourceStatus: record.status,
    ResourceStatusReason: record.reason,
    Description: record.description,
    DriftInformation: { StackResourceDriftStatus: "NOT_CHECKED" as const },
  };
}

function stackOf(name: string | undefined, physicalId: string | undefined, call: Call): StackRecord {
  if (name && physicalId) {
    throw validationError("Specify either StackName or PhysicalResourceId, but not both.");
  }
  if (name) return requireStack(call, name);
  if (!physicalId) throw validationError("Either StackName or PhysicalResourceId must be specified");
  const owner = allStacks(call).find(
    (stack) =>
      !isDeleted(stack) && Object.values(stack.resources).some((record) => record.physicalId === physicalId),
  );
  if (!owner) throw validationError(`Stack for ${physicalId} does not exist`);
  return owner;
}

function resourceNotFound(logicalId: string, stack: StackRecord) {
  return validationError(`Resource ${logicalId} does not exist for stack ${stack.name}`);
}
