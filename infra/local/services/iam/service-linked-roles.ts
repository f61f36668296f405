import { randomUUID } from "node:crypto";
import type { Cloud } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { roleOutput } from "./outputs.ts";
import { beginDeletion, settleDeletion } from "./role-deletions.ts";
import { wholeSeconds } from "./roles.ts";
import { stateOf } from "./rules.ts";
import { getRole, iamArn, iamState, noSuchEntity, type RoleRecord, uniqueId } from "./store.ts";

/** The role that each service's principal owns (each service's guide, "Using service-linked roles"). */
const LINKED_ROLES: Record<string, string> = {
  "autoscaling.amazonaws.com": "AWSServiceRoleForAutoScaling",
  "cloudtrail.amazonaws.com": "AWSServiceRoleForCloudTrail",
  "config.amazonaws.com": "AWSServiceRoleForConfig",
  "elasticloadbalancing.amazonaws.com": "AWSServiceRoleForElasticLoadBalancing",
  "guardduty.amazonaws.com": "AWSServiceRoleForAmazonGuardDuty",
  "malware-protection.guardduty.amazonaws.com": "AWSServiceRoleForAmazonGuardDutyMalwareProtection",
  "spot.amazonaws.com": "AWSServiceRoleForEC2Spot",
  "ssm.amazonaws.com": "AWSServiceRoleForAmazonSSM",
};

/** Services that give each of their linked roles a suffix of the caller's choice. */
const SUFFIXED = new Set(["autoscaling.amazonaws.com"]);

export const serviceLinkedRoleOperations = {
  CreateServiceLinkedRole: ({ AWSServiceName = "", Description, CustomSuffix }, call) => {
    if (!LINKED_ROLES[AWSServiceName])
      throw new AwsError(
        "InvalidInput",
        `Service role name cannot be found for the service principal ${AWSServiceName}.`,
      );
    if (CustomSuffix !== undefined && !SUFFIXED.has(AWSServiceName))
      throw new AwsError("InvalidInput", `Custom suffix is not allowed for ${AWSServiceName}`);
    const name = linkedRoleName(AWSServiceName, CustomSuffix);
    if (stateOf(call).roles[name])
      throw new AwsError(
        "InvalidInput",
        `Service role name ${name} has been taken in this account, please try a different suffix.`,
      );
    return { Role: roleOutput(addRole(call.cloud, call.accountId, AWSServiceName, name, Description)) };
  },

  DeleteServiceLinkedRole: ({ RoleName }, call) => {
    const role = getRole(stateOf(call), RoleName);
    if (!role.linkedTo)
      throw new AwsError("InvalidInput", `The role ${role.name} is not a service-linked role.`);
    const task = `task${role.path}${role.name}/${randomUUID()}`;
    return { DeletionTaskId: beginDeletion(call.cloud, call.accountId, task, role) };
  },

  GetServiceLinkedRoleDeletionStatus: ({ DeletionTaskId = "" }, call) => {
    const deletion = settleDeletion(call.cloud, call.accountId, DeletionTaskId);
    if (!deletion) throw noSuchEntity(`The deletion task ${DeletionTaskId} cannot be found.`);
    const { status, usage } = deletion;
    return {
      Status: status,
      ...(usage && {
        Reason: {
          Reason: "A service-linked role cannot be deleted while its service has resources that use it.",
          RoleUsageList: usage,
        },
      }),
    };
  },
} satisfies Operations<"iam">;

/** The name of a service's linked role; empty for a service that has none. */
export function linkedRoleName(service: string, suffix?: string): string {
  const base = LINKED_ROLES[service] ?? "";
  return suffix === undefined ? base : `${base}_${suffix}`;
}

function addRole(
  cloud: Cloud,
  accountId: string,
  service: string,
  name: string,
  description?: string,
): RoleRecord {
  const path = `/aws-service-role/${service}/`;
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  };
  const role: RoleRecord = {
    path,
    name,
    id: uniqueId("AROA"),
    arn: iamArn(accountId, "role", path, name),
    created: wholeSeconds(cloud.clock.now()),
    trust: JSON.stringify(trust),
    description,
    maxSessionDuration: 3600,
    linkedTo: service,
    inline: {},
    // What a service does for itself is not authorised here, so that its own policy is not needed.
    attached: [],
    tags: [],
  };
  iamState(cloud, accountId).roles[name] = role;
  return role;
}
