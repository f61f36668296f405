import { randomUUID } from "node:crypto";
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
