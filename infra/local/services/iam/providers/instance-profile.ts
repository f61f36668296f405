import type { ExistingResource, ResourceProvider } from "../../cloudformation/provider.ts";
import { ifExists, shaped } from "./shared.ts";

/** `AWS::IAM::InstanceProfile`, its template's properties. */
interface ProfileProperties {
  InstanceProfileName?: string;
  Path?: string;
  Roles: string[];
}

export const instanceProfileProvider: ResourceProvider = {
  async create(request) {
    const { call } = request;
    const {
      InstanceProfileName = request.generateName(128),
      Path,
      Roles,
    } = shaped<ProfileProperties>(request.properties);
    const { InstanceProfile } = await call.invoke("iam", "CreateInstanceProfile", {
      InstanceProfileName,
      Path,
    });
    for (const RoleName of Roles)
      await call.invoke("iam", "AddRoleToInstanceProfile", { InstanceProfileName, RoleName });
    return { physicalId: InstanceProfileName, attributes: { Arn: InstanceProfile!.Arn! } };
  },

  // Observed: an instance profile takes CloudFormation two minutes, in which IAM makes it known everywhere.
  async stabilise({ call }) {
    await call.cloud.clock.delay(2 * 60 * 1000);
  },

  async update(request, old) {
    const { call, physicalId: InstanceProfileName } = request;
    const before = shaped<ProfileProperties>(old);
    const after = shaped<ProfileProperties>(request.properties);
    if (
      before.InstanceProfileName !== after.InstanceProfileName ||
      (before.Path ?? "/") !== (after.Path ?? "/")
    )
      return "replace";
    for (const RoleName of before.Roles)
      if (!after.Roles.includes(RoleName)) await removeRole(request, RoleName);
    for (const RoleName of after.Roles)
      if (!before.Roles.includes(RoleName))
        await call.invoke("iam", "AddRoleToInstanceProfile", { InstanceProfileName, RoleName });
    const { InstanceProfile } = await call.invoke("iam", "GetInstanceProfile", { InstanceProfileName });
    return { physicalId: InstanceProfileName, attributes: { Arn: InstanceProfile!.Arn! } };
  },

  async delete(request) {
    const { call, physicalId: InstanceProfileName } = request;
    for (const RoleName of shaped<ProfileProperties>(request.properties).Roles)
      await removeRole(request, RoleName);
    await ifExists(call.invoke("iam", "DeleteInstanceProfile", { InstanceProfileName }));
  },
};

function removeRole({ call, physicalId }: ExistingResource, RoleName: string): Promise<void> {
  return ifExists(
    call.invoke("iam", "RemoveRoleFromInstanceProfile", { InstanceProfileName: physicalId, RoleName }),
  );
}
