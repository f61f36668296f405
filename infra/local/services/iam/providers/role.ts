import * as z from "zod";
import {
  allTags,
  droppedTags,
  integer,
  policyDocument,
  readProperties,
  tags,
} from "../../../resource-properties.ts";
import type { Call } from "../../../service.ts";
import type { ResourceProvider } from "../../cloudformation/provider.ts";
import { unlessMissing } from "./unless-missing.ts";

const roleProperties = z.strictObject({
  AssumeRolePolicyDocument: policyDocument,
  Description: z.string().optional(),
  ManagedPolicyArns: z.array(z.string()).optional(),
  MaxSessionDuration: integer.optional(),
  Path: z.string().optional(),
  PermissionsBoundary: z.string().optional(),
  Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: policyDocument })).optional(),
  RoleName: z.string().optional(),
  Tags: tags.optional(),
});
type RoleProperties = z.infer<typeof roleProperties>;

/** `AWS::IAM::Role` */
export const roleProvider: ResourceProvider = {
  createOnlyProperties: ["Path", "RoleName"],
  async create(request) {
    const { call } = request;
    const properties = readProperties(roleProperties, request);
    const RoleName = properties.RoleName ?? request.generateName(64);
    await call.invoke("iam", "CreateRole", {
      RoleName,
      Path: properties.Path,
      AssumeRolePolicyDocument: properties.AssumeRolePolicyDocument,
      Description: properties.Description,
      MaxSessionDuration: properties.MaxSessionDuration,
      PermissionsBoundary: properties.PermissionsBoundary,
      Tags: allTags(properties.Tags, request.tags),
    });
    await putPolicies(call, RoleName, {}, properties);
    return describeRole(call, RoleName);
  },

  async update(request, old) {
    const { call, physicalId: RoleName } = request;
    const before = readProperties(roleProperties, request, old);
    const after = readProperties(roleProperties, request);
    await call.invoke("iam", "UpdateAssumeRolePolicy", {
      RoleName,
      PolicyDocument: after.AssumeRolePolicyDocument,
    });
    await call.invoke("iam", "UpdateRole", {
      RoleName,
      Description: after.Description ?? "",
      MaxSessionDuration: after.MaxSessionDuration ?? 3600,
    });
    await updateBoundary(call, RoleName, before, after);
    await removePolicies(call, RoleName, before, after);
    await putPolicies(call, RoleName, before, after);
    const Tags = allTags(after.Tags, request.tags);
    const TagKeys = droppedTags(before.Tags, Tags);
    if (TagKeys.length > 0) await call.invoke("iam", "UntagRole", { RoleName, TagKeys });
    if (Tags.length > 0) await call.invoke("iam", "TagRole", { RoleName, Tags });
    return describeRole(call, RoleName);
  },

  // Only what the template put there is taken away: a policy that somebody added by hand makes DeleteRole fail
  // with DeleteConflict, as it does on AWS.
  async delete(request) {
    const { call, physicalId: RoleName } = request;
    await unlessMissing(removePolicies(call, RoleName, readProperties(roleProperties, request), {}));
    await unlessMissing(call.invoke("iam", "DeleteRole", { RoleName }));
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
      PolicyDocument,
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
      await unlessMissing(call.invoke("iam", "DetachRolePolicy", { RoleName, PolicyArn }));
  for (const { PolicyName } of before.Policies ?? [])
    if (!inline.has(PolicyName))
      await unlessMissing(call.invoke("iam", "DeleteRolePolicy", { RoleName, PolicyName }));
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

async function describeRole(call: Call, RoleName: string) {
  const { Role } = await call.invoke("iam", "GetRole", { RoleName });
  return { physicalId: RoleName, attributes: { Arn: Role!.Arn!, RoleId: Role!.RoleId! } };
}
