import { requirePermission } from "../../../authorise.ts";
import { makeCall } from "../../../dispatch.ts";
import { AwsError } from "../../../errors.ts";
import { publicImages } from "../../../images.ts";
import type { RolePrincipal } from "../../../principal.ts";
import type { Call } from "../../../service.ts";
import type { InstanceRecord } from "../../ec2/store.ts";
import { iamState } from "../../iam/store.ts";
import { assumablePrincipal } from "../../sts/assume.ts";

/** The agent that the account's images bring. */
export const AGENT_VERSION = "3.3.3050.0";

/** Whether an instance's image has the agent: Amazon Linux does, its minimal images do not ("AMIs with SSM Agent preinstalled"). */
export function hasAgent(call: Call, instance: InstanceRecord): boolean {
  const image = publicImages(call.region).find((it) => it.id === instance.ImageId);
  return image !== undefined && !image.name.includes("-minimal-");
}

/** The role of an instance's profile; undefined without one. */
export function instanceRole(call: Call, instance: InstanceRecord) {
  const { instanceProfiles, roles } = iamState(call.cloud, call.accountId);
  const arn = instance.IamInstanceProfile?.Arn;
  const profile = Object.values(instanceProfiles).find((it) => it.arn === arn);
  return roles[profile?.roles[0] ?? ""];
}

/** Who the instance is to the account: its role, in a session named by the instance; undefined without credentials. */
export function instancePrincipal(call: Call, instance: InstanceRecord): RolePrincipal | undefined {
  const role = instanceRole(call, instance);
  if (!role) return undefined;
  try {
    return assumablePrincipal(call.cloud, {
      roleArn: role.arn,
      service: "ec2.amazonaws.com",
      sessionName: instance.InstanceId,
    });
  } catch (error) {
    if (AwsError.is(error)) return undefined;
    throw error;
  }
}

/** What the agent must be allowed to report to Systems Manager. */
const REPORTING = ["ssm:UpdateInstanceInformation"];
/** What it must be allowed to be called by Session Manager ("Verify or add instance permissions for Session Manager"). */
const MESSAGING = [
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
];

/** What an instance's role lets its agent do. */
export function agentPermissions(
  call: Call,
  instance: InstanceRecord,
): { report: boolean; message: boolean } {
  const principal = instancePrincipal(call, instance);
  if (!principal) return { report: false, message: false };
  const own = makeCall(call.cloud, { principal, accountId: call.accountId, region: call.region });
  const arn = `arn:aws:ec2:${call.region}:${call.accountId}:instance/${instance.InstanceId}`;
  return {
    report: REPORTING.every((action) => isAllowed(own, action, arn)),
    message: MESSAGING.every((action) => isAllowed(own, action, "*")),
  };
}

function isAllowed(call: Call, action: string, resource: string): boolean {
  try {
    requirePermission(call, "ssm", { action, resources: [resource] });
    return true;
  } catch (error) {
    if (AwsError.is(error)) return false;
    throw error;
  }
}
