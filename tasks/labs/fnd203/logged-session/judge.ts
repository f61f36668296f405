import type { Finding } from "../../../../workflows/contract.ts";
import { finder, list, met, unmet, type Verdict, waiting } from "../../finding.ts";
import { logKey, textInput } from "../preferences.ts";
import { hadShell, isTunnel, type PastSession, sessionWords } from "../session-history.ts";
import type { LoggedSessionFacts } from "./observe.ts";

export const STEP = "logged-session";

const find = finder(STEP);

/** An agent uploads a log some ten to sixty seconds after the session's end; with some room. */
const UPLOAD_MS = 5 * 60_000;

/** Judges whether a session on a Services server has left its log in both places. */
export function judge(facts: LoggedSessionFacts): Finding[] {
  return [
    find(
      "Sessions are being logged",
      "The Session Manager preferences name a bucket and a log group",
      switchedOn(facts),
    ),
    find(
      "A session has ended since then",
      "A session on Services Server for AZ1 that began after the preferences were saved, and is over",
      ended(facts),
    ),
    find(
      "Its log is in the bucket",
      "An object named after the session in the bucket of the preferences",
      inBucket(facts),
    ),
    find(
      "Its log is in CloudWatch Logs",
      "A stream named after the session in the log group of the preferences",
      inGroup(facts),
    ),
  ];
}

function switchedOn({ preferences }: LoggedSessionFacts): Verdict {
  const remedy = "Let sessions be logged first: the step before this one.";
  if (!preferences) return unmet("There are no preferences: nothing is logged.", remedy);
  const bucket = textInput(preferences.latest, "s3BucketName");
  const group = textInput(preferences.latest, "cloudWatchLogGroupName");
  if (bucket !== "" && group !== "") return met(`They are: to ${bucket} and ${group}.`, [bucket, group]);
  if (bucket === "" && group === "") return unmet("The preferences name neither.", remedy);
  return unmet(
    bucket === "" ? "The preferences name no bucket." : "The preferences name no log group.",
    remedy,
    [bucket || group],
  );
}

const START =
  "Start a session on Services Server for AZ1 (handrail session), type the commands of the guide, and end it: type exit, or terminate it in the console.";

/** Sessions with the preferences as they are now, the latest first. */
function sinceSaved({ preferences, sessions }: LoggedSessionFacts): PastSession[] {
  const savedAt = preferences?.versions[0]?.createdAt;
  return savedAt ? sessions.filter(({ startedAt }) => startedAt >= savedAt) : [];
}

/** The session to speak of: one with both logs, else with one, else the latest that could have them. */
export function sessionOf(facts: LoggedSessionFacts): PastSession | undefined {
  const { inBucket, inGroup } = facts;
  const logs = ({ id }: PastSession) => [inBucket, inGroup].filter((ids) => ids.includes(id)).length;
  const [best] = facts.sessions.toSorted((a, b) => logs(b) - logs(a));
  if (best && logs(best) > 0) return best;
  return sinceSaved(facts).find((session) => hadShell(session) && session.status !== "Connected");
}

function ended(facts: LoggedSessionFacts): Verdict {
  const session = sessionOf(facts);
  if (session) {
    if (["Terminated", "Terminating"].includes(session.status) || hasBoth(facts, session))
      return met(`${sessionWords(session)} on ${session.target} has.`, [session.id]);
    return stillOpen(session);
  }
  const [latest] = sinceSaved(facts);
  if (!facts.preferences || !latest) return noneSince(facts);
  if (latest.status === "Failed")
    return unmet(
      `${sessionWords(latest)} failed${latest.details ? `: ${latest.details}` : ""}.`,
      "The agent refuses a session whose log it could not keep as the preferences ask: verify session-preferences, and the role's policy.",
      [latest.id],
    );
  if (isTunnel(latest))
    return unmet(
      `${sessionWords(latest)} was a tunnel (${latest.document}): there is nothing to log.`,
      START,
      [latest.id],
    );
  return stillOpen(latest);
}

const hasBoth = ({ inBucket, inGroup }: LoggedSessionFacts, { id }: PastSession): boolean =>
  inBucket.includes(id) && inGroup.includes(id);

function noneSince({ preferences, sessions }: LoggedSessionFacts): Verdict {
  const [earlier] = sessions;
  if (!preferences || !earlier) return unmet("There is none.", START);
  return unmet(
    `${sessionWords(earlier)} began before the preferences were saved: it was not logged, or elsewhere.`,
    START,
    [earlier.id],
  );
}

function stillOpen(session: PastSession): Verdict {
  if (session.status === "Connecting")
    return waiting(`${sessionWords(session)} is connecting.`, "Wait for the prompt.", [session.id]);
  return unmet(
    `${sessionWords(session)} is ${session.status.toLowerCase()}: the agent writes the log when it is over.`,
    `End the session: type exit, or terminate it, in the console or with terminate-session --session-id ${session.id}.`,
    [session.id],
  );
}

const NO_SESSION = (): Verdict => unmet("There is no session to look for.", START);

function inBucket(facts: LoggedSessionFacts): Verdict {
  const session = sessionOf(facts);
  if (!session || !facts.preferences) return NO_SESSION();
  const { latest } = facts.preferences;
  const bucket = textInput(latest, "s3BucketName");
  if (bucket === "") return unmet("The preferences name no bucket.", "Name one, and have another session.");
  const location = `s3://${bucket}/${logKey(latest, session.id)}`;
  if (facts.inBucket.includes(session.id)) return met(`It is ${location}.`, [session.id, location]);
  return missing(facts, session, location, [
    "the role may not write to the bucket (s3:PutObject)",
    "the servers do not reach S3 (their outbound rule for its prefix list, the gateway endpoint)",
    "the bucket's key may not be used by the role",
  ]);
}

function inGroup(facts: LoggedSessionFacts): Verdict {
  const session = sessionOf(facts);
  if (!session || !facts.preferences) return NO_SESSION();
  const group = textInput(facts.preferences.latest, "cloudWatchLogGroupName");
  if (group === "") return unmet("The preferences name no log group.", "Name one, and have another session.");
  if (facts.inGroup.includes(session.id))
    return met(`It is the stream ${session.id} in ${group}.`, [session.id, group]);
  return missing(facts, session, `the stream ${session.id} in ${group}`, [
    "the log group does not exist",
    "the role may not write to it (logs:CreateLogStream, logs:PutLogEvents)",
    "with streaming switched on, the role may not see it (logs:DescribeLogGroups, logs:DescribeLogStreams)",
    "the servers do not reach the endpoint for logs",
  ]);
}

/** A log that is not there: on its way, or, minutes after the session, lost for a reason. */
function missing(facts: LoggedSessionFacts, session: PastSession, what: string, reasons: string[]): Verdict {
  const here = [session.id];
  if (session.status === "Terminating")
    return waiting(`${what} is not there yet: the session is ending.`, "Look again.", here);
  if (session.status !== "Terminated")
    return unmet(`${what} is not there: the session is not over.`, "End the session.", here);
  const since = facts.now.getTime() - (session.endedAt ?? facts.now).getTime();
  if (since < UPLOAD_MS)
    return waiting(
      `${what} is not there yet; the session ended ${Math.max(0, Math.round(since / 1000))} seconds ago.`,
      "The agent writes it within a minute or so of the session's end. Look again; if it stays away, see what role-policy and session-preferences say.",
      here,
    );
  return unmet(
    `${what} is not there, and the session has been over for ${Math.round(since / 60_000)} minutes. It will not come any more.`,
    `One of these, most likely: ${list(reasons)}. Mend it, and have another session: role-policy and session-preferences show what is wrong.`,
    here,
  );
}
