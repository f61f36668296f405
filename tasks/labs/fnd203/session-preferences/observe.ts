import { type LogGroup, paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { GetBucketEncryptionCommand } from "@aws-sdk/client-s3";
import type { Clients } from "../../../runtime/clients.ts";
import { isAwsError } from "../../../runtime/errors.ts";
import { collect } from "../../../runtime/pages.ts";
import type { LabSituation, Place } from "../../lab.ts";
import { ownBuckets } from "../lab-buckets.ts";
import {
  flagInput,
  type Preferences,
  readPreferences,
  sharedPreferences,
  textInput,
} from "../preferences.ts";
import {
  bucketNames,
  groupNames,
  type OwnBucket,
  readBuckets,
  readGroups,
  sharedBuckets,
  sharedGroups,
} from "../session-logs.ts";

export interface SessionPreferencesFacts {
  place: Place;
  /** The names that the guide gives the bucket for session logs, and the log group; its own first. */
  names: { buckets: string[]; trailBucket: string; groups: string[] };
  /** Absent where the Region has none. */
  preferences?: Preferences;
  /** The bucket that the latest version names, if the account has it. */
  bucket?: OwnBucket & {
    /** Its default encryption; read only where the preferences ask for encryption, since the agent then looks. */
    algorithm?: string;
  };
  /** The log group that the latest version names, if there is one. */
  group?: { name: string; encrypted: boolean };
}

/** What the facts are read with: shared between the steps of a verification, or anew. */
interface Readings {
  preferences: Promise<Preferences | undefined>;
  buckets: () => Promise<OwnBucket[]>;
  groups: () => Promise<LogGroup[]>;
}

/** Reads the preferences, and whether what they name is there. */
export const observe = (clients: Clients, lab: LabSituation): Promise<SessionPreferencesFacts> =>
  factsOf(clients, lab, {
    preferences: sharedPreferences(clients, lab),
    buckets: () => sharedBuckets(clients, lab),
    groups: () => sharedGroups(clients, lab),
  });

/** The same, read anew. */
export const read = (clients: Clients, lab: LabSituation): Promise<SessionPreferencesFacts> =>
  factsOf(clients, lab, {
    preferences: readPreferences(clients),
    buckets: () => readBuckets(clients),
    groups: () => readGroups(clients),
  });

async function factsOf(
  clients: Clients,
  lab: LabSituation,
  readings: Readings,
): Promise<SessionPreferencesFacts> {
  const preferences = await readings.preferences;
  const facts = {
    place: lab.place,
    names: {
      buckets: bucketNames(lab),
      trailBucket: lab.resources["bucket.trail"]!,
      groups: groupNames(lab),
    },
  };
  if (!preferences) return facts;
  const { latest } = preferences;
  const [bucket, group] = await Promise.all([
    findBucket(
      clients,
      lab,
      readings,
      textInput(latest, "s3BucketName"),
      flagInput(latest, "s3EncryptionEnabled"),
    ),
    findGroup(clients, readings, textInput(latest, "cloudWatchLogGroupName")),
  ]);
  return { ...facts, preferences, bucket, group };
}

async function findBucket(
  clients: Clients,
  { place }: LabSituation,
  readings: Readings,
  name: string,
  mustBeEncrypted: boolean,
) {
  if (name === "") return undefined;
  // The lab's buckets are looked for by other steps too; any other name is asked for by itself.
  const buckets = name.startsWith("f") ? await readings.buckets() : await ownBuckets(clients.s3, name);
  const bucket = buckets.find((one) => one.name === name);
  if (!bucket || !mustBeEncrypted || (bucket.region ?? place.region) !== place.region) return bucket;
  return { ...bucket, algorithm: await encryptionOf(clients, name, place) };
}

async function encryptionOf({ s3 }: Clients, Bucket: string, { accountId }: Place) {
  try {
    const { ServerSideEncryptionConfiguration } = await s3.send(
      new GetBucketEncryptionCommand({ Bucket, ExpectedBucketOwner: accountId }),
    );
    return ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
  } catch (error) {
    // A bucket that the list shows already, or still.
    if (isAwsError(error, "NoSuchBucket")) return undefined;
    throw error;
  }
}

async function findGroup({ logs }: Clients, readings: Readings, name: string) {
  if (name === "") return undefined;
  const groups = name.includes("203-")
    ? await readings.groups()
    : await collect(
        paginateDescribeLogGroups({ client: logs }, { logGroupNamePrefix: name }),
        (page) => page.logGroups,
      );
  const group = groups.find(({ logGroupName }) => logGroupName === name);
  return group && { name, encrypted: group.kmsKeyId !== undefined };
}
