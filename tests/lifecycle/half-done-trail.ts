import { CreateTrailCommand, PutEventSelectorsCommand } from "@aws-sdk/client-cloudtrail";
import { CreateBucketCommand, PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import { TRAIL_NAME } from "../../tasks/labs/fnd203/trail/facts.ts";
import { trailArn, trailPolicy } from "../../tasks/labs/fnd203/trail/policy.ts";
import type { Clients } from "../../tasks/runtime/clients.ts";
import { whoAmI } from "../../tasks/runtime/who-am-i.ts";

/** A trail of one Region that records writes only, and was never started. */
export async function halfDoTrail(clients: Clients, Bucket: string): Promise<void> {
  const place = await whoAmI(clients);
  const Statement = trailPolicy(Bucket, trailArn(place, TRAIL_NAME), place.accountId);
  await clients.s3.send(new CreateBucketCommand({ Bucket }));
  await clients.s3.send(
    new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: "2012-10-17", Statement }) }),
  );
  await clients.cloudTrail.send(new CreateTrailCommand({ Name: TRAIL_NAME, S3BucketName: Bucket }));
  await clients.cloudTrail.send(
    new PutEventSelectorsCommand({
      TrailName: TRAIL_NAME,
      EventSelectors: [{ ReadWriteType: "WriteOnly" }],
    }),
  );
}
