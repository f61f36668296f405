import type { ManagedPolicyDetail, PolicyDetail, RoleDetail, UserDetail } from "@aws-sdk/client-iam";
import type { Operations } from "../../service.ts";
import { type ManagedPolicy, managedPolicies } from "./managed-policies.ts";
import {
  attachments,
  encodeDocument,
  instanceProfileOutput,
  policySummary,
  roleOutput,
  userOutput,
} from "./outputs.ts";
import { page } from "./paging.ts";
import { byName, stateOf } from "./rules.ts";
import type { IamState, IdentityRecord, PolicyRecord, RoleRecord, UserRecord } from "./store.ts";

/** One entry of the list that GetAccountAuthorizationDetails pages through. */
type Detail = { User: UserDetail } | { Role: RoleDetail } | { Policy: ManagedPolicyDetail };

/** Everything that decides who may do what, in one call: users, roles, policies, and what they are attached to. */
export const authorizationDetailOperations = {
  GetAccountAuthorizationDetails: (input, call) => {
    const state = stateOf(call);
    const asked = (kind: NonNullable<typeof input.Filter>[number]) =>
      input.Filter === undefined || input.Filter.length === 0 || input.Filter.includes(kind);
    const details: Detail[] = [
      ...(asked("User") ? byName(state.users).map((user) => ({ User: userDetail(user) })) : []),
      ...(asked("Role") ? byName(state.roles).map((role) => ({ Role: roleDetail(state, role) })) : []),
      ...[
        ...(asked("LocalManagedPolicy") ? byName(state.policies) : []),
        // Of AWS's own policies only those in use (API reference, GetAccountAuthorizationDetails).
        ...(asked("AWSManagedPolicy") ? inUse(state) : []),
      ].map((policy) => ({ Policy: policyDetail(state, policy) })),
    ];
    const { items, paging } = page(details, input);
    return {
      UserDetailList: items.flatMap((one) => ("User" in one ? one.User : [])),
      GroupDetailList: [],
      RoleDetailList: items.flatMap((one) => ("Role" in one ? one.Role : [])),
      Policies: items.flatMap((one) => ("Policy" in one ? one.Policy : [])),
      ...paging,
    };
  },
} satisfies Operations<"iam">;

const inUse = (state: IamState): ManagedPolicy[] =>
  managedPolicies.filter(({ arn }) => attachments(state, arn).length > 0);

function userDetail(user: UserRecord): UserDetail {
  return {
    ...userOutput(user),
    UserPolicyList: inlinePolicies(user),
    GroupList: [],
    AttachedManagedPolicies: attachedPolicies(user),
  };
}

function roleDetail(state: IamState, role: RoleRecord): RoleDetail {
  const { Description: _description, MaxSessionDuration: _duration, ...output } = roleOutput(role);
  return {
    ...output,
    InstanceProfileList: byName(state.instanceProfiles)
      .filter(({ roles }) => roles.includes(role.name))
      .map((profile) => instanceProfileOutput(state, profile)),
    RolePolicyList: inlinePolicies(role),
    AttachedManagedPolicies: attachedPolicies(role),
  };
}

function policyDetail(state: IamState, policy: PolicyRecord | ManagedPolicy): ManagedPolicyDetail {
  const versions =
    "versions" in policy
      ? policy.versions
      : [{ id: policy.version, document: policy.document, created: policy.created }];
  const summary = policySummary(state, policy);
  return {
    ...summary,
    ...(policy.description === undefined ? {} : { Description: policy.description }),
    PolicyVersionList: versions.map(({ id, document, created }) => ({
      Document: encodeDocument(document),
      VersionId: id,
      IsDefaultVersion: id === summary.DefaultVersionId,
      CreateDate: created,
    })),
  };
}

const inlinePolicies = ({ inline }: IdentityRecord): PolicyDetail[] =>
  Object.entries(inline).map(([PolicyName, document]) => ({
    PolicyName,
    PolicyDocument: encodeDocument(document),
  }));

const attachedPolicies = ({ attached }: IdentityRecord) =>
  attached.map((PolicyArn) => ({ PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf("/") + 1), PolicyArn }));
