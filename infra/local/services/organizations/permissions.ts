import type { Call, Permission } from "../../service.ts";
import { allOrganizations, arns, findOrganization, type OrganizationRecord } from "./store.ts";

/** The members of Organizations' inputs by which resources are named. */
interface Names {
  AccountId?: string;
  ChildId?: string;
  ParentId?: string;
  SourceParentId?: string;
  DestinationParentId?: string;
  OrganizationalUnitId?: string;
  ResourceId?: string;
  HandshakeId?: string;
  ServicePrincipal?: string;
  Target?: { Id?: string };
  Tags?: { Key?: string; Value?: string }[];
  TagKeys?: string[];
}

/** Those that name a root, a unit or an account. */
const NAMING = [
  "AccountId",
  "ChildId",
  "OrganizationalUnitId",
  "ParentId",
  "ResourceId",
  "SourceParentId",
  "DestinationParentId",
] as const satisfies (keyof Names)[];

/** Service Authorization Reference, "AWS Organizations". */
export function organizationsPermissions(operation: string, input: object, call: Call): Permission[] {
  const names = input as Names;
  const { Tags = [], TagKeys, ServicePrincipal } = names;
  const context: Record<string, string | string[]> = {};
  for (const { Key = "", Value = "" } of Tags) context[`aws:RequestTag/${Key}`] = Value;
  const keys = TagKeys ?? Tags.flatMap(({ Key }) => Key ?? []);
  if (keys.length > 0) context["aws:TagKeys"] = keys;
  if (ServicePrincipal) context["organizations:ServicePrincipal"] = ServicePrincipal;
  const resources = resourcesOf(operation, names, call);
  const permissions: Permission[] = [{ action: `organizations:${operation}`, resources, context }];
  // What is made with tags is tagged as it is made.
  if (Tags.length > 0 && operation !== "TagResource")
    permissions.push({ action: "organizations:TagResource", resources: ["*"], context });
  return permissions;
}

/** What the operation acts on: `*` where it has no resource-level permissions, or the caller no organisation. */
function resourcesOf(operation: string, names: Names, { cloud, accountId }: Call): string[] {
  if (names.HandshakeId !== undefined) {
    const id = names.HandshakeId;
    const inviting = allOrganizations(cloud).find(({ invitations }) => invitations[id]);
    return inviting ? [arns.handshake(inviting, id)] : ["*"];
  }
  const organization = findOrganization(cloud, accountId);
  if (!organization) return ["*"];
  const named: (string | undefined)[] = NAMING.map((member) => names[member]);
  if (operation === "InviteAccountToOrganization") named.push(names.Target?.Id);
  const resources = named.flatMap((id) => (id === undefined ? [] : arnOf(organization, id)));
  return resources.length > 0 ? resources : ["*"];
}

function arnOf(organization: OrganizationRecord, id: string): string {
  if (id.startsWith("r-")) return arns.root(organization);
  return id.startsWith("ou-") ? arns.unit(organization, id) : arns.account(organization, id);
}
