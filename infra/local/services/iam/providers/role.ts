import type { Call } from "../../../service.ts";
import type { ResourceProvider } from "../../cloudformation/provider.ts";
import { documentText, ifExists, shaped, withStackTags } from "./shared.ts";

/** `AWS::IAM::Role`, its template's properties. */
interface RoleProperties {
  AssumeRolePolicyDocument: object | string;
  Description?: string;
  ManagedPolicyArns?: string[];
  MaxSessionDuration?: number | string;
  Path?: string;
  PermissionsBoundary?: string;
  Policies?: { PolicyName: string; PolicyDocument: object | string }[];
  RoleName?: string;
  Tags?: { Key: string; Value: string }[];
}

export const roleProvider: ResourceProvider = {
  async create(request) {
    const { call, tags } = request;
    const properties = shaped<RoleProperties>(request.properties);
    const RoleName = properties.RoleName ?? request.generateName(64);
    await call.invoke("iam", "CreateRole", {
      RoleName,
      Path: properties.Path,
      AssumeRolePolicyDocument: documentText(properties.AssumeRolePolicyDocument),
      Description: properties.Description,
      MaxSessionDuration: sessionSeconds(properties),
      PermissionsBoundary: properties.PermissionsBoundary,
      Tags: withStackTags(properties.Tags, tags),
    });
    await putPolicies(call, RoleName, {}, properties);
    return describeRole(call, RoleName);
  },

  async update(request, old) {
    const { call, physicalId: RoleName } = request;
    const before = shaped<RoleProperties>(old);
    const after = shaped<RoleProperties>(request.properties);
    if (before.RoleName !== after.RoleName || (before.Path ?? "/") !== (after.Path ?? "/")) return "replace";
    await call.invoke("iam", "UpdateAssumeRolePolicy", {
      RoleName,
      PolicyDocument: documentText(after.AssumeRolePolicyDocument),
    });
    await call.invoke("iam", "UpdateRole", {
      RoleName,
      Description: after.Description ?? "",
      MaxSessionDuration: sessionSeconds(after) ?? 3600,
    });
    await updateBoundary(call, RoleName, before, after);
    await removePolicies(call, RoleName, before, after);
    await putPolicies(call, RoleName, before, after);
    const tags = withStackTags(after.Tags, request.tags);
    const kept = new Set(tags.map(({ Key }) => Key));
    const gone = (before.Tags ?? []).map(({ Key }) => Key).filter((key) => !kept.has(key));
    if (gone.length > 0) await call.invoke("iam", "UntagRole", { RoleName, TagKeys: gone });
    if (tags.length > 0) await call.invoke("iam", "TagRole", { RoleName, Tags: tags });
    return describeRole(call, RoleName);
  },

  // Only what the template put there is taken away: a policy that somebody added by hand makes DeleteRole fail
  // with DeleteConflict, as it does on AWS.
  async delete(request) {
    const { call, physicalId: RoleName } = request;
    await ifExists(removePolicies(call, RoleName, shaped<RoleProperties>(request.properties), {}));
    await ifExists(call.invoke("iam", "DeleteRole", { RoleName }));
  },
};

type Policies = Pick<RoleProperties, "ManagedPolicyArns" | "Policies">;

async function putPolicies(call: Call, RoleName: string, before: Policies, after: Policies): Promise<void> {
  const attached = new Set(before.ManagedPolicyArns);
  for (const PolicyArn of after.ManagedPolicyArns ?? [])
    if (!attached.has(PolicyArn)) await call.invoke("iam", "AttachRolePolicy", { RoleName, PolicyArn });
  for (const { PolicyName, PolicyDocument } of after.Policies ?? [])
    await call.invoke("iam", "PutRolePolicy", {
      RoleName,
      PolicyName,
      PolicyDocument: documentText(PolicyDocument),
    });
}

async function removePolicies(
  call: Call,
  RoleName: string,
  before: Policies,
  after: Policies,
): Promise<void> {
  const attached = new Set(after.ManagedPolicyArns);
  const inline = new Set(after.Policies?.map(({ PolicyName }) => PolicyName));
  for (const PolicyArn of before.ManagedPolicyArns ?? [])
    if (!attached.has(PolicyArn))
      await ifExists(call.invoke("iam", "DetachRolePolicy", { RoleName, PolicyArn }));
  for (const { PolicyName } of before.Policies ?? [])
    if (!inline.has(PolicyName))
      await ifExists(call.invoke("iam", "DeleteRolePolicy", { RoleName, PolicyName }));
}

async function updateBoundary(
  call: Call,
  RoleName: string,
  before: RoleProperties,
  after: RoleProperties,
): Promise<void> {
  const { PermissionsBoundary } = after;
  if (PermissionsBoundary === before.PermissionsBoundary) return;
  if (PermissionsBoundary === undefined)
    await call.invoke("iam", "DeleteRolePermissionsBoundary", { RoleName });
  else await call.invoke("iam", "PutRolePermissionsBoundary", { RoleName, PermissionsBoundary });
}

const sessionSeconds = ({ MaxSessionDuration }: RoleProperties) =>
  MaxSessionDuration === undefined ? undefined : Number(MaxSessionDuration);

async function describeRole(call: Call, RoleName: string) {
  const { Role } = await call.invoke("iam", "GetRole", { RoleName });
  return { physicalId: RoleName, attributes: { Arn: Role!.Arn!, RoleId: Role!.RoleId! } };
}
