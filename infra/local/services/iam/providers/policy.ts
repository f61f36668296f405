import { AwsError } from "../../../errors.ts";
import type { Call } from "../../../service.ts";
import type { ResourceProvider } from "../../cloudformation/provider.ts";
import { documentText, ifExists, shaped } from "./shared.ts";

/** `AWS::IAM::Policy`, its template's properties: an inline policy, put into each of the roles. */
interface PolicyProperties {
  PolicyName: string;
  PolicyDocument: object | string;
  Roles?: string[];
  Users?: string[];
  Groups?: string[];
}

/** As generated for this type, observed: six letters of the stack, six of the resource, twelve at random. */
const PHYSICAL_ID_LENGTH = 26;

export const policyProvider: ResourceProvider = {
  async create(request) {
    const properties = checked(request.properties);
    await put(request.call, properties);
    return resource(request.generateName(PHYSICAL_ID_LENGTH));
  },

  async update(request, old) {
    const before = checked(old);
    const after = checked(request.properties);
    await put(request.call, after);
    const stays = (role: string) => before.PolicyName === after.PolicyName && after.Roles.includes(role);
    await remove(request.call, { ...before, Roles: before.Roles.filter((role) => !stays(role)) });
    return resource(request.physicalId);
  },

  async delete(request) {
    await remove(request.call, checked(request.properties));
  },
};

const resource = (id: string) => ({ physicalId: id, attributes: { Id: id } });

function checked(properties: Record<string, unknown>): PolicyProperties & { Roles: string[] } {
  const { Roles = [], Users = [], Groups = [], ...rest } = shaped<PolicyProperties>(properties);
  if (Users.length > 0 || Groups.length > 0)
    throw new AwsError(
      "NotImplemented",
      "The local account does not know policies of users and groups yet.",
      501,
    );
  if (Roles.length === 0)
    throw new AwsError("ValidationError", "At least one of [Groups,Roles,Users] must be non-empty.");
  return { ...rest, Roles };
}

async function put(call: Call, { PolicyName, PolicyDocument, Roles }: PolicyProperties): Promise<void> {
  for (const RoleName of Roles ?? [])
    await call.invoke("iam", "PutRolePolicy", {
      RoleName,
      PolicyName,
      PolicyDocument: documentText(PolicyDocument),
    });
}

async function remove(call: Call, { PolicyName, Roles }: PolicyProperties): Promise<void> {
  for (const RoleName of Roles ?? [])
    await ifExists(call.invoke("iam", "DeleteRolePolicy", { RoleName, PolicyName }));
}
