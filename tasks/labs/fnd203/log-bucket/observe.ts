import { DescribeKeyCommand } from "@aws-sdk/client-kms";
import { GetBucketEncryptionCommand } from "@aws-sdk/client-s3";
import type { Clients } from "../../../runtime/clients.ts";
import { isAccessDenied, isAwsError } from "../../../runtime/errors.ts";
import type { LabSituation, Place } from "../../lab.ts";
import { bucketNames, chooseBucket, type OwnBucket, readBuckets, sharedBuckets } from "../session-logs.ts";

/** A KMS key that a bucket names: who looks after it, and whether it can be used. */
export type KeyFact =
  | { id: string; manager: "AWS" | "CUSTOMER"; state: string }
  | { id: string; missing: true }
  | { id: string; denied: string };

export interface LogBucketFacts {
  place: Place;
  /** The names that the bucket may have, the guide's own first. */
  names: string[];
  bucket?: OwnBucket;
  /** Absent where S3 does not show the bucket's settings yet, or the bucket lies in another Region. */
  encryption?: { algorithm: string; key?: KeyFact };
}

export const observe = async (clients: Clients, lab: LabSituation): Promise<LogBucketFacts> =>
  factsOf(clients, lab, await sharedBuckets(clients, lab));

/** The same, read anew. */
export const read = async (clients: Clients, lab: LabSituation): Promise<LogBucketFacts> =>
  factsOf(clients, lab, await readBuckets(clients));

async function factsOf(clients: Clients, lab: LabSituation, buckets: OwnBucket[]): Promise<LogBucketFacts> {
  const bucket = chooseBucket(buckets, lab);
  const facts = { place: lab.place, names: bucketNames(lab), bucket };
  if (!bucket || (bucket.region ?? lab.place.region) !== lab.place.region) return facts;
  return { ...facts, encryption: await encryptionOf(clients, bucket.name, lab.place) };
}

async function encryptionOf(clients: Clients, Bucket: string, { accountId }: Place) {
  try {
    const { ServerSideEncryptionConfiguration } = await clients.s3.send(
      new GetBucketEncryptionCommand({ Bucket, ExpectedBucketOwner: accountId }),
    );
    const rule = ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
    const keyId = rule?.KMSMasterKeyID;
    return {
      algorithm: rule?.SSEAlgorithm ?? "none",
      ...(keyId === undefined ? {} : { key: await keyFact(clients, keyId) }),
    };
  } catch (error) {
    // A bucket that the list shows already, or still.
    if (isAwsError(error, "NoSuchBucket")) return undefined;
    throw error;
  }
}

async function keyFact({ kms }: Clients, id: string): Promise<KeyFact> {
  // By its alias it is known without asking, and asking would make it.
  if (/(^|:)alias\/aws\/s3$/.test(id)) return { id, manager: "AWS", state: "Enabled" };
  try {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: id }));
    return { id, manager: KeyMetadata?.KeyManager ?? "CUSTOMER", state: KeyMetadata?.KeyState ?? "Enabled" };
  } catch (error) {
    if (isAwsError(error, "NotFoundException")) return { id, missing: true };
    // A key's own policy may keep it from everybody else: that says nothing of the bucket.
    if (isAccessDenied(error)) return { id, denied: error.message };
    throw error;
  }
}
