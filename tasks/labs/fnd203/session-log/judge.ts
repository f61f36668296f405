import type { Finding } from "../../../../workflows/contract.ts";
import { redactSecrets } from "../../../runtime/redact.ts";
import { advice, finder, list, met, unmet, type Verdict } from "../../finding.ts";
import { judge as judgeLogged, sessionOf } from "../logged-session/judge.ts";
import { logKey, textInput } from "../preferences.ts";
import type { SessionLogFacts } from "./observe.ts";

export const STEP = "session-log";

const find = finder(STEP);

/** Judges whether a session's log can be found, and shows what was typed. */
export function judge(facts: SessionLogFacts): Finding[] {
  return [
    find(
      "The session history leads to a log",
      "The output location of a session: the bucket and prefix of the preferences, and the session's name",
      located(facts),
    ),
    find(
      "The log shows what was typed",
      "The metadata commands of the guide, in the session's stream in CloudWatch Logs",
      readable(facts),
    ),
    find(
      "The log gives no secret away",
      "No credentials, nor anything else that opens a door, among what was typed and answered",
      discreet(facts),
    ),
  ];
}

/** The log to look at: the latest in which the commands are, else the latest. */
function logOf({ said }: SessionLogFacts) {
  return said.find(({ text }) => typed(text).length > 0) ?? said[0];
}

/** What was asked of the metadata service in a log, each once. */
function typed(text: string): string[] {
  const paths = text.matchAll(/\/latest\/meta-data\/[a-zA-Z0-9/_-]*/g);
  return [...new Set([...paths].map(([path]) => path))];
}

/** AWS's own `OutputUrl` is reserved for future use: the location follows from the preferences. */
function located(facts: SessionLogFacts): Verdict {
  const session = sessionOf(facts);
  if (session && facts.preferences && facts.inBucket.includes(session.id)) {
    const { latest } = facts.preferences;
    const location = `s3://${textInput(latest, "s3BucketName")}/${logKey(latest, session.id)}`;
    return met(`That of ${session.id} is ${location}, and the log is there.`, [session.id, location]);
  }
  // Why there is no log is what the step before this one is about.
  const wanting = judgeLogged(facts).find(({ status }) => status === "unmet" || status === "waiting");
  if (!wanting) return unmet("No session has a log in the bucket.", "Have a session that is logged.");
  return {
    status: wanting.status,
    actual: wanting.actual,
    remedy: wanting.remedy,
    resources: wanting.resources,
  };
}

function readable(facts: SessionLogFacts): Verdict {
  const log = logOf(facts);
  if (!log) {
    const waits = judgeLogged(facts).find(({ status }) => status === "waiting");
    if (waits)
      return { status: "waiting", actual: waits.actual, remedy: waits.remedy, resources: waits.resources };
    return unmet("There is no log in CloudWatch Logs to look at.", "Have a session that is logged.");
  }
  const paths = typed(log.text);
  if (paths.length === 0)
    return unmet(
      `The log of ${log.sessionId} shows none of them.`,
      "Have another session, and type the guide's commands in it before you end it.",
      [log.sessionId],
    );
  return met(`The log of ${log.sessionId} shows that somebody asked for ${list(paths)}.`, [log.sessionId]);
}

function discreet({ said }: SessionLogFacts): Verdict {
  const telling = said.filter(({ text }) => redactSecrets(text) !== text).map(({ sessionId }) => sessionId);
  if (telling.length === 0) return met("None was found.");
  return advice(
    `The log of ${list(telling)} holds credentials of the server's role, or a token of its metadata service. (Handrail never shows them.)`,
    "That is what the guide's last command is to show you: whoever may read this log may be the server, for some hours. Credentials of a role expire by themselves; clean-up deletes the log. Of logs that you keep, let few people read them, and encrypt them.",
    telling,
  );
}
