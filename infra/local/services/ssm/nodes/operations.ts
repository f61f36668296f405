import type { InstanceInformation } from "@aws-sdk/client-ssm";
import { AwsError } from "../../../errors.ts";
import { publicImages } from "../../../images.ts";
import { pageOf } from "../../../paging.ts";
import type { Call, Operations } from "../../../service.ts";
import { validateMembers } from "../../../validation.ts";
import { privateDnsName } from "../../ec2/compute/addresses.ts";
import { instanceState, stateAt } from "../../ec2/compute/instance-state.ts";
import { ec2 } from "../../ec2/store.ts";
import { AGENT_VERSION, instanceRole } from "./agent.ts";
import { managedNodes, type Node } from "./nodes.ts";

/** An agent reports its health every five minutes. */
const PING_MS = 5 * 60_000;

export const nodeOperations = {
  DescribeInstanceInformation: async (input, call) => {
    const { MaxResults = 10, NextToken, Filters = [], InstanceInformationFilterList = [] } = input;
    if (Filters.length > 0 && InstanceInformationFilterList.length > 0)
      throw new AwsError(
        "ValidationException",
        "Filters and InstanceInformationFilterList can't be used in one request.",
      );
    validateMembers("ValidationException", { maxResults: [MaxResults, { atLeast: 5, atMost: 50 }] });
    const filters = [
      ...Filters,
      ...InstanceInformationFilterList.map(({ key, valueSet }) => ({ Key: key, Values: valueSet })),
    ];
    checkFilters(filters);
    const found = (await nodes(call))
      .map((node) => ({ node, shape: informationOf(call, node) }))
      .filter(({ node, shape }) => filters.every((filter) => matches(call, node, shape, filter)))
      .map(({ shape }) => shape);
    const { items, next } = pageOf(found, MaxResults, NextToken, invalidToken);
    return { InstanceInformationList: items, NextToken: next };
  },

  DescribeInstanceProperties: async (input, call) => {
    const { MaxResults = 50, NextToken, InstancePropertyFilterList = [], FiltersWithOperator = [] } = input;
    validateMembers("ValidationException", { maxResults: [MaxResults, { atLeast: 5, atMost: 1000 }] });
    const other = FiltersWithOperator.find(({ Operator = "Equal" }) => Operator !== "Equal");
    if (other)
      throw new AwsError(
        "NotImplemented",
        `The local account does not know the operator ${other.Operator} of ssm:DescribeInstanceProperties yet.`,
        501,
      );
    const filters = [
      ...FiltersWithOperator.map(({ Key, Values }) => ({ Key, Values })),
      ...InstancePropertyFilterList.map(({ key, valueSet }) => ({ Key: key, Values: valueSet })),
    ];
    checkFilters(filters);
    const found = (await nodes(call))
      .map((node) => ({ node, shape: informationOf(call, node) }))
      .filter(({ node, shape }) => filters.every((filter) => matches(call, node, shape, filter)))
      .map(({ node, shape }) => propertiesOf(call, node, shape));
    const { items, next } = pageOf(found, MaxResults, NextToken, invalidToken);
    return { InstanceProperties: items, NextToken: next };
  },

  GetConnectionStatus: async ({ Target = "" }, call) => {
    validateMembers("ValidationException", { target: [Target, { min: 1, max: 400 }] });
    const [node] = await managedNodes(call, Target);
    return { Target, Status: node?.connected ? "connected" : "notconnected" };
  },
} satisfies Operations<"ssm">;

async function nodes(call: Call): Promise<Node[]> {
  const found = await managedNodes(call);
  return found.sort((a, b) => (a.record.instanceId < b.record.instanceId ? -1 : 1));
}

function informationOf(call: Call, { record, instance, online }: Node): InstanceInformation {
  const address = addressOf(call, instance.networkInterfaceIds);
  const image = publicImages(call.region).find((it) => it.id === instance.ImageId);
  return {
    InstanceId: record.instanceId,
    PingStatus: online ? "Online" : "ConnectionLost",
    LastPingDateTime: lastPing(record, call.cloud.clock.now()),
    AgentVersion: AGENT_VERSION,
    IsLatestVersion: true,
    PlatformType: "Linux",
    PlatformName: "Amazon Linux",
    PlatformVersion: image?.name.startsWith("al2023") ? "2023" : "2",
    ResourceType: "EC2Instance",
    IPAddress: address,
    ComputerName: privateDnsName(call.region, address),
    SourceId: record.instanceId,
    SourceType: "AWS::EC2::Instance",
  };
}

/** The agent reports on its beat until it is cut off. */
function lastPing({ registered, lostSince }: Node["record"], now: Date): Date {
  const until = (lostSince ?? now).getTime();
  return new Date(until - ((until - registered.getTime()) % PING_MS));
}

function propertiesOf(call: Call, { instance }: Node, information: InstanceInformation) {
  const { SourceId, SourceType, ...shared } = information;
  const image = publicImages(call.region).find((it) => it.id === instance.ImageId);
  const name = ec2(call).tags[instance.InstanceId]?.find(({ Key }) => Key === "Name")?.Value;
  return {
    ...shared,
    ...(name === undefined ? {} : { Name: name }),
    InstanceType: instance.InstanceType,
    InstanceRole: instance.IamInstanceProfile?.Arn?.split("/").pop(),
    ...(instance.KeyName === undefined ? {} : { KeyName: instance.KeyName }),
    InstanceState: instanceState(stateAt(instance, call.cloud.clock.now())).Name,
    Architecture: image?.architecture,
    LaunchTime: instance.LaunchTime,
    SourceId,
    SourceType,
  };
}

const addressOf = (call: Call, [id = ""]: readonly string[]): string =>
  ec2(call).networkInterfaces[id]?.PrivateIpAddress ?? "";

interface Filter {
  Key: string | undefined;
  Values: string[] | undefined;
}

/** The keys of the older filters and of the newer ones, which have some more. */
const FILTER_KEYS = [
  "InstanceIds",
  "AgentVersion",
  "PingStatus",
  "PlatformType",
  "PlatformTypes",
  "ActivationIds",
  "IamRole",
  "ResourceType",
  "SourceIds",
  "SourceTypes",
  "AssociationStatus",
  "tag-key",
];

/** @throws AwsError `InvalidFilterKey`; `InvalidInstanceInformationFilterValue` for what cannot be the id of a node */
function checkFilters(filters: readonly Filter[]): void {
  for (const { Key = "", Values = [] } of filters) {
    if (!FILTER_KEYS.includes(Key) && !Key.startsWith("tag:"))
      throw new AwsError(
        "InvalidFilterKey",
        `The following filter key is not valid: ${Key}. Valid filter keys include: [${FILTER_KEYS.join(", ")}, tag:key].`,
      );
    const wrong = Values.find((value) => !/^(?:i-(?:\w{8}|\w{17})|mi-\w{17})$/.test(value));
    if (Key === "InstanceIds" && wrong !== undefined)
      throw new AwsError(
        "InvalidInstanceInformationFilterValue",
        `The following value is not valid for the filter key InstanceIds: ${wrong}.`,
      );
  }
}

/** Both kinds of filter compare whole values. */
function matches(
  call: Call,
  { instance }: Node,
  shape: InstanceInformation,
  { Key = "", Values = [] }: Filter,
): boolean {
  const tags = ec2(call).tags[instance.InstanceId] ?? [];
  if (Key.startsWith("tag:"))
    return tags.some((tag) => `tag:${tag.Key}` === Key && Values.includes(tag.Value ?? ""));
  const actual: Record<string, (string | undefined)[]> = {
    InstanceIds: [shape.InstanceId],
    AgentVersion: [shape.AgentVersion],
    PingStatus: [shape.PingStatus],
    PlatformType: [shape.PlatformType],
    PlatformTypes: [shape.PlatformType],
    IamRole: [instanceRole(call, instance)?.name],
    ResourceType: [shape.ResourceType],
    SourceIds: [shape.SourceId],
    SourceTypes: [shape.SourceType],
    "tag-key": tags.map((tag) => tag.Key),
  };
  return Values.some((value) => actual[Key]?.includes(value));
}

const invalidToken = () => new AwsError("InvalidNextToken", "The specified token is not valid.");
