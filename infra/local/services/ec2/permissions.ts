import type { Tag, TagSpecification } from "@aws-sdk/client-ec2";
import type { Call, Permission } from "../../service.ts";
import { passedRoles } from "./compute/passed-roles.ts";
import { ec2Arn, prefixOf } from "./ids.ts";
import { KINDS, type Kind, kindOf } from "./kinds.ts";
import { type Ec2Store, ec2 } from "./store.ts";
import { tagsOf } from "./tags.ts";

/** What the creating operations make, as types of ARNs. Source: the Service Authorization Reference for EC2. */
const CREATED: Record<string, string[]> = {
  AllocateAddress: ["elastic-ip"],
  AuthorizeSecurityGroupEgress: ["security-group-rule"],
  AuthorizeSecurityGroupIngress: ["security-group-rule"],
  CreateInternetGateway: ["internet-gateway"],
  CreateKeyPair: ["key-pair"],
  CreateNatGateway: ["natgateway"],
  CreateNetworkAcl: ["network-acl"],
  CreateNetworkInterface: ["network-interface"],
  CreateRouteTable: ["route-table"],
  CreateSecurityGroup: ["security-group"],
  CreateSubnet: ["subnet"],
  CreateVpc: ["vpc"],
  CreateVpcEndpoint: ["vpc-endpoint"],
  CreateVpcPeeringConnection: ["vpc-peering-connection"],
  CreateVpnGateway: ["vpn-gateway"],
  ImportKeyPair: ["key-pair"],
  RunInstances: ["instance", "network-interface", "volume"],
};

/**
 * What a call needs to be allowed: reads act on `*`; everything else on the resources that its parameters name and
 * on those that it makes, and tagging what it makes is `ec2:CreateTags` besides. Each resource brings its tags
 * as condition keys. Narrower conditions (`ec2:Vpc`, `ec2:InstanceType`, …) are not answered for.
 */
export function permissions(operation: string, input: object, call: Call): Permission[] {
  const action = `ec2:${operation}`;
  const region = { "ec2:Region": call.region };
  if (/^(Describe|Get)/.test(operation)) return [{ action, resources: ["*"], context: region }];
  const arn = (type: string, id: string) => ec2Arn(call, type, id);
  const specifications = specificationsOf(input);
  const store = ec2(call);
  const requested = requestContext(
    operation === "CreateTags" || operation === "DeleteTags" ? tagsIn(input) : [],
  );

  // What is being made has no id yet, but a key pair's ARN ends in its name, which the call gives.
  const made = (type: string) =>
    arn(type, type === "key-pair" ? ((input as { KeyName?: string }).KeyName ?? "*") : "*");

  const created = (CREATED[operation] ?? []).map((type): Permission => {
    const own = specifications
      .filter((each) => each.ResourceType === type)
      .flatMap((each) => each.Tags ?? []);
    return { action, resources: [made(type)], context: { ...region, ...requestContext(own) } };
  });
  const named = [...idsIn(input), ...attached(store, input)].flatMap((id): Permission[] => {
    if (prefixOf(id) === "ami") {
      return [{ action, resources: [`arn:aws:ec2:${call.region}::image/${id}`], context: region }];
    }
    const kind: Kind | undefined = kindOf(id)?.kind;
    if (!kind) return [];
    // A key pair's ARN ends in its name, whichever way the call names it.
    const name = kind === KINDS.keyPairs ? (store.keyPairs[id]?.KeyName ?? id) : id;
    const context = { ...region, ...requested, ...resourceContext(store, id) };
    return [{ action, resources: [arn(kind.type, name)], context }];
  });
  const tagged = specifications.map(({ ResourceType, Tags }): Permission => {
    const context = { ...region, "ec2:CreateAction": operation, ...requestContext(Tags ?? []) };
    return { action: "ec2:CreateTags", resources: [made(ResourceType ?? "*")], context };
  });
  const all = [
    ...created,
    ...named,
    ...keyPairNamed(input, operation, action, arn),
    ...tagged,
    ...passedRoles(input, call),
  ];
  return all.length > 0 ? all : [{ action, resources: ["*"], context: region }];
}

function keyPairNamed(
  input: object,
  operation: string,
  action: string,
  arn: (type: string, id: string) => string,
): Permission[] {
  const name = (input as { KeyName?: unknown }).KeyName;
  if (typeof name !== "string" || CREATED[operation]?.includes("key-pair")) return [];
  return [{ action, resources: [arn("key-pair", name)] }];
}

/** Every id among the call's own parameters; what lies deeper (a rule's source group) is not acted on. */
function idsIn(input: object): string[] {
  const values: unknown[] = Object.values(input).flat();
  return [
    ...new Set(values.filter((value) => typeof value === "string" && /^[a-z]+-[0-9a-f]{8,17}$/.test(value))),
  ] as string[];
}

/** The interface and the instance that an attachment joins: `ec2:DetachNetworkInterface` acts on both. */
function attached(store: Ec2Store, input: object): string[] {
  const { AttachmentId } = input as { AttachmentId?: string };
  const joined = Object.values(store.networkInterfaces).find(
    (each) => AttachmentId !== undefined && each.Attachment?.AttachmentId === AttachmentId,
  );
  return [joined?.NetworkInterfaceId, joined?.Attachment?.InstanceId].filter((id) => id !== undefined);
}

function specificationsOf(input: object): TagSpecification[] {
  const { TagSpecifications } = input as { TagSpecifications?: TagSpecification[] };
  return (TagSpecifications ?? []).filter((each) => (each.Tags?.length ?? 0) > 0);
}

function tagsIn(input: object): Tag[] {
  return (input as { Tags?: Tag[] }).Tags ?? [];
}

function requestContext(tags: Tag[]): Record<string, string | string[]> {
  if (tags.length === 0) return {};
  return {
    ...Object.fromEntries(tags.map((tag) => [`aws:RequestTag/${tag.Key}`, tag.Value ?? ""])),
    "aws:TagKeys": tags.map((tag) => tag.Key ?? ""),
  };
}

function resourceContext(store: Ec2Store, id: string): Record<string, string> {
  return Object.fromEntries(
    tagsOf(store, id).flatMap((tag) => [
      [`aws:ResourceTag/${tag.Key}`, tag.Value ?? ""],
      [`ec2:ResourceTag/${tag.Key}`, tag.Value ?? ""],
    ]),
  );
}
