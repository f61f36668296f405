import { channelId } from "../../../config/read.ts";
import { met, unmet, type Verdict } from "../../finding.ts";
import { type ConfigFacts, isOrganisations } from "./facts.ts";

/** Judges the channel and its bucket; what has not been delivered yet is not missed. */
export function delivers({ channel, recorder }: ConfigFacts): Verdict {
  if (!channel)
    return unmet(
      "There is no delivery channel.",
      "Make a bucket whose policy lets Config write to it, and put a delivery channel with it. In the console both are part of Config's settings.",
    );
  const { name, bucket, ownBucket, error } = channel;
  const ids = [channelId(name)];
  if (error)
    return unmet(
      `The channel ${name} cannot deliver into ${bucket} (${error}).`,
      ownBucket
        ? `Let Config in again with the bucket's policy: GetBucketAcl and ListBucket on ${bucket}, PutObject below AWSLogs. Then put the channel again.`
        : `See that the bucket ${bucket} exists and lets Config in, or put the channel with another bucket.`,
      ids,
    );
  if (ownBucket)
    return {
      ...met(
        channel.known
          ? `The channel ${name} delivers into ${bucket}. The account had it before the lab, and keeps it.`
          : `The channel ${name} delivers into ${bucket}.`,
        ids,
      ),
      ...(recorder && isOrganisations(recorder.name) ? { status: "elsewhere" as const } : {}),
    };
  // An organisation keeps its records in an account of its own, where we cannot look.
  if (channel.known || (recorder && isOrganisations(recorder.name)))
    return {
      status: "elsewhere",
      actual: `The channel ${name} delivers into ${bucket}, which is another account's.`,
      resources: ids,
    };
  return unmet(
    `The channel ${name} delivers into ${bucket}, and this account has no such bucket.`,
    "It has been deleted, or its name is wrong: items are recorded, and lost as files. Make the bucket again with its policy, or put the channel with another one.",
    ids,
  );
}
