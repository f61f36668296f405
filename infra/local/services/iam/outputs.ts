import type {
  Group,
  InstanceProfile,
  PermissionsBoundaryAttachmentType,
  Policy,
  Role,
  User,
} from "@aws-sdk/client-iam";
import type { ManagedPolicy } from "./managed-policies.ts";
import type { IamState, InstanceProfileRecord, PolicyRecord, RoleRecord, UserRecord } from "./store.ts";

/** IAM answers policy documents URL-encoded, by RFC 3986: of the marks, only `-_.~` stay. */
export function encodeDocument(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const tagsOf = (tags: { Key: string; Value: string }[]) => (tags.length > 0 ? { Tags: tags } : {});

const boundaryOf = (arn: string | undefined) =>
  arn === undefined
    ? {}
    : {
        PermissionsBoundary: {
          // IAM answers "Policy" (API reference, AttachedPermissionsBoundary); its model's enumeration says otherwise.
          PermissionsBoundaryType: "Policy" as PermissionsBoundaryAttachmentType,
          PermissionsBoundaryArn: arn,
        },
      };

/** A role as lists show it: without tags, boundary and last use, which only GetRole tells. */
export function roleSummary(role: RoleRecord): Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.created,
    AssumeRolePolicyDocument: encodeDocument(role.trust),
    ...(role.description === undefined ? {} : { Description: role.description }),
    MaxSessionDuration: role.maxSessionDuration,
  };
}

export function roleOutput(role: RoleRecord): Role {
  return {
    ...roleSummary(role),
    ...boundaryOf(role.boundary),
    ...tagsOf(role.tags),
    RoleLastUsed: role.lastUsed ? { LastUsedDate: role.lastUsed.date, Region: role.lastUsed.region } : {},
  };
}

/** CreateRole answers neither description, longest session nor last use. */
export function createdRole(role: RoleRecord): Role {
  const { Description, MaxSessionDuration, ...rest } = roleSummary(role);
  return { ...rest, ...boundaryOf(role.boundary), ...tagsOf(role.tags) };
}

export function instanceProfileOutput(state: IamState, profile: InstanceProfileRecord): InstanceProfile {
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profile.arn,
    CreateDate: profile.created,
    Roles: profile.roles.flatMap((name) => state.roles[name] ?? []).map(roleSummary),
    ...tagsOf(profile.tags),
  };
}

/** A managed policy as GetPolicy answers it; lists leave the description and the tags out. */
export function policyOutput(state: IamState, policy: PolicyRecord | ManagedPolicy): Policy {
  const own = "versions" in policy;
  return {
    ...policySummary(state, policy),
    ...(policy.description === undefined ? {} : { Description: policy.description }),
    Tags: own ? policy.tags : [],
  };
}

export function policySummary(state: IamState, policy: PolicyRecord | ManagedPolicy): Policy {
  const bounded = identities(state).filter(({ boundary }) => boundary === policy.arn);
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: "versions" in policy ? policy.defaultVersion : policy.version,
    AttachmentCount: attachments(state, policy.arn).length,
    PermissionsBoundaryUsageCount: bounded.length,
    IsAttachable: true,
    CreateDate: policy.created,
    UpdateDate: policy.updated,
  };
}

/** The users and roles that a managed policy is attached to. */
export function attachments(state: IamState, policyArn: string) {
  return identities(state).filter(({ attached }) => attached.includes(policyArn));
}

const identities = (state: IamState) => [...Object.values(state.users), ...Object.values(state.roles)];

export function userOutput(user: UserRecord): User {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: user.created,
    ...boundaryOf(user.boundary),
    ...tagsOf(user.tags),
  };
}

/** Groups are not kept here: a user is in none. */
export const noGroups: Group[] = [];
