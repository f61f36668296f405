import type { Trail } from "@aws-sdk/client-cloudtrail";
import { GetBucketPolicyCommand, type S3Client } from "@aws-sdk/client-s3";
import type { Clients } from "../../../runtime/clients.ts";
import { isAwsError } from "../../../runtime/errors.ts";
import type { LabSituation } from "../../lab.ts";
import { before } from "../../situation.ts";
import { partOf } from "../facts.ts";
import { ownBuckets } from "../lab-buckets.ts";
import { isGuideName, isTrailBucket, type TrailFact, type TrailFacts } from "./facts.ts";
import { isOwnTrail, readTrail, seenTrails } from "./read-trails.ts";
import { recordsOf } from "./records.ts";

/**
 * Reads the account's trails, and of those that may be the lab's whether they log, what, and into which bucket.
 * @throws CloudTrail's and S3's own errors, AccessDenied among them
 */
export async function observe(clients: Clients, lab: LabSituation): Promise<TrailFacts> {
  const { region } = lab.place;
  const trails = await seenTrails(clients.cloudTrail);
  const isCandidate = (trail: Trail) =>
    isOwnTrail(trail, region) && (isGuideName(trail.Name ?? "") || isTrailBucket(trail.S3BucketName ?? ""));
  return {
    region,
    bucketName: partOf(lab.resources, "bucket.trail"),
    candidates: await Promise.all(trails.filter(isCandidate).map((trail) => read(clients, lab, trail))),
    others: trails
      .filter((trail) => !isCandidate(trail))
      .map(({ Name, TrailARN, HomeRegion, IsOrganizationTrail, IsMultiRegionTrail }) => ({
        name: Name!,
        arn: TrailARN!,
        homeRegion: HomeRegion!,
        organization: IsOrganizationTrail ?? false,
        multiRegion: IsMultiRegionTrail ?? false,
      })),
  };
}

async function read(clients: Clients, lab: LabSituation, trail: Trail): Promise<TrailFact> {
  const bucket = trail.S3BucketName!;
  const [{ logging, latestDelivery, deliveryError, selectors, advancedSelectors }, buckets] =
    await Promise.all([
      readTrail(clients.cloudTrail, trail),
      isTrailBucket(bucket) ? ownBuckets(clients.s3, bucket) : [],
    ]);
  const bucketExists = buckets.some(({ name }) => name === bucket);
  return {
    name: trail.Name!,
    arn: trail.TrailARN!,
    bucket,
    bucketExists,
    multiRegion: trail.IsMultiRegionTrail ?? false,
    globalEvents: trail.IncludeGlobalServiceEvents ?? false,
    logging,
    ...recordsOf(selectors, advancedSelectors),
    ...(trail.KmsKeyId ? { kmsKeyId: trail.KmsKeyId } : {}),
    ...(latestDelivery ? { latestDelivery } : {}),
    ...(deliveryError
      ? {
          delivery: {
            error: deliveryError,
            policyAllows: bucketExists && (await policyAllows(clients.s3, bucket, lab.place.accountId)),
          },
        }
      : {}),
    before: before(lab.ledger, trail.TrailARN!) !== undefined,
  };
}

/**
 * Whether a bucket's policy has a statement that lets CloudTrail put objects. Asked only after a delivery failed: the
 * error stays until CloudTrail tries again, also where the bucket has been mended meanwhile.
 */
async function policyAllows(s3: S3Client, Bucket: string, ExpectedBucketOwner: string): Promise<boolean> {
  try {
    const { Policy = "{}" } = await s3.send(new GetBucketPolicyCommand({ Bucket, ExpectedBucketOwner }));
    const { Statement = [] } = JSON.parse(Policy) as { Statement?: PolicyStatement | PolicyStatement[] };
    return [Statement].flat().some(letsCloudTrailPut);
  } catch (error) {
    if (isAwsError(error, "NoSuchBucketPolicy")) return false;
    throw error;
  }
}

interface PolicyStatement {
  Effect?: string;
  Principal?: { Service?: string | string[] } | string;
  Action?: string | string[];
}

function letsCloudTrailPut({ Effect, Principal, Action = [] }: PolicyStatement): boolean {
  if (Effect !== "Allow" || typeof Principal !== "object") return false;
  const services = [Principal.Service ?? []].flat();
  const actions = [Action].flat();
  return (
    services.includes("cloudtrail.amazonaws.com") &&
    actions.some((action) => ["s3:PutObject", "s3:Put*", "s3:*", "*"].includes(action))
  );
}
