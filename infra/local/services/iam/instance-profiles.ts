import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { instanceProfileOutput } from "./outputs.ts";
import { page } from "./paging.ts";
import { wholeSeconds } from "./roles.ts";
import { byName, deleteConflict, limitExceeded, stateOf, takenIn, validateName } from "./rules.ts";
import {
  getRole,
  type IamState,
  type InstanceProfileRecord,
  iamArn,
  noSuchEntity,
  uniqueId,
} from "./store.ts";
import { listTags, mergeTags, tag, untag } from "./tags.ts";

export const instanceProfileOperations = {
  CreateInstanceProfile: ({ InstanceProfileName = "", Path = "/", Tags }, call) => {
    validateName("instanceProfileName", InstanceProfileName, 128, Path);
    const state = stateOf(call);
    if (takenIn(state.instanceProfiles, InstanceProfileName))
      throw new AwsError(
        "EntityAlreadyExists",
        `Instance Profile ${InstanceProfileName} already exists.`,
        409,
      );
    const profile: InstanceProfileRecord = {
      path: Path,
      name: InstanceProfileName,
      id: uniqueId("AIPA"),
      arn: iamArn(call.accountId, "instance-profile", Path, InstanceProfileName),
      created: wholeSeconds(call.cloud.clock.now()),
      roles: [],
      tags: mergeTags([], Tags),
    };
    state.instanceProfiles[InstanceProfileName] = profile;
    return { InstanceProfile: instanceProfileOutput(state, profile) };
  },

  GetInstanceProfile: ({ InstanceProfileName }, call) => {
    const state = stateOf(call);
    return { InstanceProfile: instanceProfileOutput(state, getInstanceProfile(state, InstanceProfileName)) };
  },

  ListInstanceProfiles: (input, call) => {
    const { PathPrefix = "/" } = input;
    const state = stateOf(call);
    const profiles = byName(state.instanceProfiles).filter(({ path }) => path.startsWith(PathPrefix));
    const { items, paging } = page(profiles, input);
    return { InstanceProfiles: items.map((profile) => instanceProfileOutput(state, profile)), ...paging };
  },

  ListInstanceProfilesForRole: (input, call) => {
    const state = stateOf(call);
    const role = getRole(state, input.RoleName);
    const profiles = byName(state.instanceProfiles).filter(({ roles }) => roles.includes(role.name));
    const { items, paging } = page(profiles, input);
    return { InstanceProfiles: items.map((profile) => instanceProfileOutput(state, profile)), ...paging };
  },

  AddRoleToInstanceProfile: ({ InstanceProfileName, RoleName }, call) => {
    const state = stateOf(call);
    const profile = getInstanceProfile(state, InstanceProfileName);
    const role = getRole(state, RoleName);
    // The quota is one, fixed, even for the role that is in it already.
    if (profile.roles.length > 0)
      throw limitExceeded("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1");
    profile.roles.push(role.name);
    return {};
  },

  RemoveRoleFromInstanceProfile: ({ InstanceProfileName, RoleName }, call) => {
    const state = stateOf(call);
    const profile = getInstanceProfile(state, InstanceProfileName);
    const role = getRole(state, RoleName);
    if (!profile.roles.includes(role.name))
      throw noSuchEntity(`Role ${role.name} does not exist in instance profile ${profile.name}.`);
    profile.roles = profile.roles.filter((name) => name !== role.name);
    return {};
  },

  DeleteInstanceProfile: ({ InstanceProfileName }, call) => {
    const state = stateOf(call);
    const profile = getInstanceProfile(state, InstanceProfileName);
    if (profile.roles.length > 0)
      throw deleteConflict("Cannot delete entity, must remove roles from instance profile first.");
    delete state.instanceProfiles[profile.name];
    return {};
  },

  TagInstanceProfile: ({ InstanceProfileName, Tags }, call) =>
    tag(getInstanceProfile(stateOf(call), InstanceProfileName), Tags),

  UntagInstanceProfile: ({ InstanceProfileName, TagKeys }, call) =>
    untag(getInstanceProfile(stateOf(call), InstanceProfileName), TagKeys),

  ListInstanceProfileTags: (input, call) =>
    listTags(getInstanceProfile(stateOf(call), input.InstanceProfileName).tags, input),
} satisfies Operations<"iam">;

/** @throws AwsError `NoSuchEntity` */
function getInstanceProfile(state: IamState, name: string | undefined): InstanceProfileRecord {
  const profile = state.instanceProfiles[name ?? ""];
  if (!profile) throw noSuchEntity(`Instance Profile ${name} cannot be found.`);
  return profile;
}
