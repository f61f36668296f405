import { paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import type { Clients } from "../../../runtime/clients.ts";
import { isAwsError } from "../../../runtime/errors.ts";
import type { LabSituation } from "../../lab.ts";
import {
  type LoggedSessionFacts,
  observe as observeLogged,
  read as readLogged,
} from "../logged-session/observe.ts";
import { textInput } from "../preferences.ts";

export interface SessionLogFacts extends LoggedSessionFacts {
  /** Of each of the latest logged sessions, what its log says of metadata and credentials. Secrets and all: not for showing. */
  said: { sessionId: string; text: string }[];
}

/** The logs of so many sessions are read, from the latest. */
const SESSIONS = 5;

/** More of a log than this nobody needs to see that the commands are in it. */
const MOST_CHARACTERS = 200_000;

/** What the guide's commands leave in a log: their path, and what the last one answers. */
const PATTERN = '?"meta-data" ?"SecretAccessKey"';

export const observe = async (clients: Clients, lab: LabSituation): Promise<SessionLogFacts> =>
  factsOf(clients, await observeLogged(clients, lab));

/** The same, read anew. */
export const read = async (clients: Clients, lab: LabSituation): Promise<SessionLogFacts> =>
  factsOf(clients, await readLogged(clients, lab));

async function factsOf(clients: Clients, facts: LoggedSessionFacts): Promise<SessionLogFacts> {
  const group = facts.preferences ? textInput(facts.preferences.latest, "cloudWatchLogGroupName") : "";
  const streams = facts.inGroup.slice(0, SESSIONS);
  if (group === "" || streams.length === 0) return { ...facts, said: [] };
  const texts = await readStreams(clients, group, streams);
  return { ...facts, said: streams.map((sessionId) => ({ sessionId, text: texts.get(sessionId) ?? "" })) };
}

/** What the streams say that fits the pattern, in one call where their events fit into one answer. */
async function readStreams({ logs }: Clients, logGroupName: string, logStreamNames: string[]) {
  const texts = new Map<string, string>();
  const pages = paginateFilterLogEvents(
    { client: logs },
    { logGroupName, logStreamNames, filterPattern: PATTERN },
  );
  try {
    for await (const { events = [] } of pages) {
      for (const { logStreamName = "", message = "" } of events) {
        const text = texts.get(logStreamName) ?? "";
        if (text.length < MOST_CHARACTERS) texts.set(logStreamName, `${text}${message}\n`);
      }
    }
  } catch (error) {
    // The group or a stream has gone between two looks.
    if (!isAwsError(error, "ResourceNotFoundException")) throw error;
  }
  return texts;
}
