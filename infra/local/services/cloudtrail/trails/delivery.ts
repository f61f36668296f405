/**
 * Log files: gzipped records in the trail's bucket, put there by CloudTrail itself some minutes after the calls, also
 * those of a trail that has been stopped or deleted meanwhile.
 */
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Cloud, Place } from "../../../cloud.ts";
import { makeCall } from "../../../dispatch.ts";
import { AwsError } from "../../../errors.ts";
import { servicePrincipal } from "../../../principal.ts";
import type { Call } from "../../../service.ts";
import { findBucket } from "../../s3/buckets.ts";
import { newestFirst, nextSequence, regionsWithEvents } from "../events/event-log.ts";
import { renderRecord } from "../rendering/record.ts";
import { logPrefix, mayPut } from "./destination.ts";
import { selects } from "./selectors.ts";
import { type LateDelivery, type Trail, trailsStore } from "./store.ts";

/** "CloudTrail typically delivers logs within an average of about 5 minutes of an API call" (CloudTrail User Guide). */
const EVERY_MS = 5 * 60_000;

/** Real milliseconds: at pace instant, calls that follow one another closely still share a file. */
const LEAST_MS = 200;

const compress = promisify(gzip);

/** Delivers what a trail logs, as long as it logs. `home` is where the trail was made. */
export function keepDelivering(cloud: Cloud, home: Place, trail: Trail): void {
  const { accountId, region } = home;
  const started = trail.logging?.since.getTime();
  cloud.background(async () => {
    for (;;) {
      await whenDue(cloud, cloud.clock.after(EVERY_MS));
      // Deleted, stopped, or stopped and started again, it is another round's.
      const current = cloud.store(trailsStore, home).trails[trail.name];
      if (!current?.logging || current.logging.since.getTime() !== started) return;
      const { next } = current.logging;
      for (const [each, [from, to]] of Object.entries(pendingRanges(cloud, home, current))) {
        // Before the wait, so that whoever stops the trail meanwhile does not leave the same events again.
        next[each] = to;
        if (!(await deliver(cloud, { accountId, region }, current, each, from, to))) next[each] = from;
      }
    }
  });
}

/** Leaves what a trail has not delivered yet to come later, as it does when a trail is stopped or deleted. */
export function leaveLate(call: Call, trail: Trail): void {
  const ranges = pendingRanges(call.cloud, call, trail);
  if (!trail.logging || Object.keys(ranges).length === 0) return;
  const late: LateDelivery = { due: call.cloud.clock.after(EVERY_MS), trail, ranges };
  call.store(trailsStore).late.push(late);
  deliverLate(call.cloud, call, late);
}

/** Delivers, when it is time, what a trail left; a bucket that is gone or closed by then gets nothing. */
export function deliverLate(cloud: Cloud, home: Place, late: LateDelivery): void {
  const { accountId, region } = home;
  cloud.background(async () => {
    await whenDue(cloud, late.due);
    for (const [each, [from, to]] of Object.entries(late.ranges))
      await deliver(cloud, { accountId, region }, late.trail, each, from, to);
    const state = cloud.store(trailsStore, { accountId, region });
    state.late = state.late.filter((one) => one !== late);
    cloud.changed();
  });
}

async function whenDue(cloud: Cloud, due: Date): Promise<void> {
  const milliseconds = Math.max(due.getTime() - cloud.clock.now().getTime(), LEAST_MS);
  await setTimeout(milliseconds, undefined, { signal: cloud.stopping });
}

/** The events that a trail has not delivered yet, by Region. */
function pendingRanges(cloud: Cloud, home: Place, trail: Trail): LateDelivery["ranges"] {
  const regions = trail.multiRegion ? regionsWithEvents(cloud, home.accountId) : [home.region];
  const ranges = regions.map((region): [string, [number, number]] => [
    region,
    [trail.logging?.next[region] ?? 1, nextSequence(cloud, { accountId: home.accountId, region })],
  ]);
  return Object.fromEntries(ranges.filter(([, [from, to]]) => from < to));
}

/** Puts one file; false where that failed, and is to be tried again. Nothing to tell is no file. */
async function deliver(
  cloud: Cloud,
  home: Place,
  trail: Trail,
  region: string,
  since: number,
  before: number,
): Promise<boolean> {
  const { accountId } = home;
  const principal = servicePrincipal("cloudtrail.amazonaws.com", accountId);
  const call = makeCall(cloud, { ...home, principal });
  const place = { accountId, region };
  const attempted = cloud.clock.now();
  const Key = logFileKey(trail, place, attempted);
  // What a service does for itself is not authorised by S3, so that the bucket's policy is asked here.
  let failed = closedBucket(call, trail, Key);
  if (failed === undefined) {
    const records = await recordsOf(cloud, place, trail, { since, before });
    if (records.length === 0) return true;
    const Body = await compress(JSON.stringify({ Records: records }));
    failed = await errorOf(
      call.invoke("s3", "PutObject", {
        Bucket: trail.bucket,
        Key,
        Body,
        ACL: "bucket-owner-full-control",
        ContentType: "application/json",
        ContentEncoding: "gzip",
      }),
    );
  }
  if (trail.delivery.error !== failed || failed === undefined) cloud.changed();
  trail.delivery = { attempted, succeeded: failed ? trail.delivery.succeeded : attempted, error: failed };
  return failed === undefined;
}

/** The code of the error that S3 answers, if it answers one. */
async function errorOf(delivery: Promise<unknown>): Promise<string | undefined> {
  try {
    await delivery;
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error.code;
    throw error;
  }
}

async function recordsOf(
  cloud: Cloud,
  place: Place,
  trail: Trail,
  range: { since: number; before: number },
): Promise<object[]> {
  const records: object[] = [];
  for await (const each of newestFirst(cloud, place, { reads: true, writes: true, ...range }))
    if (selects(trail, each.event)) records.push(await renderRecord(each, place));
  return records.reverse();
}

/** Why nothing can be delivered, in the words of GetTrailStatus: the bucket is gone, or its policy lets us in no more. */
function closedBucket(call: Call, { bucket, arn }: Trail, key: string): string | undefined {
  if (!findBucket(call, bucket)) return "NoSuchBucket";
  return mayPut(call, bucket, key, arn) ? undefined : "AccessDenied";
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Source: "CloudTrail log file examples", file name format. */
function logFileKey(trail: Trail, { accountId, region }: Place, at: Date): string {
  const [date = "", time = ""] = at.toISOString().split("T");
  const stamp = `${date.replaceAll("-", "")}T${time.slice(0, 5).replace(":", "")}Z`;
  const unique = Array.from({ length: 16 }, () => LETTERS[Math.floor(Math.random() * LETTERS.length)]).join(
    "",
  );
  const name = `${accountId}_CloudTrail_${region}_${stamp}_${unique}.json.gz`;
  return `${logPrefix(trail, accountId)}${region}/${date.replaceAll("-", "/")}/${name}`;
}
