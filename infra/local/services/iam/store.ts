import { randomInt } from "node:crypto";
import type { RoleUsageType } from "@aws-sdk/client-iam";
import { type Cloud, defineStore } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import { ADMINISTRATOR_ACCESS, managedPolicyDocument } from "./managed-policies.ts";

export interface Tag {
  Key: string;
  Value: string;
}

/** What users and roles have in common: the policies that speak for them. Documents are kept as they were sent. */
export interface IdentityRecord {
  path: string;
  name: string;
  id: string;
  arn: string;
  created: Date;
  /** Inline policies: documents by name. */
  inline: Record<string, string>;
  /** ARNs of managed policies. */
  attached: string[];
  boundary?: string;
  tags: Tag[];
}

export type UserRecord = IdentityRecord;

export interface RoleRecord extends IdentityRecord {
  trust: string;
  description?: string;
  maxSessionDuration: number;
  /** Service-linked: the principal of the service that owns it. */
  linkedTo?: string;
  lastUsed?: { date: Date; region: string };
}

export interface InstanceProfileRecord {
  path: string;
  name: string;
  id: string;
  arn: string;
  created: Date;
  roles: string[];
  tags: Tag[];
}

export interface PolicyRecord {
  path: string;
  name: string;
  id: string;
  arn: string;
  description?: string;
  created: Date;
  updated: Date;
  tags: Tag[];
  defaultVersion: string;
  /** The number that the next version is given: numbers are never used again. */
  nextVersion: number;
  versions: { id: string; document: string; created: Date }[];
}

/** A service-linked role on its way out. */
export interface RoleDeletion {
  roleName: string;
  roleId: string;
  status: "IN_PROGRESS" | "SUCCEEDED" | "FAILED";
  doneAt: Date;
  /** What stood on the role when its deletion failed. */
  usage?: RoleUsageType[];
}

export interface IamState {
  alias?: string;
  users: Record<string, UserRecord>;
  roles: Record<string, RoleRecord>;
  instanceProfiles: Record<string, InstanceProfileRecord>;
  /** Customer-managed policies, by ARN. */
  policies: Record<string, PolicyRecord>;
  /** Deletions of service-linked roles, by task id. */
  roleDeletions: Record<string, RoleDeletion>;
}

/** The user whom a 12-digit access key id stands for: the account's administrator. */
export const PARTICIPANT = "participant";

export const iamStore = defineStore<IamState>({
  name: "iam",
  scope: "account",
  create: ({ accountId }) => ({
    users: {
      [PARTICIPANT]: {
        path: "/",
        name: PARTICIPANT,
        id: uniqueId("AIDA"),
        arn: `arn:aws:iam::${accountId}:user/${PARTICIPANT}`,
        created: new Date(),
        inline: {},
        attached: [ADMINISTRATOR_ACCESS],
        tags: [],
      },
    },
    roles: {},
    instanceProfiles: {},
    policies: {},
    roleDeletions: {},
  }),
});

/** The IAM state of an account. */
export function iamState(cloud: Cloud, accountId: string): IamState {
  return cloud.store(iamStore, { accountId, region: "" });
}

const ID_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * A unique id as IAM gives them: a prefix that tells the kind (`AROA`, `AIDA`, `AIPA`, `ANPA`), 21 characters in all.
 * Access key ids have 20.
 */
export function uniqueId(prefix: string, length = 21): string {
  let id = prefix;
  while (id.length < length) id += ID_CHARACTERS[randomInt(ID_CHARACTERS.length)];
  return id;
}

/** The ARN of something in IAM, which is global: its Region is empty. */
export function iamArn(
  accountId: string,
  kind: "user" | "role" | "instance-profile" | "policy",
  path: string,
  name: string,
): string {
  return `arn:aws:iam::${accountId}:${kind}${path}${name}`;
}

/** The account and the name that a role's ARN carries; the name is what follows the path. */
export function parseRoleArn(arn: string): { accountId: string; name: string } | undefined {
  const [, accountId, name] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(arn) ?? [];
  return accountId && name ? { accountId, name } : undefined;
}

/** The role of this ARN, path included; undefined where there is none. */
export function findRole(cloud: Cloud, arn: string): RoleRecord | undefined {
  const parsed = parseRoleArn(arn);
  const role = parsed && iamState(cloud, parsed.accountId).roles[parsed.name];
  return role?.arn === arn ? role : undefined;
}

/** The document in force of a managed policy, AWS's or the customer's; undefined where there is none. */
export function policyDocument(state: IamState, arn: string): string | undefined {
  const own = state.policies[arn];
  return own
    ? own.versions.find(({ id }) => id === own.defaultVersion)?.document
    : managedPolicyDocument(arn);
}

export const noSuchEntity = (message: string) => new AwsError("NoSuchEntity", message, 404);

/** @throws AwsError `NoSuchEntity` */
export function getRole(state: IamState, name: string | undefined): RoleRecord {
  const role = state.roles[name ?? ""];
  if (!role) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

/** @throws AwsError `NoSuchEntity` */
export function getUser(state: IamState, name: string): UserRecord {
  const user = state.users[name];
  if (!user) throw noSuchEntity(`The user with name ${name} cannot be found.`);
  return user;
}
