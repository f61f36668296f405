import { randomUUID } from "node:crypto";
import type { Tag } from "@aws-sdk/client-kms";
import { type Cloud, defineStore, type Place } from "../../cloud.ts";

/** An AWS-managed key: made by KMS for a service of the account, at its first use. */
export interface ManagedKey {
  id: string;
  alias: string;
  created: Date;
}

interface KmsState {
  /** By alias, such as `alias/aws/s3`. */
  keys: Record<string, ManagedKey>;
}

export const kmsStore = defineStore<KmsState>({
  name: "kms",
  scope: "region",
  create: () => ({ keys: {} }),
});

/** A key that somebody of the account made. */
export interface CustomerKey {
  id: string;
  created: Date;
  description: string;
  policy: string;
  enabled: boolean;
  /** When KMS deletes it: until then the deletion can be cancelled. */
  deletion?: Date;
  /** The days between rotations, where they were switched on, and when that was. */
  rotation?: { days: number; since: Date };
  tags: Tag[];
}

interface CustomerState {
  keys: Record<string, CustomerKey>;
  /** By name, such as `alias/mine`. */
  aliases: Record<string, { target: string; created: Date; updated: Date }>;
}

const customerKeysStore = defineStore<CustomerState>({
  name: "kms-customer-keys",
  scope: "region",
  create: () => ({ keys: {}, aliases: {} }),
});

export type Key = ManagedKey | CustomerKey;

export const isManaged = (key: Key): key is ManagedKey => "alias" in key;

/** What each service's key is for, as AWS describes it. An account lists these aliases before there is any key. */
export const SERVICE_KEYS: Record<string, string> = {
  "alias/aws/dynamodb": "Default key that protects my DynamoDB data when no other key is defined",
  "alias/aws/ebs": "Default key that protects my EBS volumes when no other key is defined",
  "alias/aws/elasticfilesystem": "Default key that protects my EFS filesystems when no other key is defined",
  "alias/aws/lambda": "Default key that protects my Lambda functions when no other key is defined",
  "alias/aws/rds": "Default key that protects my RDS database volumes when no other key is defined",
  "alias/aws/s3": "Default key that protects my S3 objects when no other key is defined",
  "alias/aws/secretsmanager":
    "Default key that protects my Secrets Manager data when no other key is defined",
  "alias/aws/sns": "Default key that protects my SNS data when no other key is defined",
  "alias/aws/sqs": "Default key that protects my SQS messages when no other key is defined",
  "alias/aws/ssm": "Default key that protects my SSM parameters when no other key is defined",
  "alias/aws/xray": "Default key that protects my X-Ray data when no other key is defined",
};

export function keyArn({ accountId, region }: Place, id: string): string {
  return `arn:aws:kms:${region}:${accountId}:key/${id}`;
}

export const aliasArn = ({ accountId, region }: Place, alias: string) =>
  `arn:aws:kms:${region}:${accountId}:${alias}`;

/**
 * The AWS-managed key of a service, made if this is its first use.
 * @param alias such as `alias/aws/s3`
 * @returns undefined for an alias that AWS does not have
 */
export function managedKey(cloud: Cloud, place: Place, alias: string): ManagedKey | undefined {
  if (!(alias in SERVICE_KEYS)) return undefined;
  const { keys } = cloud.store(kmsStore, place);
  if (!keys[alias]) {
    keys[alias] = { id: randomUUID(), alias, created: cloud.clock.now() };
    cloud.changed();
  }
  return keys[alias];
}

/** The customer keys of a place. Those whose time has come are deleted first, and their aliases with them. */
export function customerKeys(cloud: Cloud, place: Place): CustomerState {
  const state = cloud.store(customerKeysStore, place);
  const now = cloud.clock.now();
  for (const key of Object.values(state.keys)) {
    if (!key.deletion || key.deletion > now) continue;
    delete state.keys[key.id];
    for (const [name, { target }] of Object.entries(state.aliases))
      if (target === key.id) delete state.aliases[name];
  }
  return state;
}

/** A name of a key as clients give it: its id or alias, and where it says that it is. */
export function parseKeyName(name: string): { local: string; accountId?: string; region?: string } {
  const [, region, accountId, local] = /^arn:aws:kms:([^:]*):(\d{12}):(?:key\/)?(.*)$/.exec(name) ?? [];
  return local === undefined ? { local: name } : { local, accountId, region };
}

/**
 * A key by its id, its ARN, its alias or its alias's ARN; an AWS-managed one is made if its alias is asked for.
 * @param place where the caller is: an ARN of another place finds nothing
 */
export function findKey(cloud: Cloud, place: Place, name: string): Key | undefined {
  const { local, accountId = place.accountId, region = place.region } = parseKeyName(name);
  if (accountId !== place.accountId || region !== place.region) return undefined;
  const customer = customerKeys(cloud, place);
  if (local.startsWith("alias/"))
    return managedKey(cloud, place, local) ?? customer.keys[customer.aliases[local]?.target ?? ""];
  const managed = Object.values(cloud.store(kmsStore, place).keys).find(({ id }) => id === local);
  return managed ?? customer.keys[local];
}
