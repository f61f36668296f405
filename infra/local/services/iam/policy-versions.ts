import type { Operations } from "../../service.ts";
import type { ManagedPolicy } from "./managed-policies.ts";
import { encodeDocument } from "./outputs.ts";
import { page } from "./paging.ts";
import { anyPolicy, checkPolicyDocument, ownPolicy } from "./policies.ts";
import { wholeSeconds } from "./roles.ts";
import { deleteConflict, limitExceeded, stateOf } from "./rules.ts";
import { noSuchEntity, type PolicyRecord } from "./store.ts";

/** Fixed (IAM User Guide, "IAM and AWS STS quotas"). */
const MAX_VERSIONS = 5;

export const policyVersionOperations = {
  CreatePolicyVersion: ({ PolicyArn, PolicyDocument = "", SetAsDefault = false }, call) => {
    const policy = ownPolicy(stateOf(call), PolicyArn);
    checkPolicyDocument(PolicyDocument);
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
    const { items, paging } = page(versionsOf(anyPolicy(stateOf(call), input.PolicyArn)), input);
    return {
      Versions: items.map(({ id, isDefault, created }) => ({
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
} satisfies Operations<"iam">;

function versionsOf(policy: PolicyRecord | ManagedPolicy) {
  return "versions" in policy
    ? policy.versions.map((version) => ({ ...version, isDefault: version.id === policy.defaultVersion }))
    : [{ id: policy.version, document: policy.document, created: policy.updated, isDefault: true }];
}

const noVersion = (arn: string | undefined, id: string | undefined) =>
  noSuchEntity(`Policy ${arn} version ${id} does not exist or is not attachable.`);
