import type { Stack, StackResourceSummary } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../../errors.ts";
import { AREAS } from "../resource-types.ts";
import { allPages, type Json, type Reader, type Relationship, type Resource, tagMap } from "./resource.ts";
import { ANY, fill, TAGS } from "./template.ts";

const STACK = {
  stackId: null,
  stackName: null,
  description: null,
  parameters: [{ parameterKey: null, parameterValue: null }],
  stackStatus: null,
  disableRollback: null,
  notificationARNs: [],
  timeoutInMinutes: null,
  capabilities: [],
  outputs: [{ outputKey: null, outputValue: null, description: null }],
  roleARN: null,
  tags: TAGS,
  enableTerminationProtection: null,
  driftInformation: ANY,
} as const;

const RECORDED = new Set<string>(Object.values(AREAS).flat());

export async function readStacks(reader: Reader): Promise<Resource[]> {
  const stacks = await allPages(async (NextToken) => {
    const page = await reader.ask("cloudformation", "DescribeStacks", { NextToken });
    return { items: page.Stacks, next: page.NextToken };
  });
  return Promise.all(stacks.map((stack) => readStack(reader, stack)));
}

async function readStack({ ask }: Reader, stack: Stack): Promise<Resource> {
  const members = await allPages(async (NextToken) => {
    try {
      const page = await ask("cloudformation", "ListStackResources", { StackName: stack.StackId, NextToken });
      return { items: page.StackResourceSummaries, next: page.NextToken };
    } catch (error) {
      // A stack under review has no resources to list.
      if (AwsError.is(error)) return { items: [], next: undefined };
      throw error;
    }
  });
  const supplementary: Record<string, Json> = {
    EnableTerminationProtection: stack.EnableTerminationProtection ?? false,
    StackResourceSummaries: members.map(summary),
    unsupportedResources: members
      .filter(({ ResourceType = "" }) => !RECORDED.has(ResourceType))
      .map(({ PhysicalResourceId = null, ResourceType = null }) => ({
        resourceId: PhysicalResourceId,
        resourceType: ResourceType,
      })),
  };
  const status = stack.StackStatus ?? "";
  return {
    type: "AWS::CloudFormation::Stack",
    id: stack.StackId!,
    name: stack.StackName!,
    arn: stack.StackId!,
    zone: "Regional",
    created: stack.CreationTime,
    tags: tagMap(stack.Tags),
    relationships: members.flatMap(contains),
    configuration: {
      ...(fill(stack, STACK) as { [key: string]: Json }),
      creationTime: spelled(stack.CreationTime),
      ...(stack.LastUpdatedTime && { lastUpdatedTime: spelled(stack.LastUpdatedTime) }),
    },
    supplementary: Object.fromEntries(
      Object.entries(supplementary).map(([key, value]) => [key, JSON.stringify(value)]),
    ),
    settling: status.endsWith("_IN_PROGRESS") && status !== "REVIEW_IN_PROGRESS",
  };
}

const summary = (one: StackResourceSummary): Json => ({
  logicalResourceId: one.LogicalResourceId ?? null,
  physicalResourceId: one.PhysicalResourceId ?? null,
  resourceType: one.ResourceType ?? null,
  lastUpdatedTimestamp: spelled(one.LastUpdatedTimestamp),
  resourceStatus: one.ResourceStatus ?? null,
  driftInformation: {
    stackResourceDriftStatus: one.DriftInformation?.StackResourceDriftStatus ?? "NOT_CHECKED",
  },
});

/**
 * Each member that Config records; an address is named by its IP, which is what CloudFormation knows of it. Unsure: an
 * inline policy, which CloudFormation calls AWS::IAM::Policy and Config does not record.
 */
function contains({ ResourceType = "", PhysicalResourceId }: StackResourceSummary): Relationship[] {
  if (!RECORDED.has(ResourceType) || PhysicalResourceId === undefined) return [];
  const key = ["AWS::EC2::EIP", "AWS::IAM::Role"].includes(ResourceType) ? "resourceName" : "resourceId";
  return [{ resourceType: ResourceType, [key]: PhysicalResourceId, relationshipName: "Contains " }];
}

/** Stacks have their times spelled as Java's locale has them: "Jan 16, 2020 10:31:25 PM" (observed). */
function spelled(date: Date | undefined): string | null {
  if (!date) return null;
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: "UTC",
    month: "short",
    day: "numeric",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
    second: "2-digit",
    hour12: true,
  }).formatToParts(date);
  const part = (type: string) => parts.find((one) => one.type === type)?.value;
  return `${part("month")} ${part("day")}, ${part("year")} ${part("hour")}:${part("minute")}:${part("second")} ${part("dayPeriod")}`;
}
