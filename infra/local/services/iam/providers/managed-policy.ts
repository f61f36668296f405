import * as z from "zod";
import { policyDocument, readProperties } from "../../../resource-properties.ts";
import type { Call } from "../../../service.ts";
import type { ResourceProvider, ResourceRequest } from "../../cloudformation/provider.ts";
import { unlessMissing } from "./unless-missing.ts";
import { refuseUsersAndGroups } from "./users-and-groups.ts";

const policyProperties = z.strictObject({
  ManagedPolicyName: z.string().optional(),
  Description: z.string().optional(),
  Path: z.string().optional(),
  PolicyDocument: policyDocument,
  Roles: z.array(z.string()).default([]),
  Users: z.array(z.string()).optional(),
  Groups: z.array(z.string()).optional(),
});

/** `AWS::IAM::ManagedPolicy` */
export const managedPolicyProvider: ResourceProvider = {
  createOnlyProperties: ["Description", "ManagedPolicyName", "Path"],

  async create(request) {
    const { call } = request;
    const properties = checked(request);
    const { Policy } = await call.invoke("iam", "CreatePolicy", {
      PolicyName: properties.ManagedPolicyName ?? request.generateName(128),
      Path: properties.Path,
      Description: properties.Description,
      PolicyDocument: properties.PolicyDocument,
    });
    const PolicyArn = Policy!.Arn!;
    for (const RoleName of properties.Roles)
      await call.invoke("iam", "AttachRolePolicy", { RoleName, PolicyArn });
    return describe(call, PolicyArn);
  },

  async update(request, old) {
    const { call, physicalId: PolicyArn } = request;
    const before = checked(request, old);
    const after = checked(request);
    const { PolicyDocument } = after;
    if (PolicyDocument !== before.PolicyDocument) {
      await removeOldestVersion(call, PolicyArn);
      await call.invoke("iam", "CreatePolicyVersion", {
        PolicyArn,
        PolicyDocument,
        SetAsDefault: true,
      });
    }
    for (const RoleName of after.Roles) await call.invoke("iam", "AttachRolePolicy", { RoleName, PolicyArn });
    for (const RoleName of before.Roles)
      if (!after.Roles.includes(RoleName))
        await unlessMissing(call.invoke("iam", "DetachRolePolicy", { RoleName, PolicyArn }));
    return describe(call, PolicyArn);
  },

  // A role that somebody attached by hand makes DeletePolicy fail with DeleteConflict, as it does on AWS.
  async delete(request) {
    const { call, physicalId: PolicyArn } = request;
    for (const RoleName of checked(request).Roles)
      await unlessMissing(call.invoke("iam", "DetachRolePolicy", { RoleName, PolicyArn }));
    await unlessMissing(removeOtherVersions(call, PolicyArn));
    await unlessMissing(call.invoke("iam", "DeletePolicy", { PolicyArn }));
  },
};

function checked(request: ResourceRequest, properties?: Record<string, unknown>) {
  const read = readProperties(policyProperties, request, properties);
  refuseUsersAndGroups(read);
  return read;
}

/** A policy has five versions at most; CloudFormation makes room by deleting the oldest that is not in force. */
async function removeOldestVersion(call: Call, PolicyArn: string): Promise<void> {
  const { Versions = [] } = await call.invoke("iam", "ListPolicyVersions", { PolicyArn });
  const oldest = Versions.filter(({ IsDefaultVersion }) => !IsDefaultVersion).at(-1);
  if (Versions.length >= 5 && oldest)
    await call.invoke("iam", "DeletePolicyVersion", { PolicyArn, VersionId: oldest.VersionId });
}

async function removeOtherVersions(call: Call, PolicyArn: string): Promise<void> {
  const { Versions = [] } = await call.invoke("iam", "ListPolicyVersions", { PolicyArn });
  for (const { VersionId, IsDefaultVersion } of Versions)
    if (!IsDefaultVersion) await call.invoke("iam", "DeletePolicyVersion", { PolicyArn, VersionId });
}

async function describe(call: Call, PolicyArn: string) {
  const { Policy } = await call.invoke("iam", "GetPolicy", { PolicyArn });
  return {
    physicalId: PolicyArn,
    attributes: {
      PolicyArn,
      PolicyId: Policy!.PolicyId!,
      DefaultVersionId: Policy!.DefaultVersionId!,
      AttachmentCount: String(Policy!.AttachmentCount),
      PermissionsBoundaryUsageCount: String(Policy!.PermissionsBoundaryUsageCount),
      IsAttachable: String(Policy!.IsAttachable),
      CreateDate: Policy!.CreateDate!.toISOString(),
      UpdateDate: Policy!.UpdateDate!.toISOString(),
    },
  };
}
