import { AwsError } from "../../../errors.ts";
import type { Call } from "../../../service.ts";
import type { ResourceProvider } from "../../cloudformation/provider.ts";
import { documentText, ifExists, shaped } from "./shared.ts";

/** `AWS::IAM::ManagedPolicy`, its template's properties. */
interface ManagedPolicyProperties {
  ManagedPolicyName?: string;
  Description?: string;
  Path?: string;
  PolicyDocument: object | string;
  Roles?: string[];
  Users?: string[];
  Groups?: string[];
}

export const managedPolicyProvider: ResourceProvider = {
  async create(request) {
    const { call } = request;
    const properties = checked(request.properties);
    const { Policy } = await call.invoke("iam", "CreatePolicy", {
      PolicyName: properties.ManagedPolicyName ?? request.generateName(128),
      Path: properties.Path,
      Description: properties.Description,
      PolicyDocument: documentText(properties.PolicyDocument),
    });
    const PolicyArn = Policy!.Arn!;
    for (const RoleName of properties.Roles)
      await call.invoke("iam", "AttachRolePolicy", { RoleName, PolicyArn });
    return describe(call, PolicyArn);
  },

  async update(request, old) {
    const { call, physicalId: PolicyArn } = request;
    const before = checked(old);
    const after = checked(request.properties);
    if (
      before.ManagedPolicyName !== after.ManagedPolicyName ||
      before.Description !== after.Description ||
      (before.Path ?? "/") !== (after.Path ?? "/")
    )
      return "replace";
    const document = documentText(after.PolicyDocument);
    if (document !== documentText(before.PolicyDocument)) {
      await removeOldestVersion(call, PolicyArn);
      await call.invoke("iam", "CreatePolicyVersion", {
        PolicyArn,
        PolicyDocument: document,
        SetAsDefault: true,
      });
    }
    for (const RoleName of after.Roles) await call.invoke("iam", "AttachRolePolicy", { RoleName, PolicyArn });
    for (const RoleName of before.Roles)
      if (!after.Roles.includes(RoleName))
        await ifExists(call.invoke("iam", "DetachRolePolicy", { RoleName, PolicyArn }));
    return describe(call, PolicyArn);
  },

  // A role that somebody attached by hand makes DeletePolicy fail with DeleteConflict, as it does on AWS.
  async delete(request) {
    const { call, physicalId: PolicyArn } = request;
    for (const RoleName of checked(request.properties).Roles)
      await ifExists(call.invoke("iam", "DetachRolePolicy", { RoleName, PolicyArn }));
    await ifExists(removeOtherVersions(call, PolicyArn));
    await ifExists(call.invoke("iam", "DeletePolicy", { PolicyArn }));
  },
};

function checked(properties: Record<string, unknown>): ManagedPolicyProperties & { Roles: string[] } {
  const { Roles = [], Users = [], Groups = [], ...rest } = shaped<ManagedPolicyProperties>(properties);
  if (Users.length > 0 || Groups.length > 0)
    throw new AwsError(
      "NotImplemented",
      "The local account does not know policies of users and groups yet.",
      501,
    );
  return { ...rest, Roles };
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
