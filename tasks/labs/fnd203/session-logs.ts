import { type LogGroup, paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import type { Clients } from "../../runtime/clients.ts";
import { collect } from "../../runtime/pages.ts";
import type { LabSituation } from "../lab.ts";
import { ownBuckets } from "./lab-buckets.ts";

/** Where the logs of sessions go: the bucket and the log group, under whichever of their names they are found. */

export interface OwnBucket {
  name: string;
  /** Absent where S3 did not say. */
  region?: string;
}

type Names = Pick<LabSituation, "resources" | "place">;

/** The guide writes `fdn203` and `fnd203`, and nobody remembers which of the two was where. */
const otherSpelling = (name: string): string =>
  name.startsWith("fdn") ? name.replace(/^fdn/, "fnd") : name.replace(/^fnd/, "fdn");

/** A name in the account's own namespace ("Namespaces for general purpose buckets"). */
const regional = (name: string, { accountId, region }: Names["place"]): string =>
  `${name}-${accountId}-${region}-an`;

/** The names under which the bucket for session logs may be found, the guide's own first. */
export function bucketNames({ resources, place }: Names): string[] {
  const name = resources["bucket.sessionLogs"]!;
  const other = otherSpelling(name);
  return [name, regional(name, place), other, regional(other, place)];
}

/** Any bucket that is named for session logs, whatever its suffix. */
const LOG_BUCKET = /^f(dn|nd)203-ssmlogs-bucket-/;

/** The bucket for session logs: best where the lab is, and best by the guide's own name. */
export function chooseBucket(buckets: readonly OwnBucket[], lab: Names): OwnBucket | undefined {
  const names = bucketNames(lab);
  const rank = ({ name, region = lab.place.region }: OwnBucket) =>
    (region === lab.place.region ? 0 : 100) + (names.indexOf(name) + 1 || 50);
  return buckets.filter(({ name }) => LOG_BUCKET.test(name)).sort((a, b) => rank(a) - rank(b))[0];
}

/** The names that the guide gives the log group: its own, and, in the step of the preferences, the first bucket's. */
export function groupNames({ resources }: Pick<Names, "resources">): string[] {
  return [resources["logGroup.sessionLogs"]!, resources["bucket.trail"]!];
}

/** What a participant may have made of either name. */
export const LOG_GROUP = /^f(dn|nd)203-(ssmlogs-logs$|(demo|ssmlogs)-bucket-)/;

export function chooseGroup(
  groups: readonly LogGroup[],
  lab: Pick<Names, "resources">,
): LogGroup | undefined {
  const names = groupNames(lab);
  const rank = ({ logGroupName = "" }: LogGroup) => names.indexOf(logGroupName) + 1 || 50;
  return groups
    .filter(({ logGroupName = "" }) => LOG_GROUP.test(logGroupName))
    .sort((a, b) => rank(a) - rank(b))[0];
}

/** The account's buckets that could be the lab's. */
export const readBuckets = ({ s3 }: Clients): Promise<OwnBucket[]> => ownBuckets(s3, "f");

/** The account's log groups that could be the lab's: a pattern finds both spellings at once. */
export const readGroups = ({ logs }: Clients): Promise<LogGroup[]> =>
  collect(
    paginateDescribeLogGroups({ client: logs }, { logGroupNamePattern: "203-" }),
    (page) => page.logGroups,
  );

/** One reading for all steps that are verified together. */
function shared<T>(read: (clients: Clients) => Promise<T>) {
  const readings = new WeakMap<LabSituation, Promise<T>>();
  return (clients: Clients, lab: LabSituation): Promise<T> => {
    const reading = readings.get(lab) ?? read(clients);
    readings.set(lab, reading);
    return reading;
  };
}

export const sharedBuckets = shared(readBuckets);
export const sharedGroups = shared(readGroups);
