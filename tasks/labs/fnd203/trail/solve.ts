import {
  type CloudTrailClient,
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import type { Action } from "../../../../workflows/contract.ts";
import type { Clients } from "../../../runtime/clients.ts";
import { isAwsError, TaskError } from "../../../runtime/errors.ts";
import type { Calls, LabSituation } from "../../lab.ts";
import { before } from "../../situation.ts";
import { ensureBucket, ensureBucketPolicy } from "../lab-buckets.ts";
import { isTrailBucket, TRAIL_NAME, type TrailFact, type TrailFacts } from "./facts.ts";
import { bestOf, isRight } from "./judge.ts";
import { observe } from "./observe.ts";
import { trailArn, trailPolicy } from "./policy.ts";

/** Makes the trail, or mends the one that the participant made. A trail that was there before the lab stays as it is. */
export async function* solve(clients: Clients, lab: LabSituation): Calls {
  const facts = await observe(clients, lab);
  const best = bestOf(facts);
  if (best && isRight(facts, best)) return;
  const own = bestOf({ ...facts, candidates: facts.candidates.filter((trail) => !trail.before) });
  const name = own?.name ?? freeName(facts, lab);
  const bucket = own && isTrailBucket(own.bucket) && own.bucketExists ? own.bucket : facts.bucketName;
  if (before(lab.ledger, `arn:aws:s3:::${bucket}`))
    throw new TaskError(
      "notSolved",
      `The bucket ${bucket} was there before the lab: its policy is not the lab's to change. Build the lab with another suffix for your names.`,
    );
  const arn = own?.arn ?? trailArn(lab.place, name);
  const { cloudTrail, s3 } = clients;
  yield* await ensureBucket(s3, { name: bucket, ...lab.place });
  // Before the trail: CloudTrail looks whether it may write.
  yield* await ensureBucketPolicy(
    s3,
    { name: bucket, ...lab.place },
    trailPolicy(bucket, arn, lab.place.accountId),
  );
  if (own) yield* mend(cloudTrail, own, bucket);
  else yield* create(cloudTrail, name, bucket);
}

/** The guide's name, unless a trail that is not the lab's has it. */
function freeName({ candidates, others }: TrailFacts, { suffix }: LabSituation): string {
  const taken = [...candidates, ...others].some(({ name }) => name === TRAIL_NAME);
  return taken ? `${TRAIL_NAME}-${suffix}` : TRAIL_NAME;
}

async function* create(cloudTrail: CloudTrailClient, Name: string, S3BucketName: string): Calls {
  await patiently(S3BucketName, () =>
    cloudTrail.send(
      new CreateTrailCommand({
        Name,
        S3BucketName,
        IsMultiRegionTrail: true,
        IncludeGlobalServiceEvents: true,
        EnableLogFileValidation: false,
      }),
    ),
  );
  yield action("CreateTrail", `Made the trail ${Name} for all Regions, into ${S3BucketName}`);
  // A new trail records all management events, and does not log.
  await cloudTrail.send(new StartLoggingCommand({ Name }));
  yield action("StartLogging", `Started ${Name}`);
}

async function* mend(cloudTrail: CloudTrailClient, trail: TrailFact, bucket: string): Calls {
  const { name, arn } = trail;
  if (!trail.multiRegion || !trail.globalEvents || trail.bucket !== bucket) {
    await patiently(bucket, () =>
      cloudTrail.send(
        new UpdateTrailCommand({
          Name: arn,
          S3BucketName: bucket,
          IsMultiRegionTrail: true,
          IncludeGlobalServiceEvents: true,
        }),
      ),
    );
    yield action("UpdateTrail", `Let ${name} record all Regions, into ${bucket}`);
  }
  if (trail.records !== "all") {
    const EventSelectors = [
      { ReadWriteType: "All" as const, IncludeManagementEvents: true, DataResources: [] },
    ];
    await cloudTrail.send(new PutEventSelectorsCommand({ TrailName: arn, EventSelectors }));
    yield action("PutEventSelectors", `Let ${name} record reads and writes`);
  }
  if (!trail.logging) {
    await cloudTrail.send(new StartLoggingCommand({ Name: arn }));
    yield action("StartLogging", `Started ${name}`);
  }
}

/**
 * A bucket's policy takes some seconds to be seen everywhere: until then CloudTrail says that it is insufficient.
 * @throws TaskError NotYet, to be called again; NotSolved where the account has all the trails that it can have
 */
async function patiently(bucket: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (isAwsError(error, "InsufficientS3BucketPolicyException", "S3BucketDoesNotExistException"))
      throw new TaskError("notYet", `CloudTrail does not see ${bucket} and its policy yet: ${error.message}`);
    if (isAwsError(error, "MaximumNumberOfTrailsExceededException"))
      throw new TaskError(
        "notSolved",
        `The Region has as many trails as it can have, which AWS does not raise: ${error.message} Delete one that nobody needs.`,
      );
    throw error;
  }
}

const action = (operation: string, summary: string): Action => ({
  service: "cloudtrail",
  operation,
  summary,
});
