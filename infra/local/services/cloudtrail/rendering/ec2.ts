/**
 * EC2's records follow its XML: lists are `{"items": […]}` and nothing is `{}`. (All observed, unless a comment says
 * that it is unsure.)
 */
import type { Member, Shape, StructureShape } from "../../../wire/shapes.ts";
import { lowerFirst } from "./parameters.ts";

type Json = Record<string, unknown>;

/** Lists whose name is not that of the wire with `Set` behind it. */
const SETS: Record<string, string> = {
  AllocationId: "allocationIdsSet",
  GroupId: "securityGroupIdSet",
  GroupName: "securityGroupSet",
  ImageId: "imagesSet",
  InstanceId: "instancesSet",
  // Of ingress: the model names the list of egress by its XML, the records of both are alike.
  IpPermissions: "ipPermissions",
  KeyName: "keySet",
  PublicIp: "publicIpsSet",
  ResourceId: "resourcesSet",
  SubnetId: "subnetSet",
  VolumeId: "volumeSet",
  VpcId: "vpcSet",
};

/** Operations of EC2's second generation: records wrap their requests and answers, and keep the names of the wire. */
const WRAPPED = /(?:NatGateways?|VpcEndpoint\w*|FlowLogs|LaunchTemplate\w*|ManagedPrefixLists?\w*)$/;

/** `requestParameters` of a call of EC2. */
export function ec2Request(operation: string, shape: StructureShape, input: Json): Json {
  if (WRAPPED.test(operation)) return { [`${operation}Request`]: wireStructure(shape, input) };
  const rendered = requestStructure(shape, input);
  if (operation.startsWith("Describe"))
    for (const member of shape.members)
      if (member.shape.kind === "list") rendered[requestName(member)] ??= {};
  if (/^(?:Create|Replace)NetworkAclEntry$/.test(operation))
    return {
      ...without(rendered, "icmp"),
      icmpTypeCode: rendered.icmp ?? {},
      portRange: rendered.portRange ?? {},
    };
  if (/^(?:Authorize|Revoke)SecurityGroup/.test(operation)) rendered.ipPermissions ??= {};
  if (operation === "StopInstances") rendered.force ??= false;
  return operation === "RunInstances" ? launch(rendered) : rendered;
}

/** `responseElements` of a call of EC2 that may have changed something. */
export function ec2Response(
  operation: string,
  shape: StructureShape,
  output: Json,
  about: { requestId: string; xmlNamespace: string },
): Json {
  const { requestId, xmlNamespace } = about;
  if (WRAPPED.test(operation))
    return {
      [`${operation}Response`]: { xmlns: `${xmlNamespace}/`, ...responseStructure(shape, output), requestId },
    };
  const rendered = responseStructure(shape, output);
  // Of a gateway that is new, though the API's answer has none.
  if (operation === "CreateInternetGateway")
    rendered.internetGateway = { ...(rendered.internetGateway as Json), association: {} };
  // Operations that answer nothing answer true, and one that answers an id says it as well.
  const answersTrue = shape.members.length === 0 || operation === "CreateSecurityGroup";
  return { requestId, ...(answersTrue ? { _return: true } : {}), ...rendered };
}

/** What is launched is one item of a set, as its groups are. */
function launch({ imageId, minCount, maxCount, keyName, securityGroupIdSet, ...rest }: Json): Json {
  return {
    instancesSet: { items: [{ imageId, minCount, maxCount, ...(keyName === undefined ? {} : { keyName }) }] },
    groupSet: securityGroupIdSet ?? {},
    ...rest,
  };
}

function requestStructure(shape: StructureShape, value: Json): Json {
  const rendered: Json = {};
  for (const member of shape.members) {
    const item = value[member.name];
    // A rule of a security group shows every kind of peer that it could have.
    const shown = item ?? (shape.name === "IpPermission" && member.shape.kind === "list" ? [] : undefined);
    if (shown !== undefined) rendered[requestName(member)] = requestValue(member, shown);
  }
  return rendered;
}

function requestValue(member: Member, value: unknown): unknown {
  const { shape } = member;
  if (shape.kind !== "list") return scalarOr(shape, value, requestStructure);
  const { item } = shape;
  const items = (value as unknown[]).map((each) =>
    item.shape.kind === "structure"
      ? tagsAsArray(item.shape, requestStructure(item.shape, each as Json))
      : { [lowerFirst(wireName(member))]: each },
  );
  return items.length > 0 ? { items } : {};
}

/** The tags of a tag specification are a plain array. */
function tagsAsArray(shape: StructureShape, { tagSet, ...rest }: Json): Json {
  if (shape.name !== "TagSpecification") return tagSet === undefined ? rest : { ...rest, tagSet };
  return { ...rest, tags: (tagSet as { items?: unknown[] } | undefined)?.items ?? [] };
}

/** Lists that the wire names in the singular are sets; the others have their plural already. */
function requestName(member: Member): string {
  const name = wireName(member);
  if (name === "Protocol") return "aclProtocol";
  if (member.shape.kind !== "list" || /^[a-z]/.test(member.traits.xmlName ?? "")) return lowerFirst(name);
  return SETS[name] ?? `${lowerFirst(name)}Set`;
}

const wireName = ({ name, traits }: Member): string => traits.ec2QueryName ?? traits.xmlName ?? name;

/** Requests of the second generation: names as sent, and each item of a list numbered. */
function wireStructure(shape: StructureShape, value: Json): Json {
  const rendered: Json = {};
  for (const member of shape.members) {
    const item = value[member.name];
    if (item === undefined || item === null) continue;
    const { shape: inner } = member;
    if (inner.kind !== "list") {
      rendered[wireName(member)] = scalarOr(inner, item, wireStructure);
      continue;
    }
    const items = (item as unknown[]).map((each, index) =>
      inner.item.shape.kind === "structure"
        ? { tag: index + 1, ...wireStructure(inner.item.shape, each as Json) }
        : { tag: index + 1, content: each },
    );
    rendered[wireName(member)] = items.length === 1 ? items[0] : items;
  }
  return rendered;
}

function responseStructure(shape: StructureShape, value: Json): Json {
  // Unsure: the record of CreateNetworkAcl, of which none was seen.
  const rendered: Json = shape.name === "NetworkAclEntry" ? { icmpTypeCode: {}, portRange: {} } : {};
  for (const member of shape.members) {
    const item = value[member.name];
    if (item !== undefined && item !== null)
      rendered[responseName(shape, member)] = responseValue(member, item);
  }
  return rendered;
}

function responseValue(member: Member, value: unknown): unknown {
  const { shape } = member;
  if (shape.kind !== "list") return scalarOr(shape, value, responseStructure);
  const { item } = shape;
  const items = (value as unknown[]).map((each) => scalarOr(item.shape, each, responseStructure));
  if (items.length === 0) return {};
  return member.traits.xmlName === "privateIpAddressesSet" ? { item: items } : { items };
}

function responseName(shape: StructureShape, member: Member): string {
  const name = member.traits.xmlName ?? lowerFirst(member.name);
  if (name === "return") return "_return";
  // Unsure: seen in requests; answers are taken to say the same.
  return name === "protocol" && shape.name === "NetworkAclEntry" ? "aclProtocol" : name;
}

function scalarOr(
  shape: Shape,
  value: unknown,
  render: (shape: StructureShape, value: Json) => Json,
): unknown {
  if (typeof value === "string") return shape.kind === "timestamp" ? Date.parse(value) : value;
  return shape.kind === "structure" ? render(shape, value as Json) : value;
}

function without(value: Json, key: string): Json {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}
