import type { BucketLocationConstraint } from "@aws-sdk/client-s3";
import { AwsError } from "../../errors.ts";
import type { Call, Operations } from "../../service.ts";
import { aclAtCreation } from "./acl.ts";
import { bucketArn, checkNamespace, isValidBucketName } from "./bucket-names.ts";
import { canonicalUser, findBucket, openBucket } from "./buckets.ts";
import { accessDenied, invalidArgument, notImplemented } from "./errors.ts";
import { bucketsStore, DEFAULT_ENCRYPTION } from "./store.ts";

/** AWS shows at most 10,000 buckets in one page. */
const MAX_BUCKETS = 10_000;

/** us-east-1 is the Region without a location constraint. */
const locationOf = (region: string) => (region === "us-east-1" ? undefined : region);

function checkLocation(call: Call, location: string | undefined): void {
  if (
    location === "us-east-1" ||
    (location !== undefined && !/^([a-z]{2,4}(-[a-z]+)+-\d|EU)$/.test(location))
  )
    throw new AwsError("InvalidLocationConstraint", "The specified location-constraint is not valid", 400, {
      LocationConstraint: location,
    });
  if (call.region === "us-east-1") return;
  const wanted = location === "EU" ? "eu-west-1" : location;
  if (wanted === call.region) return;
  throw new AwsError(
    "IllegalLocationConstraintException",
    `The ${location ?? "unspecified"} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}

export const bucketOperations: Operations<"s3"> = {
  CreateBucket(input, call) {
    const name = input.Bucket ?? "";
    if (!isValidBucketName(name))
      throw new AwsError("InvalidBucketName", "The specified bucket is not valid.", 400, {
        BucketName: name,
      });
    if (input.ObjectLockEnabledForBucket) throw notImplemented("x-amz-bucket-object-lock-enabled");
    const configuration = input.CreateBucketConfiguration;
    if (configuration?.Location || configuration?.Bucket) throw notImplemented("directory buckets");
    checkLocation(call, configuration?.LocationConstraint);
    const region = configuration?.LocationConstraint ?? call.region;
    checkNamespace(name, { accountId: call.accountId, region }, input.BucketNamespace);
    const existing = findBucket(call, name);
    if (existing && existing.accountId !== call.accountId)
      throw new AwsError(
        "BucketAlreadyExists",
        "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
        409,
        { BucketName: name },
      );
    const answer = { Location: `/${name}`, BucketArn: bucketArn(name) };
    if (existing) {
      // For the sake of old programs, us-east-1 answers its owner's second CreateBucket as if it had done it.
      if (call.region === "us-east-1" && existing.region === "us-east-1") return answer;
      throw new AwsError(
        "BucketAlreadyOwnedByYou",
        "Your previous request to create the named bucket succeeded and you already own it.",
        409,
        { BucketName: name },
      );
    }
    const ownership = input.ObjectOwnership ?? "BucketOwnerEnforced";
    const acl = aclAtCreation(call.accountId, input, ownership);
    call.store(bucketsStore).buckets[name] = {
      name,
      accountId: call.accountId,
      region: region === "EU" ? "eu-west-1" : region,
      created: call.cloud.clock.now(),
      // Since April 2026 new buckets refuse keys that customers bring ("Blocking or unblocking SSE-C").
      encryption: { ...DEFAULT_ENCRYPTION, BlockedEncryptionTypes: { EncryptionType: ["SSE-C"] } },
      ownership,
      ...(acl ? { acl } : {}),
      // Since April 2023 new buckets block all public access.
      publicAccessBlock: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
      ...(configuration?.Tags?.length ? { tags: configuration.Tags } : {}),
      objects: {},
      uploads: {},
    };
    return answer;
  },

  DeleteBucket(input, call) {
    const bucket = openBucket(call, input);
    // Delete markers and old versions count; unfinished multipart uploads do not.
    if (Object.keys(bucket.objects).length > 0) {
      const message = bucket.versioning
        ? "The bucket you tried to delete is not empty. You must delete all versions in the bucket."
        : "The bucket you tried to delete is not empty";
      throw new AwsError("BucketNotEmpty", message, 409, { BucketName: bucket.name });
    }
    delete call.store(bucketsStore).buckets[bucket.name];
    return {};
  },

  HeadBucket(input, call) {
    const bucket = openBucket(call, input);
    return { BucketRegion: bucket.region, BucketArn: bucketArn(bucket.name), AccessPointAlias: false };
  },

  GetBucketLocation(input, call) {
    const bucket = openBucket(call, input);
    // The SDK's enum trails the Regions that there are.
    return { LocationConstraint: locationOf(bucket.region) as BucketLocationConstraint | undefined };
  },

  ListBuckets(input, call) {
    if (call.principal.type === "anonymous") throw accessDenied();
    const size = input.MaxBuckets ?? MAX_BUCKETS;
    if (size < 1 || size > MAX_BUCKETS)
      throw invalidArgument(
        `Argument max-buckets must be an integer between 1 and ${MAX_BUCKETS}`,
        "max-buckets",
        String(size),
      );
    const after = input.ContinuationToken
      ? Buffer.from(input.ContinuationToken, "base64url").toString()
      : undefined;
    const matching = Object.values(call.store(bucketsStore).buckets)
      .filter((bucket) => bucket.accountId === call.accountId)
      .filter((bucket) => bucket.name.startsWith(input.Prefix ?? ""))
      .filter((bucket) => input.BucketRegion === undefined || bucket.region === input.BucketRegion)
      .filter((bucket) => after === undefined || bucket.name > after)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const page = matching.slice(0, size);
    const more = matching.length > page.length;
    return {
      Owner: canonicalUser(call.accountId),
      Prefix: input.Prefix,
      Buckets: page.map((bucket) => ({
        Name: bucket.name,
        CreationDate: bucket.created,
        BucketArn: bucketArn(bucket.name),
        BucketRegion: bucket.region,
      })),
      ContinuationToken: more ? Buffer.from(page.at(-1)!.name).toString("base64url") : undefined,
    };
  },
};
