import type { Permission } from "../service.ts";

/**
 * What handing a role to a service needs: `iam:PassRole` on the role, for that service.
 * Source: Service Authorization Reference, "AWS Identity and Access Management (IAM)".
 * @param service the service principal that will assume the role, such as `lambda.amazonaws.com`
 */
export function passRolePermission(roleArn: string, service: string): Permission {
  return { action: "iam:PassRole", resources: [roleArn], context: { "iam:PassedToService": service } };
}
