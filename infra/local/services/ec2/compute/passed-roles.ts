import type { IamInstanceProfileSpecification } from "@aws-sdk/client-ec2";
import { passRolePermission } from "../../../policy/pass-role.ts";
import type { Call, Permission } from "../../../service.ts";
import { iamState } from "../../iam/store.ts";

/**
 * Whoever gives an instance a profile passes the profile's role to EC2. A profile that does not exist passes nothing:
 * the call will fail for that.
 */
export function passedRoles(input: object, call: Call): Permission[] {
  const { IamInstanceProfile } = input as { IamInstanceProfile?: IamInstanceProfileSpecification };
  const name = IamInstanceProfile?.Name ?? IamInstanceProfile?.Arn?.split("/").pop();
  if (!name) return [];
  const { instanceProfiles, roles } = iamState(call.cloud, call.accountId);
  return (instanceProfiles[name]?.roles ?? []).flatMap((role) => {
    const arn = roles[role]?.arn;
    return arn ? [passRolePermission(arn, "ec2.amazonaws.com")] : [];
  });
}
