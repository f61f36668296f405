import type { Stack, StackEvent, StackSummary } from "@aws-sdk/client-cloudformation";
import type { Input, Output } from "../../../sdk.ts";
import type { Call } from "../../../service.ts";
import { noSuchStack } from "../errors.ts";
import { allStacks, isDeleted, requireStack } from "../stacks.ts";
import type { StackParameter, StackRecord } from "../store.ts";
import { page, pageFromEnd } from "./paging.ts";

const NEWEST_FIRST = (a: StackRecord, b: StackRecord) => b.created.getTime() - a.created.getTime();

export function DescribeStacks(
  input: Input<"cloudformation", "DescribeStacks">,
  call: Call,
): Output<"cloudformation", "DescribeStacks"> {
  if (input.StackName) return { Stacks: [describe(requireStack(call, input.StackName))] };
  const live = allStacks(call).filter((stack) => !isDeleted(stack));
  const { items, NextToken } = page(live.sort(NEWEST_FIRST), input.NextToken);
  return { Stacks: items.map(describe), NextToken };
}

export function ListStacks(
  input: Input<"cloudformation", "ListStacks">,
  call: Call,
): Output<"cloudformation", "ListStacks"> {
  const wanted: readonly string[] = input.StackStatusFilter ?? [];
  const stacks = allStacks(call).filter((stack) => wanted.length === 0 || wanted.includes(stack.status));
  const { items, NextToken } = page(stacks.sort(NEWEST_FIRST), input.NextToken);
  return { StackSummaries: items.map(summarise), NextToken };
}

export function DescribeStackEvents(
  input: Input<"cloudformation", "DescribeStackEvents">,
  call: Call,
): Output<"cloudformation", "DescribeStackEvents"> {
  const stack = requireStack(call, input.StackName, noSuchStack);
  const { items, NextToken } = pageFromEnd(stack.events, input.NextToken);
  const StackEvents = items.map((event): StackEvent => {
    return {
      StackId: stack.id,
      StackName: stack.name,
      EventId: event.id,
      LogicalResourceId: event.logicalId,
      PhysicalResourceId: event.physicalId,
      ResourceType: event.type,
      Timestamp: event.time,
      ResourceStatus: event.status,
      ResourceStatusReason: event.reason,
      ResourceProperties: event.properties,
      ClientRequestToken: event.token,
    };
  });
  return { StackEvents, NextToken };
}

/** Parameters as the API answers them: secrets masked. */
export function describeParameters(parameters: readonly StackParameter[]) {
  return parameters.map(({ key, value, resolvedValue, noEcho }) => ({
    ParameterKey: key,
    ParameterValue: noEcho ? "****" : value,
    ...(resolvedValue === undefined ? {} : { ResolvedValue: noEcho ? "****" : resolvedValue }),
  }));
}

function describe(stack: StackRecord): Stack {
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: stack.changeSetId,
    Description: stack.description,
    Parameters: describeParameters(stack.blueprint.parameters),
    CreationTime: stack.created,
    LastUpdatedTime: stack.updated,
    DeletionTime: stack.deleted,
    RollbackConfiguration: {},
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DisableRollback: stack.onFailure === "DO_NOTHING",
    NotificationARNs: stack.notificationArns,
    TimeoutInMinutes: stack.timeoutInMinutes,
    Capabilities: stack.blueprint.capabilities as Stack["Capabilities"],
    Outputs: stack.outputs.map((output) => ({
      OutputKey: output.key,
      OutputValue: output.value,
      Description: output.description,
      ExportName: output.exportName,
    })),
    RoleARN: stack.roleArn,
    Tags: stack.blueprint.tags,
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: { StackDriftStatus: "NOT_CHECKED" },
  };
}

function summarise(stack: StackRecord): StackSummary {
  return {
    StackId: stack.id,
    StackName: stack.name,
    TemplateDescription: stack.description,
    CreationTime: stack.created,
    LastUpdatedTime: stack.updated,
    DeletionTime: stack.deleted,
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DriftInformation: { StackDriftStatus: "NOT_CHECKED" },
  };
}
