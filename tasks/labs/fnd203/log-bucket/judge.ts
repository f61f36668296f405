import type { Finding } from "../../../../workflows/contract.ts";
import { advice, finder, met, unmet, type Verdict, waiting } from "../../finding.ts";
import type { LogBucketFacts } from "./observe.ts";

export const STEP = "log-bucket";

const find = finder(STEP);

/** Judges whether session logs have a bucket of their own, encrypted with KMS as the agent wants it. */
export function judge(facts: LogBucketFacts): Finding[] {
  return [
    find(
      "There is a bucket for session logs, in the lab's Region",
      `A bucket named ${facts.names[0]} in ${facts.place.region}`,
      bucketThere(facts),
    ),
    find(
      "What is written to it is encrypted with a KMS key",
      "Default encryption is SSE-KMS with the AWS managed key aws/s3",
      encrypted(facts),
    ),
  ];
}

/** Whether the bucket is where the lab is; S3 does not always say. */
export const isHere = ({ bucket, place }: Pick<LogBucketFacts, "bucket" | "place">): boolean =>
  bucket !== undefined && (bucket.region ?? place.region) === place.region;

function bucketThere(facts: LogBucketFacts): Verdict {
  const { bucket, names, place } = facts;
  if (!bucket)
    return unmet(
      "The account has no such bucket.",
      `Create a bucket named ${names[0]}. If S3 says that the name is taken, somebody else has it: add something of your own.`,
    );
  if (!isHere(facts))
    return unmet(
      `${bucket.name} is in ${bucket.region}.`,
      `Create one in ${place.region}. The Services servers have no way to the Internet: their gateway endpoint leads to the S3 of their own Region only.`,
      [bucket.name],
    );
  if (bucket.name === names[0]) return met(`${bucket.name} is there.`, [bucket.name]);
  if (names.includes(bucket.name))
    return met(`${bucket.name} is there; the guide writes ${names[0]}.`, [bucket.name]);
  return advice(
    `${bucket.name} is there; the guide's name for yours is ${names[0]}.`,
    `It serves as well. Use ${bucket.name} wherever the guide says ${names[0]}.`,
    [bucket.name],
  );
}

function encrypted(facts: LogBucketFacts): Verdict {
  const { bucket, encryption } = facts;
  if (!bucket || !isHere(facts))
    return unmet("There is no bucket to look at.", "Create the bucket first.", bucket ? [bucket.name] : []);
  const here = [bucket.name];
  if (!encryption)
    return waiting(
      `S3 lists ${bucket.name} and does not show its settings yet.`,
      "S3 takes some seconds after a bucket is created, or deleted. Look again.",
      here,
    );
  const { algorithm, key } = encryption;
  if (algorithm === "aws:kms:dsse")
    return unmet(
      "Its default encryption is DSSE-KMS, two layers of encryption.",
      "Choose SSE-KMS. The Systems Manager agent knows SSE-KMS and SSE-S3, takes everything else for not encrypted, and refuses the session.",
      here,
    );
  if (algorithm !== "aws:kms")
    return unmet(
      `Its default encryption is ${algorithm === "AES256" ? "SSE-S3 (AES256), S3's own default" : algorithm}.`,
      "Edit the default encryption, in the bucket's properties or with put-bucket-encryption: SSE-KMS (aws:kms), with the AWS managed key (aws/s3).",
      here,
    );
  if (!key) return met("Its default encryption is SSE-KMS with aws/s3.", here);
  if ("missing" in key)
    return unmet(
      `Its default encryption names the key ${key.id}, which does not exist.`,
      "S3 does not look a key up before it needs it: every write to this bucket will fail. Choose the AWS managed key (aws/s3).",
      [...here, key.id],
    );
  if ("denied" in key)
    return advice(
      `Its default encryption is SSE-KMS with ${key.id}, which we may not look at: ${key.denied}`,
      "The guide uses aws/s3. With a key of your own, its policy and the servers' role must allow kms:GenerateDataKey.",
      [...here, key.id],
    );
  if (key.state !== "Enabled")
    return unmet(
      `Its default encryption names the key ${key.id}, which is in state ${key.state}.`,
      "Every write to this bucket will fail. Enable the key, or choose the AWS managed key (aws/s3).",
      [...here, key.id],
    );
  if (key.manager === "AWS") return met("Its default encryption is SSE-KMS with aws/s3.", here);
  return advice(
    `Its default encryption is SSE-KMS with ${key.id}, a key of your own.`,
    "That is stricter than the guide. Allow SharedServerConnectivityRole kms:GenerateDataKey on the key, or no log will arrive; and a key of your own costs money until it is deleted.",
    [...here, key.id],
  );
}
