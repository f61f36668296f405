import type { ManagedPolicyDetail, RoleDetail, UserDetail } from "@aws-sdk/client-iam";
import { allPages, type Reader, type Relationship, type Resource, tagMap } from "./resource.ts";
import { fill, TAGS } from "./template.ts";

const BOUNDARY = { permissionsBoundaryType: null, permissionsBoundaryArn: null } as const;
const ATTACHED = [{ policyName: null, policyArn: null }] as const;
const INLINE = [{ policyName: null, policyDocument: null }] as const;

const ROLE = {
  path: null,
  roleName: null,
  roleId: null,
  arn: null,
  createDate: null,
  assumeRolePolicyDocument: null,
  instanceProfileList: [
    {
      path: null,
      instanceProfileName: null,
      instanceProfileId: null,
      arn: null,
      createDate: null,
      roles: [
        {
          path: null,
          roleName: null,
          roleId: null,
          arn: null,
          createDate: null,
          assumeRolePolicyDocument: null,
        },
      ],
    },
  ],
  rolePolicyList: INLINE,
  attachedManagedPolicies: ATTACHED,
  permissionsBoundary: BOUNDARY,
  tags: TAGS,
} as const;

const POLICY = {
  policyName: null,
  policyId: null,
  arn: null,
  path: null,
  defaultVersionId: null,
  attachmentCount: null,
  permissionsBoundaryUsageCount: null,
  isAttachable: null,
  description: null,
  createDate: null,
  updateDate: null,
  policyVersionList: [{ document: null, versionId: null, isDefaultVersion: null, createDate: null }],
} as const;

const USER = {
  path: null,
  userName: null,
  userId: null,
  arn: null,
  createDate: null,
  userPolicyList: INLINE,
  groupList: [],
  attachedManagedPolicies: ATTACHED,
  permissionsBoundary: BOUNDARY,
  tags: TAGS,
} as const;

/** Roles, users, and the customer's own policies. */
export async function readIam({ ask }: Reader): Promise<Resource[]> {
  const pages = await allPages(async (Marker) => {
    const page = await ask("iam", "GetAccountAuthorizationDetails", {
      Filter: ["User", "Role", "LocalManagedPolicy"],
      MaxItems: 1000,
      Marker,
    });
    return { items: [page], next: page.Marker };
  });
  const users = pages.flatMap(({ UserDetailList = [] }) => UserDetailList);
  const roles = pages.flatMap(({ RoleDetailList = [] }) => RoleDetailList);
  const policies = pages.flatMap(({ Policies = [] }) => Policies);
  const attached = attachmentsOf(policies);
  return [
    ...roles.map((role) => ({
      ...common("AWS::IAM::Role", role.RoleId, role.RoleName, role),
      relationships: attached(role),
      configuration: fill(role, ROLE),
    })),
    ...users.map((user) => ({
      ...common("AWS::IAM::User", user.UserId, user.UserName, user),
      relationships: attached(user),
      configuration: fill(user, USER),
    })),
    ...policies.map((policy) => ({
      ...common("AWS::IAM::Policy", policy.PolicyId, policy.PolicyName, policy),
      relationships: [
        ...holders("Role", roles, policy, (role) => [role.RoleId, role.RoleName]),
        ...holders("User", users, policy, (user) => [user.UserId, user.UserName]),
      ],
      configuration: fill(policy, POLICY),
    })),
  ];
}

const common = (
  type: string,
  id: string | undefined,
  name: string | undefined,
  { Arn, CreateDate, Tags }: RoleDetail & UserDetail,
) => ({
  type,
  id: id ?? "",
  name,
  arn: Arn ?? "",
  zone: "Not Applicable",
  created: CreateDate,
  tags: tagMap(Tags),
  supplementary: {},
});

type Holder = Pick<RoleDetail & UserDetail, "AttachedManagedPolicies">;

/** AWS's own policies are no resources of the account, and make no relationship (observed). */
function attachmentsOf(policies: readonly ManagedPolicyDetail[]): (holder: Holder) => Relationship[] {
  const byArn = new Map(policies.map((policy) => [policy.Arn, policy]));
  return ({ AttachedManagedPolicies = [] }) =>
    AttachedManagedPolicies.flatMap(({ PolicyArn }) => {
      const policy = byArn.get(PolicyArn);
      return policy
        ? {
            resourceType: "AWS::IAM::Policy",
            resourceId: policy.PolicyId,
            resourceName: policy.PolicyName,
            relationshipName: "Is attached to CustomerManagedPolicy",
          }
        : [];
    });
}

function holders<T extends Holder>(
  noun: "Role" | "User",
  all: readonly T[],
  { Arn }: ManagedPolicyDetail,
  names: (holder: T) => [id: string | undefined, name: string | undefined],
): Relationship[] {
  return all
    .filter(({ AttachedManagedPolicies = [] }) =>
      AttachedManagedPolicies.some((one) => one.PolicyArn === Arn),
    )
    .map((holder) => {
      const [resourceId, resourceName] = names(holder);
      return {
        resourceType: `AWS::IAM::${noun}`,
        resourceId,
        resourceName,
        relationshipName: `Is attached to ${noun}`,
      };
    });
}
