import { randomInt } from "node:crypto";
import type {
  AccountJoinedMethod,
  CreateAccountFailureReason,
  HandshakeState,
  OrganizationFeatureSet,
  Tag,
} from "@aws-sdk/client-organizations";
import { type Cloud, defineStore } from "../../cloud.ts";

/** An account of an organisation: what Organizations knows of it. */
export interface MemberAccount {
  id: string;
  name: string;
  email: string;
  joined: Date;
  joinedMethod: AccountJoinedMethod;
  /** The root's or a unit's id. */
  parent: string;
  tags: Tag[];
  /** Set once the account is being closed: when it is closed. */
  closedAt?: Date;
}

export interface OrganizationalUnitRecord {
  id: string;
  name: string;
  parent: string;
  tags: Tag[];
}

/** A request for a new account. */
export interface AccountCreation {
  /** `car-…` */
  id: string;
  name: string;
  email: string;
  roleName: string;
  tags: Tag[];
  requested: Date;
  completed?: Date;
  accountId?: string;
  failure?: CreateAccountFailureReason;
}

/** An invitation to an account that is there already. */
export interface Invitation {
  /** `h-…` */
  id: string;
  accountId: string;
  /** Never EXPIRED: that is derived from the time. */
  state: HandshakeState;
  requested: Date;
  expires: Date;
  notes?: string;
  tags: Tag[];
}

export interface OrganizationRecord {
  id: string;
  managementAccountId: string;
  rootId: string;
  rootTags: Tag[];
  featureSet: OrganizationFeatureSet;
  /** In the order in which they joined; the management account is the first. */
  accounts: Record<string, MemberAccount>;
  units: Record<string, OrganizationalUnitRecord>;
  creations: Record<string, AccountCreation>;
  invitations: Record<string, Invitation>;
  /** Service principals, and since when, by the member that administers them. */
  administrators: Record<string, Record<string, Date>>;
}

/** Organisations span accounts, and so does the store. */
export interface OrganizationsState {
  organizations: Record<string, OrganizationRecord>;
  /** Ids of organisations, by the accounts in them. */
  memberships: Record<string, string>;
}

const organizationsStore = defineStore<OrganizationsState>({
  name: "organizations",
  scope: "cloud",
  create: () => ({ organizations: {}, memberships: {} }),
});

export const organizationsState = (cloud: Cloud): OrganizationsState =>
  cloud.store(organizationsStore, { accountId: "", region: "" });

/** The organisation that an account is in; undefined for an account on its own. */
export function findOrganization(cloud: Cloud, accountId: string): OrganizationRecord | undefined {
  const state = stateIn(cloud);
  return state?.organizations[state.memberships[accountId] ?? ""];
}

export const allOrganizations = (cloud: Cloud): OrganizationRecord[] =>
  Object.values(stateIn(cloud)?.organizations ?? {});

/** The store where there is one. Every call asks whose organisation it is of, and most clouds have none. */
const stateIn = (cloud: Cloud): OrganizationsState | undefined =>
  cloud.stores(organizationsStore, "")[0]?.state;

/** Makes an account a member. */
export function join(cloud: Cloud, organization: OrganizationRecord, account: MemberAccount): void {
  organization.accounts[account.id] = account;
  organizationsState(cloud).memberships[account.id] = organization.id;
}

/** Ends a membership; what Organizations knew of the account, its tags too, is forgotten. */
export function depart(cloud: Cloud, organization: OrganizationRecord, accountId: string): void {
  delete organization.accounts[accountId];
  delete organizationsState(cloud).memberships[accountId];
}

/** Deliberately `example.com`, of which nobody has an address (RFC 2606): an account's owner, where nobody said who. */
export const emailOf = (accountId: string): string => `account-${accountId}@example.com`;

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Lower-case letters and digits, as the ids of Organizations are made of. */
export const randomName = (length: number): string =>
  Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join("");

/** Source: Service Authorization Reference, "AWS Organizations", resource types. */
export const arns = {
  organization: (of: OrganizationRecord) => arn(of, "organization", of.id),
  root: (of: OrganizationRecord) => arn(of, "root", `${of.id}/${of.rootId}`),
  unit: (of: OrganizationRecord, id: string) => arn(of, "ou", `${of.id}/${id}`),
  account: (of: OrganizationRecord, id: string) => arn(of, "account", `${of.id}/${id}`),
  handshake: (of: OrganizationRecord, id: string) => arn(of, "handshake", `${of.id}/invite/${id}`),
};

const arn = (of: OrganizationRecord, kind: string, rest: string): string =>
  `arn:aws:organizations::${of.managementAccountId}:${kind}/${rest}`;
