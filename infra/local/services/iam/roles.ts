import { AwsError } from "../../errors.ts";
import { parsePolicy } from "../../policy/document.ts";
import type { Call, Operations } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { createdRole, roleOutput, roleSummary } from "./outputs.ts";
import { page } from "./paging.ts";
import { validatePolicy } from "./policy-validation.ts";
import { byName, deleteConflict, limitExceeded, stateOf, takenIn, validateName } from "./rules.ts";
import {
  getRole,
  type IamState,
  iamArn,
  noSuchEntity,
  policyDocument,
  type RoleRecord,
  uniqueId,
} from "./store.ts";
import { listTags, mergeTags, tag, untag } from "./tags.ts";

/** Quotas as AWS sets them at first (IAM User Guide, "IAM and AWS STS quotas"). */
const MAX_TRUST_CHARACTERS = 2048;
const MAX_ROLES = 1000;

const sessionRule = { atLeast: 3600, atMost: 43_200 };

export const roleOperations = {
  CreateRole: (input, call) => {
    const { RoleName = "", Path = "/", MaxSessionDuration = 3600, PermissionsBoundary } = input;
    validateName("roleName", RoleName, 64, Path);
    validateMembers("ValidationError", {
      maxSessionDuration: [MaxSessionDuration, sessionRule],
      description: [input.Description, { max: 1000 }],
    });
    if (Path.startsWith("/aws-service-role/"))
      throw new AwsError("ValidationError", "Path /aws-service-role/ is reserved for service-linked roles.");
    const state = stateOf(call);
    if (takenIn(state.roles, RoleName))
      throw new AwsError("EntityAlreadyExists", `Role with name ${RoleName} already exists.`, 409);
    if (Object.keys(state.roles).length >= MAX_ROLES)
      throw limitExceeded(`Cannot exceed quota for RolesPerAccount: ${MAX_ROLES}`);
    if (PermissionsBoundary !== undefined) requirePolicy(state, PermissionsBoundary);
    const role: RoleRecord = {
      path: Path,
      name: RoleName,
      id: uniqueId("AROA"),
      arn: iamArn(call.accountId, "role", Path, RoleName),
      created: wholeSeconds(call.cloud.clock.now()),
      trust: checkedTrust(call, input.AssumeRolePolicyDocument ?? ""),
      description: input.Description,
      maxSessionDuration: MaxSessionDuration,
      boundary: PermissionsBoundary,
      inline: {},
      attached: [],
      tags: mergeTags([], input.Tags),
    };
    state.roles[RoleName] = role;
    return { Role: createdRole(role) };
  },

  GetRole: ({ RoleName }, call) => ({ Role: roleOutput(getRole(stateOf(call), RoleName)) }),

  ListRoles: (input, call) => {
    const { PathPrefix = "/" } = input;
    const roles = byName(stateOf(call).roles).filter(({ path }) => path.startsWith(PathPrefix));
    const { items, paging } = page(roles, input);
    return { Roles: items.map(roleSummary), ...paging };
  },

  UpdateRole: ({ RoleName, Description, MaxSessionDuration }, call) => {
    const role = modifiableRole(stateOf(call), RoleName, { description: true });
    validateMembers("ValidationError", {
      maxSessionDuration: [MaxSessionDuration, sessionRule],
      description: [Description, { max: 1000 }],
    });
    if (Description !== undefined) role.description = Description;
    if (MaxSessionDuration !== undefined) role.maxSessionDuration = MaxSessionDuration;
    return {};
  },

  UpdateRoleDescription: ({ RoleName, Description }, call) => {
    const role = modifiableRole(stateOf(call), RoleName, { description: true });
    role.description = Description;
    return { Role: roleOutput(role) };
  },

  UpdateAssumeRolePolicy: ({ RoleName, PolicyDocument }, call) => {
    modifiableRole(stateOf(call), RoleName).trust = checkedTrust(call, PolicyDocument ?? "");
    return {};
  },

  DeleteRole: ({ RoleName }, call) => {
    const state = stateOf(call);
    const role = modifiableRole(state, RoleName);
    // In AWS's order: profiles, then managed, then inline policies.
    if (Object.values(state.instanceProfiles).some(({ roles }) => roles.includes(role.name)))
      throw deleteConflict("Cannot delete entity, must remove roles from instance profile first.");
    if (role.attached.length > 0)
      throw deleteConflict("Cannot delete entity, must detach all policies first.");
    if (Object.keys(role.inline).length > 0)
      throw deleteConflict("Cannot delete entity, must delete policies first.");
    delete state.roles[role.name];
    return {};
  },

  TagRole: ({ RoleName, Tags }, call) => tag(getRole(stateOf(call), RoleName), Tags),

  UntagRole: ({ RoleName, TagKeys }, call) => untag(getRole(stateOf(call), RoleName), TagKeys),

  ListRoleTags: (input, call) => listTags(getRole(stateOf(call), input.RoleName).tags, input),

  PutRolePermissionsBoundary: ({ RoleName, PermissionsBoundary = "" }, call) => {
    const state = stateOf(call);
    const role = modifiableRole(state, RoleName);
    requirePolicy(state, PermissionsBoundary);
    role.boundary = PermissionsBoundary;
    return {};
  },

  DeleteRolePermissionsBoundary: ({ RoleName }, call) => {
    delete modifiableRole(stateOf(call), RoleName).boundary;
    return {};
  },
} satisfies Operations<"iam">;

/**
 * A role that its account may change: a service-linked one is the service's, but for its description.
 * @throws AwsError `NoSuchEntity`, `UnmodifiableEntity`
 */
export function modifiableRole(
  state: IamState,
  name: string | undefined,
  change: { description?: boolean } = {},
): RoleRecord {
  const role = getRole(state, name);
  if (role.linkedTo && !change.description)
    throw new AwsError(
      "UnmodifiableEntity",
      `Cannot perform the operation on the protected role '${role.name}' - this role is only modifiable by AWS`,
    );
  return role;
}

/** @throws AwsError `NoSuchEntity` where there is no such managed policy, AWS's or the account's. */
export function requirePolicy(state: IamState, arn: string): void {
  if (policyDocument(state, arn) === undefined)
    throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
}

/** IAM keeps times to the second. */
export function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}

function checkedTrust(call: Call, document: string): string {
  // White space does not count.
  if (document.replace(/\s/g, "").length > MAX_TRUST_CHARACTERS)
    throw limitExceeded(`Cannot exceed quota for ACLSizePerRole: ${MAX_TRUST_CHARACTERS}`);
  validatePolicy(document, "trust");
  const named = parsePolicy(document).statements.flatMap(({ principal }) => principal?.AWS ?? []);
  for (const arn of named)
    if (isMissing(call, arn))
      throw new AwsError("MalformedPolicyDocument", `Invalid principal in policy: "AWS":"${arn}"`);
  return document;
}

/** Whether an ARN names a user or role of this account that is not there. Of other accounts nothing is said. */
function isMissing(call: Call, arn: string): boolean {
  const [, accountId, kind, name] = /^arn:aws:iam::(\d{12}):(user|role)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if (!name || accountId !== call.accountId) return false;
  const state = stateOf(call);
  return (kind === "user" ? state.users : state.roles)[name]?.arn !== arn;
}
