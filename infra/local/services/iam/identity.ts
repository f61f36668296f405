import type { Cloud } from "../../cloud.ts";
import type { NamedPolicy } from "../../policy/evaluate.ts";
import type { Caller } from "../../policy/principals.ts";
import type { Principal } from "../../principal.ts";
import { type IamState, type IdentityRecord, iamState, policyDocument, type Tag } from "./store.ts";

/** A principal with what IAM says of it now. */
export interface Identity {
  caller: Caller;
  /** Inline and attached policies; none where the user or role is gone, whose sessions then may do nothing. */
  policies: NamedPolicy[];
  boundary?: NamedPolicy;
  session?: NamedPolicy;
  /** `aws:userid`: a user's own id, or a session's (`AROA…:SESSION`). */
  userId?: string;
  tags: Tag[];
}

/** Looks a principal up in its own account's IAM. */
export function identityOf(cloud: Cloud, principal: Principal): Identity {
  const { accountId, arn } = principal;
  if (principal.type === "anonymous") return { caller: { accountId: "", arn: "" }, policies: [], tags: [] };
  if (principal.type === "service")
    return { caller: { accountId, arn, service: principal.service }, policies: [], tags: [] };

  const state = iamState(cloud, accountId);
  const record = principal.type === "user" ? state.users[principal.name] : roleOf(state, principal);
  return {
    caller: { accountId, arn, identityArn: record?.arn },
    policies: record ? identityPolicies(state, record) : [],
    boundary: named(state, record?.boundary),
    session:
      principal.type === "role" && principal.sessionPolicy !== undefined
        ? { name: "SessionPolicy", document: principal.sessionPolicy }
        : undefined,
    userId: principal.type === "user" ? record?.id : principal.id,
    tags: record?.tags ?? [],
  };
}

/** A role made anew under the same name is another role: sessions belong to the id, not to the name. */
function roleOf(state: IamState, principal: { roleName: string; id: string }): IdentityRecord | undefined {
  const role = state.roles[principal.roleName];
  return role && principal.id.startsWith(`${role.id}:`) ? role : undefined;
}

/** The inline and attached policies of a user or role. */
export function identityPolicies(state: IamState, record: IdentityRecord): NamedPolicy[] {
  return [
    ...Object.entries(record.inline).map(([name, document]) => ({ name, document })),
    ...record.attached.flatMap((arn) => named(state, arn) ?? []),
  ];
}

function named(state: IamState, arn: string | undefined): NamedPolicy | undefined {
  const document = arn === undefined ? undefined : policyDocument(state, arn);
  return document === undefined ? undefined : { name: arn!.slice(arn!.lastIndexOf("/") + 1), document };
}
