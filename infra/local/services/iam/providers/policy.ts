import * as z from "zod";
import { AwsError } from "../../../errors.ts";
import { policyDocument, readProperties } from "../../../resource-properties.ts";
import type { Call } from "../../../service.ts";
import type { ResourceProvider, ResourceRequest } from "../../cloudformation/provider.ts";
import { unlessMissing } from "./unless-missing.ts";
import { refuseUsersAndGroups } from "./users-and-groups.ts";

const policyProperties = z.strictObject({
  PolicyName: z.string(),
  PolicyDocument: policyDocument,
  Roles: z.array(z.string()).default([]),
  Users: z.array(z.string()).optional(),
  Groups: z.array(z.string()).optional(),
});
type PolicyProperties = z.infer<typeof policyProperties>;

/** As generated for this type, observed: six letters of the stack, six of the resource, twelve at random. */
const PHYSICAL_ID_LENGTH = 26;

/** `AWS::IAM::Policy`: an inline policy, put into each of the roles. */
export const policyProvider: ResourceProvider = {
  createOnlyProperties: [],

  async create(request) {
    const properties = checked(request);
    await put(request.call, properties);
    return resource(request.generateName(PHYSICAL_ID_LENGTH));
  },

  async update(request, old) {
    const before = checked(request, old);
    const after = checked(request);
    await put(request.call, after);
    const stays = (role: string) => before.PolicyName === after.PolicyName && after.Roles.includes(role);
    await remove(request.call, { ...before, Roles: before.Roles.filter((role) => !stays(role)) });
    return resource(request.physicalId);
  },

  async delete(request) {
    await remove(request.call, checked(request));
  },
};

const resource = (id: string) => ({ physicalId: id, attributes: { Id: id } });

function checked(request: ResourceRequest, properties?: Record<string, unknown>): PolicyProperties {
  const read = readProperties(policyProperties, request, properties);
  refuseUsersAndGroups(read);
  if (read.Roles.length === 0)
    throw new AwsError("ValidationError", "At least one of [Groups,Roles,Users] must be non-empty.");
  return read;
}

async function put(call: Call, { PolicyName, PolicyDocument, Roles }: PolicyProperties): Promise<void> {
  for (const RoleName of Roles)
    await call.invoke("iam", "PutRolePolicy", {
      RoleName,
      PolicyName,
      PolicyDocument,
    });
}

async function remove(call: Call, { PolicyName, Roles }: PolicyProperties): Promise<void> {
  for (const RoleName of Roles)
    await unlessMissing(call.invoke("iam", "DeleteRolePolicy", { RoleName, PolicyName }));
}
