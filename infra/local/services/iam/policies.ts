import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { findManagedPolicy, type ManagedPolicy, managedPolicies } from "./managed-policies.ts";
import { attachments, policyOutput, policySummary } from "./outputs.ts";
import { page } from "./paging.ts";
import { validatePolicy } from "./policy-validation.ts";
import { wholeSeconds } from "./roles.ts";
import { byName, deleteConflict, limitExceeded, stateOf, takenIn, validateName } from "./rules.ts";
import { type IamState, iamArn, noSuchEntity, type PolicyRecord, uniqueId } from "./store.ts";
import { listTags, mergeTags, tag, untag } from "./tags.ts";

/** Fixed (IAM User Guide, "IAM and AWS STS quotas"). */
const MAX_CHARACTERS = 6144;

/** Managed policies; their versions are apart. */
export const policyOperations = {
  CreatePolicy: ({ PolicyName = "", Path = "/", PolicyDocument = "", Description, Tags }, call) => {
    validateName("policyName", PolicyName, 128, Path);
    validateMembers("ValidationError", { description: [Description, { max: 1000 }] });
    const state = stateOf(call);
    checkPolicyDocument(PolicyDocument);
    if (takenIn(state.policies, PolicyName))
      throw new AwsError(
        "EntityAlreadyExists",
        `A policy called ${PolicyName} already exists. Duplicate names are not allowed.`,
        409,
      );
    const created = wholeSeconds(call.cloud.clock.now());
    const arn = iamArn(call.accountId, "policy", Path, PolicyName);
    const policy: PolicyRecord = {
      path: Path,
      name: PolicyName,
      id: uniqueId("ANPA"),
      arn,
      description: Description,
      created,
      updated: created,
      tags: mergeTags([], Tags),
      defaultVersion: "v1",
      nextVersion: 2,
      versions: [{ id: "v1", document: PolicyDocument, created }],
    };
    state.policies[arn] = policy;
    return {
      Policy: { ...policySummary(state, policy), ...(policy.tags.length > 0 ? { Tags: policy.tags } : {}) },
    };
  },

  GetPolicy: ({ PolicyArn }, call) => {
    const state = stateOf(call);
    return { Policy: policyOutput(state, anyPolicy(state, PolicyArn)) };
  },

  ListPolicies: (input, call) => {
    const { Scope = "All", OnlyAttached = false, PathPrefix = "/", PolicyUsageFilter } = input;
    const state = stateOf(call);
    const listed = [
      ...(Scope === "Local" ? [] : managedPolicies),
      ...(Scope === "AWS" ? [] : byName(state.policies)),
    ]
      .filter(({ path }) => path.startsWith(PathPrefix))
      .map((policy) => policySummary(state, policy))
      .filter(({ AttachmentCount }) => !OnlyAttached || AttachmentCount! > 0)
      .filter(
        ({ PermissionsBoundaryUsageCount }) =>
          PolicyUsageFilter !== "PermissionsBoundary" || PermissionsBoundaryUsageCount! > 0,
      );
    const { items, paging } = page(listed, input);
    return { Policies: items, ...paging };
  },

  DeletePolicy: ({ PolicyArn }, call) => {
    const state = stateOf(call);
    const policy = ownPolicy(state, PolicyArn);
    if (attachments(state, policy.arn).length > 0)
      throw deleteConflict("Cannot delete a policy attached to entities.");
    if (policy.versions.length > 1)
      throw deleteConflict(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      );
    delete state.policies[policy.arn];
    return {};
  },

  ListEntitiesForPolicy: (input, call) => {
    const state = stateOf(call);
    const policy = anyPolicy(state, input.PolicyArn);
    const { EntityFilter, PathPrefix = "/" } = input;
    const entities = attachments(state, policy.arn).filter(({ path }) => path.startsWith(PathPrefix));
    const { items, paging } = page(entities, input);
    const roles = items.filter(({ id }) => id.startsWith("AROA"));
    const users = items.filter(({ id }) => id.startsWith("AIDA"));
    const wanted = (kind: string) => EntityFilter === undefined || EntityFilter === kind;
    return {
      PolicyGroups: [],
      PolicyUsers: wanted("User") ? users.map(({ id, name }) => ({ UserName: name, UserId: id })) : [],
      PolicyRoles: wanted("Role") ? roles.map(({ id, name }) => ({ RoleName: name, RoleId: id })) : [],
      ...paging,
    };
  },

  TagPolicy: ({ PolicyArn, Tags }, call) => tag(ownPolicy(stateOf(call), PolicyArn), Tags),

  UntagPolicy: ({ PolicyArn, TagKeys }, call) => untag(ownPolicy(stateOf(call), PolicyArn), TagKeys),

  ListPolicyTags: (input, call) => {
    const policy = anyPolicy(stateOf(call), input.PolicyArn);
    return listTags("tags" in policy ? policy.tags : [], input);
  },
} satisfies Operations<"iam">;

/** @throws AwsError `MalformedPolicyDocument`, `LimitExceeded` */
export function checkPolicyDocument(document: string): void {
  validatePolicy(document, "identity");
  if (document.replace(/\s/g, "").length > MAX_CHARACTERS)
    throw limitExceeded(`Cannot exceed quota for PolicySize: ${MAX_CHARACTERS}`);
}

/** @throws AwsError `NoSuchEntity` */
export function anyPolicy(state: IamState, arn = ""): PolicyRecord | ManagedPolicy {
  const policy = state.policies[arn] ?? findManagedPolicy(arn);
  if (!policy) throw notFound(arn);
  return policy;
}

/** A policy that the account may change. @throws AwsError `NoSuchEntity`, `AccessDenied` for AWS's own */
export function ownPolicy(state: IamState, arn = ""): PolicyRecord {
  const policy = state.policies[arn];
  if (policy) return policy;
  if (findManagedPolicy(arn))
    throw new AwsError("AccessDenied", `Policy ${arn} is managed by AWS and cannot be changed.`, 403);
  throw notFound(arn);
}

const notFound = (arn: string) => noSuchEntity(`Policy ${arn} was not found.`);
