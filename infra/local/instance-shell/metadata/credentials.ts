import { defineStore } from "../../cloud.ts";
import type { RolePrincipal } from "../../principal.ts";
import type { Call } from "../../service.ts";
import type { InstanceRecord } from "../../services/ec2/store.ts";
import { instancePrincipal, instanceRole } from "../../services/ssm/nodes/agent.ts";
import { openRoleSession } from "../../services/sts/assume.ts";
import { getSession } from "../../services/sts/sessions.ts";

interface CredentialsState {
  /** The access key id that each instance was last given, and of which role. */
  issued: Record<string, { accessKeyId: string; roleId: string }>;
}

const credentialsStore = defineStore<CredentialsState>({
  name: "instance-credentials",
  scope: "region",
  create: () => ({ issued: {} }),
});

/** Observed: the credentials of an instance last some six hours. */
const LIFETIME_SECONDS = 6 * 60 * 60;
/** "We make new credentials available at least five minutes before the expiration" (IAM roles for Amazon EC2). */
const RENEWAL_MS = 5 * 60_000;

/** The temporary credentials of an instance's role. They are real: the account takes them. */
export interface InstanceCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  issued: Date;
  expiration: Date;
}

/** Who calls with an instance's credentials; undefined for an instance without a role that trusts EC2. */
export function instanceSession(call: Call, instance: InstanceRecord): RolePrincipal | undefined {
  const principal = instancePrincipal(call, instance);
  const credentials = principal && instanceCredentials(call, instance);
  return credentials && { ...principal, accessKeyId: credentials.accessKeyId };
}

/** @returns undefined for an instance without a role that trusts EC2 */
export function instanceCredentials(call: Call, instance: InstanceRecord): InstanceCredentials | undefined {
  const role = instanceRole(call, instance);
  if (!role || !instancePrincipal(call, instance)) return undefined;
  const { issued } = call.store(credentialsStore);
  const last = issued[instance.InstanceId];
  const session = last?.roleId === role.id ? getSession(call.cloud, last.accessKeyId) : undefined;
  if (last && session && session.expiration.getTime() - RENEWAL_MS > call.cloud.clock.now().getTime())
    return { ...session, accessKeyId: last.accessKeyId };
  const { credentials } = openRoleSession(call.cloud, role, {
    accountId: call.accountId,
    sessionName: instance.InstanceId,
    durationSeconds: LIFETIME_SECONDS,
  });
  issued[instance.InstanceId] = { accessKeyId: credentials.accessKeyId, roleId: role.id };
  return { ...credentials, issued: call.cloud.clock.now() };
}
