import { DescribeDeliveryChannelsCommand } from "@aws-sdk/client-config-service";
import { DeleteBucketCommand } from "@aws-sdk/client-s3";
import { bucketId } from "../../inventory/storage.ts";
import { ensureBucketPolicy, ownBuckets } from "../../labs/fnd203/lab-buckets.ts";
import { isGuideName } from "../../labs/fnd203/trail/facts.ts";
import { isOwnTrail, seenTrails } from "../../labs/fnd203/trail/read-trails.ts";
import type { Clients } from "../../runtime/clients.ts";
import { isAwsError, TaskError } from "../../runtime/errors.ts";
import { emptyBucket, type Refusal } from "../empty-bucket.ts";
import type { Finding, Scope, Sweeper } from "../sweeper.ts";

/** Pages of a thousand objects that one round takes on. Five take some ten seconds on AWS; the function has sixty. */
const PAGES_A_ROUND = 5;

/** Objects that a report names; the rest are counted. */
const NAMED = 3;

/**
 * The lab's buckets, and all that is in them. Who wrote to them must be gone by now; what is still on its way is kept
 * out by a policy, and a late delivery that was quicker is met by another round.
 */
export const buckets: Sweeper = {
  kind: "bucket",
  async find(clients, scope) {
    // A ledger without any bucket is older than this kind: then nothing shows which were there before.
    if (!scope.ledger.items.some(({ kind }) => kind === "bucket")) return [];
    const [own, targets] = await Promise.all([ownBuckets(clients.s3, ""), deliveryTargets(clients, scope)]);
    return own
      .filter(({ name }) => !scope.before.has(bucketId(name)))
      .flatMap(({ name }) => finding(name, scope, targets.get(name)) ?? []);
  },
  async sweep(clients, item, scope) {
    try {
      await sweepBucket(clients, item.name!, scope);
    } catch (error) {
      if (!isAwsError(error, "NoSuchBucket")) throw error;
    }
  },
};

/** The guide's names, in either spelling; the one that the console proposes for Config, and ours where it is taken. */
const isLabBucket = (name: string, { place, suffix }: Scope): boolean =>
  /^f(dn|nd)203-(demo|ssmlogs)-bucket-/.test(name) ||
  [`config-bucket-${place.accountId}`, `config-bucket-${suffix}`].includes(name);

/** What the role of clean-up may delete besides, where the lab's trail or channel delivers into it. */
const isDeliveryBucket = (name: string): boolean => /^(config-bucket|aws-cloudtrail-logs)-/.test(name);

function finding(name: string, scope: Scope, deliverer: string | undefined): Finding | undefined {
  const id = bucketId(name);
  if (isLabBucket(name, scope))
    return {
      action: "remove",
      id,
      name,
      why: "It has a name of the guide's, and was not there before the lab. All that is in it goes with it.",
    };
  if (deliverer === undefined) return undefined;
  if (isDeliveryBucket(name))
    return {
      action: "remove",
      id,
      name,
      why: `It was made for ${deliverer}, after the lab had begun. All that is in it goes with it.`,
    };
  return {
    action: "leave",
    id,
    name,
    why: `${deliverer} delivered into it, but its name is your own, and Handrail may not empty such a bucket. Delete it if nobody needs it.`,
  };
}

/** The buckets that the lab's trail and its delivery channel write to, and which of them it is. */
async function deliveryTargets(clients: Clients, scope: Scope): Promise<Map<string, string>> {
  const [trails, { DeliveryChannels = [] }] = await Promise.all([
    seenTrails(clients.cloudTrail),
    clients.config.send(new DescribeDeliveryChannelsCommand()),
  ]);
  return new Map([
    ...trails
      .filter((trail) => isOwnTrail(trail, scope.place.region) && isGuideName(trail.Name ?? ""))
      .filter((trail) => !scope.before.has(trail.TrailARN!))
      .map((trail): [string, string] => [trail.S3BucketName!, `the trail ${trail.Name}`]),
    ...DeliveryChannels.filter((channel) => !scope.before.has(`delivery-channel/${channel.name}`)).map(
      (channel): [string, string] => [channel.s3BucketName!, `the delivery channel ${channel.name}`],
    ),
  ]);
}

async function sweepBucket({ s3 }: Clients, name: string, { place }: Scope): Promise<void> {
  const bucket = { Bucket: name, ExpectedBucketOwner: place.accountId };
  await ensureBucketPolicy(s3, { name, ...place }, [noMoreObjects(name)]);
  const { removed, refused, complete } = await emptyBucket(s3, bucket, PAGES_A_ROUND);
  if (!complete)
    throw new TaskError("notYet", `${removed} objects of ${name} are deleted, and more are left.`);
  if (refused.length > 0) throw new ObjectsRefused(name, refused);
  try {
    await s3.send(new DeleteBucketCommand(bucket));
  } catch (error) {
    if (isAwsError(error, "BucketNotEmpty", "OperationAborted"))
      throw new TaskError("notYet", `Something was still delivered into ${name}: ${error.message}`);
    throw error;
  }
}

/** Whoever still delivers is refused from now on, AWS's services included. */
const noMoreObjects = (name: string) => ({
  Sid: "HandrailStopsDeliveries",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:PutObject",
  Resource: `${bucketId(name)}/*`,
});

class ObjectsRefused extends Error {
  constructor(bucket: string, refused: readonly Refusal[]) {
    const named = refused.slice(0, NAMED).map(({ key, code, message }) => `${key} (${code}: ${message})`);
    const rest = refused.length > NAMED ? `, and ${refused.length - NAMED} more` : "";
    super(
      `${bucket} cannot be emptied: S3 does not delete ${named.join(", ")}${rest}. Object Lock, MFA delete or a policy protects them; Handrail does not get round that.`,
    );
    this.name = refused[0]!.code;
  }
}
