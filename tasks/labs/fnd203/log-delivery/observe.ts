import {
  GetBucketAclCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  type Grant,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { Clients } from "../../../runtime/clients.ts";
import { isAwsError } from "../../../runtime/errors.ts";
import type { LabSituation } from "../../lab.ts";
import { bucketNames, chooseBucket, type OwnBucket, readBuckets, sharedBuckets } from "../session-logs.ts";

export interface LogDeliveryFacts {
  /** The guide's name of the bucket. */
  name: string;
  bucket?: string;
  /** Who may write to the bucket. Absent where S3 does not show it yet. */
  access?: BucketAccess;
}

export interface BucketAccess {
  /** `ObjectWriter` where the bucket has no ownership controls: so it was with every bucket before 2021. */
  ownership: string;
  /** Absent where ACLs are off: then nothing but the policy counts, and nobody need read either. */
  grants?: Grant[];
  /** JSON. */
  policy?: string;
}

export const observe = async (clients: Clients, lab: LabSituation): Promise<LogDeliveryFacts> =>
  factsOf(clients, lab, await sharedBuckets(clients, lab));

/** The same, read anew. */
export const read = async (clients: Clients, lab: LabSituation): Promise<LogDeliveryFacts> =>
  factsOf(clients, lab, await readBuckets(clients));

async function factsOf({ s3 }: Clients, lab: LabSituation, buckets: OwnBucket[]): Promise<LogDeliveryFacts> {
  const name = bucketNames(lab)[0]!;
  const bucket = chooseBucket(buckets, lab)?.name;
  if (bucket === undefined) return { name };
  try {
    return { name, bucket, access: await accessOf(s3, bucket, lab.place.accountId) };
  } catch (error) {
    // A bucket that the list shows already, or still.
    if (isAwsError(error, "NoSuchBucket")) return { name, bucket };
    throw error;
  }
}

async function accessOf(s3: S3Client, Bucket: string, ExpectedBucketOwner: string): Promise<BucketAccess> {
  const of = { Bucket, ExpectedBucketOwner };
  const ownership =
    (await unless("OwnershipControlsNotFoundError", s3.send(new GetBucketOwnershipControlsCommand(of))))
      ?.OwnershipControls?.Rules?.[0]?.ObjectOwnership ?? "ObjectWriter";
  if (ownership === "BucketOwnerEnforced") return { ownership };
  const [acl, policy] = await Promise.all([
    s3.send(new GetBucketAclCommand(of)),
    unless("NoSuchBucketPolicy", s3.send(new GetBucketPolicyCommand(of))),
  ]);
  return { ownership, grants: acl.Grants ?? [], policy: policy?.Policy };
}

async function unless<T>(code: string, answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isAwsError(error, code)) return undefined;
    throw error;
  }
}
