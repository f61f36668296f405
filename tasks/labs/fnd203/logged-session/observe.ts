import { DescribeLogStreamsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { paginateListObjectsV2 } from "@aws-sdk/client-s3";
import type { Clients } from "../../../runtime/clients.ts";
import { isAwsError } from "../../../runtime/errors.ts";
import { collect } from "../../../runtime/pages.ts";
import type { LabSituation } from "../../lab.ts";
import { partOf } from "../facts.ts";
import { logKey, type Preferences, readPreferences, sharedPreferences, textInput } from "../preferences.ts";
import { isOnServers, type PastSession, readSessions, sharedSessions } from "../session-history.ts";

export interface LoggedSessionFacts {
  /** The ids of the two Services servers. */
  servers: string[];
  /** Absent where the Region has none. */
  preferences?: Preferences;
  /** Sessions on the Services servers since the lab began, the latest first. */
  sessions: PastSession[];
  /** Of those sessions, the ids whose log is in the bucket that the preferences name. */
  inBucket: string[];
  /** And those that have a stream in the log group that they name. */
  inGroup: string[];
  now: Date;
}

/** What is being read for a verification: two steps look at the same logs. */
const readings = new WeakMap<LabSituation, Promise<LoggedSessionFacts>>();

/** Reads the sessions on the servers, and which of them have left a log; once for all steps verified together. */
export function observe(clients: Clients, lab: LabSituation): Promise<LoggedSessionFacts> {
  const reading =
    readings.get(lab) ?? factsOf(clients, lab, sharedPreferences(clients, lab), sharedSessions(clients, lab));
  readings.set(lab, reading);
  return reading;
}

/** The same, read anew. */
export const read = (clients: Clients, lab: LabSituation): Promise<LoggedSessionFacts> =>
  factsOf(clients, lab, readPreferences(clients), readSessions(clients, lab.startedAt));

async function factsOf(
  clients: Clients,
  lab: LabSituation,
  preferencesRead: Promise<Preferences | undefined>,
  sessionsRead: Promise<PastSession[]>,
): Promise<LoggedSessionFacts> {
  const servers = ["instance.services1", "instance.services2"].map((key) => partOf(lab.resources, key));
  const [preferences, all] = await Promise.all([preferencesRead, sessionsRead]);
  const sessions = all.filter((session) => isOnServers(session, servers));
  const [keys, streams] =
    preferences && sessions.length > 0
      ? await Promise.all([logKeys(clients, lab, preferences), streamNames(clients, preferences)])
      : [[], []];
  return {
    servers,
    preferences,
    sessions,
    inBucket: sessions
      .map(({ id }) => id)
      .filter((id) => preferences && keys.includes(logKey(preferences.latest, id))),
    inGroup: sessions.map(({ id }) => id).filter((id) => streams.includes(id)),
    now: new Date(),
  };
}

/** The logs beside one another where the agent puts them: what else is in the bucket, deeper, is not looked at. */
async function logKeys({ s3 }: Clients, { place }: LabSituation, { latest }: Preferences): Promise<string[]> {
  const Bucket = textInput(latest, "s3BucketName");
  if (Bucket === "") return [];
  const Prefix = logKey(latest, "").replace(/\.log$/, "");
  try {
    const objects = await collect(
      paginateListObjectsV2(
        { client: s3 },
        { Bucket, Prefix, Delimiter: "/", ExpectedBucketOwner: place.accountId },
      ),
      (page) => page.Contents,
    );
    return objects.map(({ Key }) => Key!);
  } catch (error) {
    if (isAwsError(error, "NoSuchBucket", "PermanentRedirect")) return [];
    throw error;
  }
}

/** As many as one call answers: the logs of the latest sessions are among them. */
async function streamNames({ logs }: Clients, { latest }: Preferences): Promise<string[]> {
  const logGroupName = textInput(latest, "cloudWatchLogGroupName");
  if (logGroupName === "") return [];
  try {
    const { logStreams = [] } = await logs.send(
      new DescribeLogStreamsCommand({ logGroupName, orderBy: "LastEventTime", descending: true }),
    );
    return logStreams.map(({ logStreamName }) => logStreamName!);
  } catch (error) {
    if (isAwsError(error, "ResourceNotFoundException")) return [];
    throw error;
  }
}
