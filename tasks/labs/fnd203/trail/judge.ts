import type { Finding } from "../../../../workflows/contract.ts";
import { advice, finder, list, met, stepStatusOf, unmet, type Verdict, waiting } from "../../finding.ts";
import {
  isGuideName,
  isTrailBucket,
  type OtherTrail,
  TRAIL_NAME,
  type TrailFact,
  type TrailFacts,
} from "./facts.ts";

export const STEP = "trail";

const find = finder(STEP);

/** Judges whether a trail of the account's own records every call, in every Region, into the lab's bucket. */
export function judge(facts: TrailFacts): Finding[] {
  const trail = bestOf(facts);
  return trail ? judgeTrail(facts, trail) : judgeNone(facts);
}

/** The trail that is closest to what the guide asks for; where two are, the one of the guide's name. */
export function bestOf(facts: TrailFacts): TrailFact | undefined {
  const wrong = (trail: TrailFact) =>
    judgeTrail(facts, trail).filter(({ status }) => status === "unmet").length;
  return facts.candidates.toSorted(
    (a, b) => wrong(a) - wrong(b) || Number(isGuideName(b.name)) - Number(isGuideName(a.name)),
  )[0];
}

/** Whether a trail leaves nothing to be done. */
export const isRight = (facts: TrailFacts, trail: TrailFact): boolean =>
  stepStatusOf(judgeTrail(facts, trail)) !== "unmet";

const REQUIREMENTS = {
  exists: ["The account has a trail of the lab's", `A trail ${TRAIL_NAME}, made in the lab's Region`],
  regions: ["It records all Regions", "It applies to all Regions, and to global services such as IAM"],
  events: ["It records all management events", "Reads and writes, of every service"],
  bucket: [
    "It delivers into a bucket of yours",
    "The bucket has the guide's name with your suffix, and is there",
  ],
  logging: ["It is logging", "Logging is switched on, and what it delivers arrives"],
  cost: ["It costs no more than it must", "No key of its own, and no second trail that records the same"],
} as const;

function judgeTrail(facts: TrailFacts, trail: TrailFact): Finding[] {
  return [
    find(...REQUIREMENTS.exists, isNamed(trail)),
    find(...REQUIREMENTS.regions, recordsAllRegions(trail)),
    find(...REQUIREMENTS.events, recordsAllEvents(trail)),
    find(...REQUIREMENTS.bucket, deliversIntoBucket(facts, trail)),
    find(...REQUIREMENTS.logging, isLogging(trail)),
    find(...REQUIREMENTS.cost, costsNoMore(facts, trail)),
  ];
}

function judgeNone({ others, bucketName }: TrailFacts): Finding[] {
  const nothing = unmet("There is no such trail.", "Create the trail first.");
  return [
    find(
      ...REQUIREMENTS.exists,
      unmet(
        others.length === 0 ? "The account has no trail." : `It has only ${list(others.map(otherWords))}.`,
        `Create a trail named ${TRAIL_NAME} that delivers into the bucket ${bucketName}. A name with spaces, as the guide of 2019 has it, is refused.`,
        others.map(({ arn }) => arn),
      ),
    ),
    find(...REQUIREMENTS.regions, nothing),
    find(...REQUIREMENTS.events, nothing),
    find(...REQUIREMENTS.bucket, nothing),
    find(...REQUIREMENTS.logging, nothing),
    find(...REQUIREMENTS.cost, met("Nothing is recorded, and nothing is charged.")),
  ];
}

function otherWords({ name, organization, homeRegion }: OtherTrail): string {
  return organization ? `${name}, which is your organisation's` : `${name} of ${homeRegion}`;
}

function isNamed({ name, arn, before }: TrailFact): Verdict {
  const whose = before ? " The account had it before the lab, and keeps it." : "";
  if (isGuideName(name)) return met(`It is ${name}.${whose}`, [arn]);
  return advice(
    `It is called ${name}.${whose}`,
    `Any name will do. The guide's is ${TRAIL_NAME}, which says what it is for.`,
    [arn],
  );
}

function recordsAllRegions({ arn, multiRegion, globalEvents }: TrailFact): Verdict {
  if (!multiRegion)
    return unmet(
      "It records its own Region only.",
      "Apply it to all Regions: with update-trail and --is-multi-region-trail. Whoever gets in chooses the Region that nobody watches.",
      [arn],
    );
  if (!globalEvents)
    return unmet(
      "It leaves out global services.",
      "Include them, with update-trail and --include-global-service-events: IAM is where attackers stay.",
      [arn],
    );
  return met("It records every Region, and what has none.", [arn]);
}

const RECORDED = { reads: "reads only", writes: "writes only", none: "no management event" };

function recordsAllEvents({ arn, records, excluded }: TrailFact): Verdict {
  if (records !== "all")
    return unmet(
      `It records ${RECORDED[records]}.`,
      "Let it record management events, Read and Write: who looked around is how a story begins.",
      [arn],
    );
  if (excluded.length > 0)
    return advice(
      `It records reads and writes, but leaves out ${list(excluded)}.`,
      "Only what is charged for by the event is worth leaving out; the first trail's management events are free.",
      [arn],
    );
  return met("It records reads and writes of every service.", [arn]);
}

function deliversIntoBucket({ bucketName }: TrailFacts, { arn, bucket, bucketExists }: TrailFact): Verdict {
  if (!isTrailBucket(bucket))
    return unmet(
      `It delivers into ${bucket}.`,
      `Let it deliver into ${bucketName}: a bucket of its own, whose policy lets nobody but CloudTrail write.`,
      [arn, bucket],
    );
  if (!bucketExists)
    return unmet(
      `It delivers into ${bucket}, which this account does not have.`,
      "Make the bucket again, with its policy, or give the trail another. A name that is free can be taken by anybody, and your records with it.",
      [arn, bucket],
    );
  const suffix = (name: string) => name.slice("fdn203".length);
  if (suffix(bucket) !== suffix(bucketName))
    return advice(
      `It delivers into ${bucket}, and your names end as ${bucketName} does.`,
      "It works as it is. Clean-up goes by the guide's names and by what was there before the lab.",
      [arn, bucket],
    );
  return met(`It delivers into ${bucket}.`, [arn, bucket]);
}

function isLogging({ arn, bucket, logging, latestDelivery, delivery }: TrailFact): Verdict {
  if (!logging)
    return unmet(
      "It is there, and logs nothing.",
      "Start logging. The console does that by itself; a trail that was made with the AWS CLI waits for start-logging.",
      [arn],
    );
  if (delivery?.policyAllows)
    return waiting(
      `Its latest delivery failed: ${delivery.error}. The bucket would let it in now.`,
      "CloudTrail tries again every few minutes, and says this until it has succeeded. Look again.",
      [arn, bucket],
    );
  if (delivery)
    return unmet(
      `It logs, and cannot deliver: ${delivery.error}.`,
      `Let cloudtrail.amazonaws.com put objects into ${bucket} by the bucket's policy, for this trail's ARN.`,
      [arn, bucket],
    );
  return met(
    latestDelivery
      ? `It logs; the latest delivery was at ${latestDelivery.toISOString().slice(0, 16).replace("T", " ")} UTC.`
      : "It logs. The first log file takes some minutes.",
    [arn],
  );
}

function costsNoMore({ others }: TrailFacts, { arn, kmsKeyId }: TrailFact): Verdict {
  if (kmsKeyId)
    return advice(
      `Its files are encrypted with the key ${kmsKeyId}.`,
      "The console proposes a key of its own, at a dollar a month. If it made one for this trail, schedule its deletion yourself once the trail is gone: clean-up deletes no keys.",
      [arn, kmsKeyId],
    );
  const second = others.filter(({ multiRegion, organization }) => multiRegion || organization);
  if (second.length > 0)
    return advice(
      `${list(second.map(otherWords))} may record the same.`,
      "Of each event the first copy is free, every further trail pays for its own. For the length of the lab that is cents.",
      second.map((each) => each.arn),
    );
  return met("It is the account's only one: its management events are free.", [arn]);
}
