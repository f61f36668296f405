import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { validateMembers } from "../../validation.ts";
import { findManagedPolicy, type ManagedPolicy, managedPolicies } from "./managed-policies.ts";
import { attachments, encodeDocument, policyOutput, policySummary } from "./outputs.ts";
import { paginate } from "./paging.ts";
import { validatePolicy } from "./policy-validation.ts";
import { wholeSeconds } from "./roles.ts";
import {
  byName,
  deleteConflict,
  limitExceeded,
  mergeTags,
  stateOf,
  takenIn,
  validateName,
  withoutTags,
} from "./rules.ts";
import { type IamState, iamArn, noSuchEntity, type PolicyRecord, uniqueId } from "./store.ts";

/** Quotas (IAM User Guide, "IAM and AWS STS quotas"); both are fixed. */
const MAX_CHARACTERS = 6144;
const MAX_VERSIONS = 5;

/** Managed policies and their versions. */
export const policyOperations = {
  CreatePolicy: ({ PolicyName = "", Path = "/", PolicyDocument = "", Description, Tags }, call) => {
    validateName("policyName", PolicyName, 128, Path);
    validateMembers("ValidationError", { description: [Description, { max: 1000 }] });
    const state = stateOf(call);
    checkDocument(PolicyDocument);
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
    const { page, paging } = paginate(listed, input);
    return { Policies: page, ...paging };
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

  CreatePolicyVersion: ({ PolicyArn, PolicyDocument = "", SetAsDefault = false }, call) => {
    const policy = ownPolicy(stateOf(call), PolicyArn);
    checkDocument(PolicyDocument);
    if (policy.versions.length >= MAX_VERSIONS)
      throw limitExceeded(
        `A managed policy can have up to ${MAX_VERSIONS} versions. Before you create a new version, you must delete an existing version.`,
      );
    const version = {
      id: `v${policy.nextVersion++}`,
      document: PolicyDocument,
      created: wholeSeconds(call.cloud.clock.now()),
    };
    policy.versions.unshift(version);
    policy.updated = version.created;
    if (SetAsDefault) policy.defaultVersion = version.id;
    return {
      PolicyVersion: { VersionId: version.id, IsDefaultVersion: SetAsDefault, CreateDate: version.created },
    };
  },

  GetPolicyVersion: ({ PolicyArn, VersionId }, call) => {
    const version = versionsOf(anyPolicy(stateOf(call), PolicyArn)).find(({ id }) => id === VersionId);
    if (!version) throw noVersion(PolicyArn, VersionId);
    return {
      PolicyVersion: {
        Document: encodeDocument(version.document),
        VersionId: version.id,
        IsDefaultVersion: version.isDefault,
        CreateDate: version.created,
      },
    };
  },

  ListPolicyVersions: (input, call) => {
    const { page, paging } = paginate(versionsOf(anyPolicy(stateOf(call), input.PolicyArn)), input);
    return {
      Versions: page.map(({ id, isDefault, created }) => ({
        VersionId: id,
        IsDefaultVersion: isDefault,
        CreateDate: created,
      })),
      ...paging,
    };
  },

  SetDefaultPolicyVersion: ({ PolicyArn, VersionId = "" }, call) => {
    const policy = ownPolicy(stateOf(call), PolicyArn);
    if (!policy.versions.some(({ id }) => id === VersionId)) throw noVersion(PolicyArn, VersionId);
    policy.defaultVersion = VersionId;
    policy.updated = wholeSeconds(call.cloud.clock.now());
    return {};
  },

  DeletePolicyVersion: ({ PolicyArn, VersionId }, call) => {
    const policy = ownPolicy(stateOf(call), PolicyArn);
    if (!policy.versions.some(({ id }) => id === VersionId)) throw noVersion(PolicyArn, VersionId);
    if (policy.defaultVersion === VersionId)
      throw deleteConflict("Cannot delete the default version of a policy.");
    policy.versions = policy.versions.filter(({ id }) => id !== VersionId);
    return {};
  },

  ListEntitiesForPolicy: (input, call) => {
    const state = stateOf(call);
    const policy = anyPolicy(state, input.PolicyArn);
    const { EntityFilter, PathPrefix = "/" } = input;
    const entities = attachments(state, policy.arn).filter(({ path }) => path.startsWith(PathPrefix));
    const { page, paging } = paginate(entities, input);
    const roles = page.filter(({ id }) => id.startsWith("AROA"));
    const users = page.filter(({ id }) => id.startsWith("AIDA"));
    const wanted = (kind: string) => EntityFilter === undefined || EntityFilter === kind;
    return {
      PolicyGroups: [],
      PolicyUsers: wanted("User") ? users.map(({ id, name }) => ({ UserName: name, UserId: id })) : [],
      PolicyRoles: wanted("Role") ? roles.map(({ id, name }) => ({ RoleName: name, RoleId: id })) : [],
      ...paging,
    };
  },

  TagPolicy: ({ PolicyArn, Tags }, call) => {
    const policy = ownPolicy(stateOf(call), PolicyArn);
    policy.tags = mergeTags(policy.tags, Tags);
    return {};
  },

  UntagPolicy: ({ PolicyArn, TagKeys }, call) => {
    const policy = ownPolicy(stateOf(call), PolicyArn);
    policy.tags = withoutTags(policy.tags, TagKeys);
    return {};
  },

  ListPolicyTags: (input, call) => {
    const policy = anyPolicy(stateOf(call), input.PolicyArn);
    const { page, paging } = paginate("tags" in policy ? policy.tags : [], input);
    return { Tags: page, ...paging };
  },
} satisfies Operations<"iam">;

function checkDocument(document: string): void {
  validatePolicy(document, "identity");
  if (document.replace(/\s/g, "").length > MAX_CHARACTERS)
    throw limitExceeded(`Cannot exceed quota for PolicySize: ${MAX_CHARACTERS}`);
}

function versionsOf(policy: PolicyRecord | ManagedPolicy) {
  return "versions" in policy
    ? policy.versions.map((version) => ({ ...version, isDefault: version.id === policy.defaultVersion }))
    : [{ id: policy.version, document: policy.document, created: policy.updated, isDefault: true }];
}

function anyPolicy(state: IamState, arn = ""): PolicyRecord | ManagedPolicy {
  const policy = state.policies[arn] ?? findManagedPolicy(arn);
  if (!policy) throw notFound(arn);
  return policy;
}

function ownPolicy(state: IamState, arn = ""): PolicyRecord {
  const policy = state.policies[arn];
  if (policy) return policy;
  if (findManagedPolicy(arn))
    throw new AwsError("AccessDenied", `Policy ${arn} is managed by AWS and cannot be changed.`, 403);
  throw notFound(arn);
}

const notFound = (arn: string) => noSuchEntity(`Policy ${arn} was not found.`);

const noVersion = (arn: string | undefined, id: string | undefined) =>
  noSuchEntity(`Policy ${arn} version ${id} does not exist or is not attachable.`);
