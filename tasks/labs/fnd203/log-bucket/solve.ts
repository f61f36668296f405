import { PutBucketEncryptionCommand } from "@aws-sdk/client-s3";
import type { Clients } from "../../../runtime/clients.ts";
import { TaskError } from "../../../runtime/errors.ts";
import { stepStatusOf } from "../../finding.ts";
import type { Calls, LabSituation } from "../../lab.ts";
import { before } from "../../situation.ts";
import { ensureBucket } from "../lab-buckets.ts";
import { isHere, judge } from "./judge.ts";
import { type LogBucketFacts, read } from "./observe.ts";

/**
 * Makes the bucket, and sets its default encryption.
 * @throws TaskError NotSolved where the bucket is older than the lab: its settings are not the lab's to change
 */
export async function* solve(clients: Clients, lab: LabSituation): Calls {
  const facts = await read(clients, lab);
  const name = bucketToUse(facts);
  const made = isHere(facts) ? [] : await ensureBucket(clients.s3, { name, ...lab.place });
  yield* made;
  // A bucket that the list shows and S3 does not is on its way: there is no telling what it will be set to.
  if (made.length === 0 && stepStatusOf(judge(facts)) === "met") return;
  if (before(lab.ledger, `arn:aws:s3:::${name}`))
    throw new TaskError(
      "notSolved",
      `The bucket ${name} was there before the lab, and clean-up could not give it its settings back. Set its default encryption to SSE-KMS yourself, or build the lab with another suffix.`,
    );
  await clients.s3.send(
    new PutBucketEncryptionCommand({
      Bucket: name,
      ExpectedBucketOwner: lab.place.accountId,
      ServerSideEncryptionConfiguration: {
        Rules: [
          // A bucket key: one call of KMS for many objects. The agent does not mind.
          { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" }, BucketKeyEnabled: true },
        ],
      },
    }),
  );
  yield {
    service: "s3",
    operation: "PutBucketEncryption",
    summary: `Set the default encryption of ${name} to SSE-KMS with aws/s3`,
  };
}

/** The bucket that serves, or the first of the guide's names that is free where the lab is. */
function bucketToUse(facts: LogBucketFacts): string {
  const { bucket, names } = facts;
  if (bucket && isHere(facts)) return bucket.name;
  return names[0] === bucket?.name ? names[2]! : names[0]!;
}
