import type { Clients } from "../../../runtime/clients.ts";
import { TaskError } from "../../../runtime/errors.ts";
import { stepStatusOf } from "../../finding.ts";
import type { Calls, LabSituation } from "../../lab.ts";
import { before } from "../../situation.ts";
import { ensureBucket, ensureBucketPolicy } from "../lab-buckets.ts";
import { judge } from "./judge.ts";
import { read } from "./observe.ts";
import { loggingStatement } from "./policy.ts";

/**
 * Lets S3's log delivery write to the bucket by its policy, which adds to whatever the participant set and takes
 * nothing away. A bucket without ACLs needs nothing.
 * @throws TaskError NotSolved where the bucket is older than the lab, or open to the world
 */
export async function* solve(clients: Clients, lab: LabSituation): Calls {
  const facts = await read(clients, lab);
  // A new bucket has no ACLs.
  if (facts.bucket === undefined) {
    yield* await ensureBucket(clients.s3, { name: facts.name, ...lab.place });
    return;
  }
  const [delivery, closed] = judge(facts);
  if (stepStatusOf([closed!]) === "unmet")
    throw new TaskError("notSolved", `${closed!.actual} ${closed!.remedy} Whoever granted them must say so.`);
  if (stepStatusOf([delivery!]) === "met") return;
  if (before(lab.ledger, `arn:aws:s3:::${facts.bucket}`))
    throw new TaskError(
      "notSolved",
      `The bucket ${facts.bucket} was there before the lab, and clean-up could not give it its settings back. ${delivery!.remedy}`,
    );
  const bucket = { name: facts.bucket, ...lab.place };
  yield* await ensureBucketPolicy(clients.s3, bucket, [loggingStatement(facts.bucket, lab.place.accountId)]);
}
