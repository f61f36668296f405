import type { Operations } from "../../service.ts";
import { encodeDocument } from "./outputs.ts";
import { page } from "./paging.ts";
import { validatePolicy } from "./policy-validation.ts";
import { modifiableRole, requirePolicy } from "./roles.ts";
import { limitExceeded, stateOf, validateName } from "./rules.ts";
import { getRole, getUser, type IdentityRecord, noSuchEntity } from "./store.ts";

/** Quotas as AWS sets them at first (IAM User Guide, "IAM and AWS STS quotas"). */
const MAX_INLINE_CHARACTERS = 10_240;
const MAX_ATTACHED = 10;

/** The inline policies of a role, and the managed ones attached to it. */
export const rolePolicyOperations = {
  PutRolePolicy: ({ RoleName, PolicyName = "", PolicyDocument = "" }, call) => {
    const role = modifiableRole(stateOf(call), RoleName);
    validateName("policyName", PolicyName, 128);
    validatePolicy(PolicyDocument, "identity");
    const others = Object.entries(role.inline).filter(([name]) => name !== PolicyName);
    const characters = [...others.map(([, document]) => document), PolicyDocument]
      .map((document) => document.replace(/\s/g, "").length)
      .reduce((sum, length) => sum + length, 0);
    if (characters > MAX_INLINE_CHARACTERS)
      throw limitExceeded(
        `Maximum policy size of ${MAX_INLINE_CHARACTERS} bytes exceeded for role ${role.name}`,
      );
    role.inline[PolicyName] = PolicyDocument;
    return {};
  },

  GetRolePolicy: ({ RoleName, PolicyName = "" }, call) => {
    const role = getRole(stateOf(call), RoleName);
    const document = role.inline[PolicyName];
    if (document === undefined) throw noInlinePolicy(PolicyName);
    return { RoleName: role.name, PolicyName, PolicyDocument: encodeDocument(document) };
  },

  ListRolePolicies: (input, call) => {
    const names = Object.keys(getRole(stateOf(call), input.RoleName).inline).sort();
    const { items, paging } = page(names, input);
    return { PolicyNames: items, ...paging };
  },

  DeleteRolePolicy: ({ RoleName, PolicyName = "" }, call) => {
    const role = modifiableRole(stateOf(call), RoleName);
    if (role.inline[PolicyName] === undefined) throw noInlinePolicy(PolicyName);
    delete role.inline[PolicyName];
    return {};
  },

  AttachRolePolicy: ({ RoleName, PolicyArn = "" }, call) => {
    const state = stateOf(call);
    const role = modifiableRole(state, RoleName);
    requirePolicy(state, PolicyArn);
    if (role.attached.includes(PolicyArn)) return {}; // As on AWS, attaching twice changes nothing.
    if (role.attached.length >= MAX_ATTACHED)
      throw limitExceeded(`Cannot exceed quota for PoliciesPerRole: ${MAX_ATTACHED}`);
    role.attached.push(PolicyArn);
    return {};
  },

  DetachRolePolicy: ({ RoleName, PolicyArn = "" }, call) => {
    const role = modifiableRole(stateOf(call), RoleName);
    if (!role.attached.includes(PolicyArn)) throw noSuchEntity(`Policy ${PolicyArn} was not found.`);
    role.attached = role.attached.filter((arn) => arn !== PolicyArn);
    return {};
  },

  ListAttachedRolePolicies: (input, call) => attachedPage(getRole(stateOf(call), input.RoleName), input),

  ListAttachedUserPolicies: (input, call) =>
    attachedPage(getUser(stateOf(call), input.UserName ?? ""), input),
} satisfies Operations<"iam">;

function attachedPage(
  record: IdentityRecord,
  input: { PathPrefix?: string; Marker?: string; MaxItems?: number },
) {
  const { PathPrefix = "/" } = input;
  const attached = record.attached.filter((arn) => policyPath(arn).startsWith(PathPrefix));
  const { items, paging } = page(attached, input);
  return {
    AttachedPolicies: items.map((arn) => ({
      PolicyName: arn.slice(arn.lastIndexOf("/") + 1),
      PolicyArn: arn,
    })),
    ...paging,
  };
}

/** `/service-role/` of `arn:aws:iam::aws:policy/service-role/X`. */
const policyPath = (arn: string) => arn.slice(arn.indexOf("/"), arn.lastIndexOf("/") + 1);

const noInlinePolicy = (name: string) => noSuchEntity(`The role policy with name ${name} cannot be found.`);
