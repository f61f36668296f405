import type { RoleUsageType } from "@aws-sdk/client-iam";
import type { Cloud } from "../../cloud.ts";
import { configStore } from "../config/store.ts";
import { detectorArn, guardDutyStore } from "../guardduty/store.ts";
import { iamState, iamStore, type RoleDeletion, type RoleRecord } from "./store.ts";

/** How long IAM takes to ask a service in every Region. AWS's time, unsure: some seconds. */
const DELETION = 10_000;

/** Begins to delete a service-linked role, or answers the task that is at it already. */
export function beginDeletion(cloud: Cloud, accountId: string, task: string, role: RoleRecord): string {
  const { roleDeletions } = iamState(cloud, accountId);
  const running = Object.entries(roleDeletions).find(
    ([, deletion]) => deletion.roleId === role.id && deletion.status === "IN_PROGRESS",
  );
  if (running) return running[0];
  roleDeletions[task] = {
    roleName: role.name,
    roleId: role.id,
    status: "IN_PROGRESS",
    doneAt: cloud.clock.after(DELETION),
  };
  settleDeletion(cloud, accountId, task);
  if (roleDeletions[task].status === "IN_PROGRESS") attend(cloud, accountId, task);
  return task;
}

/** Takes up the deletions that a restart interrupted. */
export function resumeDeletions(cloud: Cloud): void {
  for (const { place, state } of cloud.stores(iamStore))
    for (const [task, { status }] of Object.entries(state.roleDeletions))
      if (status === "IN_PROGRESS") attend(cloud, place.accountId, task);
}

function attend(cloud: Cloud, accountId: string, task: string): void {
  cloud.background(async () => {
    await cloud.clock.delay(DELETION, cloud.stopping);
    settleDeletion(cloud, accountId, task, true);
    cloud.changed();
  });
}

/** Ends a deletion whose time has come: the role goes, unless its service still has something. */
export function settleDeletion(
  cloud: Cloud,
  accountId: string,
  task: string,
  isDue = false,
): RoleDeletion | undefined {
  const state = iamState(cloud, accountId);
  const deletion = state.roleDeletions[task];
  if (deletion?.status !== "IN_PROGRESS" || (!isDue && deletion.doneAt > cloud.clock.now())) return deletion;
  const role = state.roles[deletion.roleName];
  const usage = role ? usageOf(cloud, accountId, role.linkedTo) : [];
  if (usage.length > 0) Object.assign(deletion, { status: "FAILED", usage });
  else {
    deletion.status = "SUCCEEDED";
    if (role?.id === deletion.roleId) delete state.roles[role.name];
  }
  return deletion;
}

/** What of a service's still stands on its role, by Region. Other services' are taken to have nothing. */
function usageOf(cloud: Cloud, accountId: string, service: string | undefined): RoleUsageType[] {
  const found = (region: string, resources: string[]): RoleUsageType[] =>
    resources.length > 0 ? [{ Region: region, Resources: resources }] : [];
  if (service === "config.amazonaws.com")
    return cloud.stores(configStore, accountId).flatMap(({ place, state }) =>
      found(
        place.region,
        Object.values(state.recorders)
          .filter(({ roleArn }) => roleArn.includes(`/aws-service-role/${service}/`))
          .map(({ arn }) => arn),
      ),
    );
  if (service === "guardduty.amazonaws.com")
    return cloud
      .stores(guardDutyStore, accountId)
      .flatMap(({ place, state }) =>
        found(place.region, state.detector ? [detectorArn(place, state.detector.id)] : []),
      );
  return [];
}
