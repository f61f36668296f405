import * as z from "zod";
import { readProperties } from "../../../resource-properties.ts";
import type { ExistingResource, ResourceProvider } from "../../cloudformation/provider.ts";
import { unlessMissing } from "./unless-missing.ts";

const profileProperties = z.strictObject({
  InstanceProfileName: z.string().optional(),
  Path: z.string().optional(),
  Roles: z.array(z.string()),
});

/** `AWS::IAM::InstanceProfile` */
export const instanceProfileProvider: ResourceProvider = {
  createOnlyProperties: ["InstanceProfileName", "Path"],

  async create(request) {
    const { call } = request;
    const {
      InstanceProfileName = request.generateName(128),
      Path,
      Roles,
    } = readProperties(profileProperties, request);
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
    await call.cloud.clock.delay(2 * 60 * 1000, call.cloud.stopping);
  },

  async update(request, old) {
    const { call, physicalId: InstanceProfileName } = request;
    const before = readProperties(profileProperties, request, old);
    const after = readProperties(profileProperties, request);
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
    for (const RoleName of readProperties(profileProperties, request).Roles)
      await removeRole(request, RoleName);
    await unlessMissing(call.invoke("iam", "DeleteInstanceProfile", { InstanceProfileName }));
  },
};

function removeRole({ call, physicalId }: ExistingResource, RoleName: string): Promise<void> {
  return unlessMissing(
    call.invoke("iam", "RemoveRoleFromInstanceProfile", { InstanceProfileName: physicalId, RoleName }),
  );
}
