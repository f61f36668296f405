import type { Finding } from "../../../../workflows/contract.ts";
import { finder, list, met, unmet, type Verdict, waiting } from "../../finding.ts";
import { hadShell, isOnServers, isTunnel, type PastSession, sessionWords } from "../session-history.ts";
import type { SessionFacts } from "./observe.ts";
import { type Obstacle, obstacleOf } from "./obstacles.ts";

export const STEP = "session";

const find = finder(STEP);

/** An agent behind VPC endpoints may take up to ten minutes to register; with some room. */
const REGISTRATION_MS = 15 * 60_000;

/** Judges whether somebody has had a session with a Services server since the lab began. */
export function judge(facts: SessionFacts): Finding[] {
  return [
    find(
      "Systems Manager reaches a Services server",
      "Services Server for AZ1 is a managed node, and online",
      reached(facts),
    ),
    find(
      "A session was started on a Services server",
      "A session on Services Server for AZ1 since the lab began, running or in the session history",
      started(facts),
    ),
  ];
}

/** Sessions on the lab's servers, the latest first. */
const onServers = ({ sessions, servers }: SessionFacts): PastSession[] =>
  sessions.filter((session) => isOnServers(session, servers));

/** Those in which somebody had a shell. */
const withShell = (facts: SessionFacts): PastSession[] => onServers(facts).filter(hadShell);

function reached(facts: SessionFacts): Verdict {
  const online = facts.nodes.filter(({ pingStatus }) => pingStatus === "Online").map(({ id }) => id);
  if (online.length > 0) return met(`${list(online)} ${online.length > 1 ? "are" : "is"} online.`, online);
  const why = notReached(facts);
  // The session itself is the proof that it was so when it mattered.
  if (withShell(facts).length > 0 && why.status !== "met") return { ...why, status: "advice" };
  return why;
}

function notReached({ nodes, servers, way, now }: SessionFacts): Verdict {
  const obstacles = way ? servers.map((server) => obstacleOf(way, server)) : [];
  const known = obstacles.filter((obstacle): obstacle is Obstacle => obstacle !== undefined);
  const standing =
    nodes.length === 0
      ? "Neither server is registered with Systems Manager."
      : `${list(nodes.map(({ id, pingStatus }) => `${id} is ${pingStatus}`))}.`;
  if (known.length === servers.length)
    return unmet(`${standing} ${known[0]!.actual}`, known[0]!.remedy, known[0]!.resources);
  const latest = Math.max(...(way?.instances ?? []).map(({ launchedAt }) => launchedAt.getTime()));
  if (nodes.length > 0 || now.getTime() - latest < REGISTRATION_MS)
    return waiting(
      `${standing} Their instance profile, the VPC endpoints and the network are as they should be.`,
      "Give the agent some minutes: it registers 1 to 3 minutes after the start, and up to 10 behind VPC endpoints.",
      servers,
    );
  const [obstacle] = known;
  if (obstacle) return unmet(`${standing} ${obstacle.actual}`, obstacle.remedy, obstacle.resources);
  return unmet(
    `${standing} They have run for ${Math.round((now.getTime() - latest) / 60_000)} minutes, and nothing in the network is in their way.`,
    "Look at the policy of SharedServerConnectivityRole: it must allow ssm:UpdateInstanceInformation and the four ssmmessages actions. If it does, restart the server: its agent may have given up.",
    servers,
  );
}

/** Nobody can see what was typed where sessions are not logged. */
const UNSEEN =
  "What was typed in it nobody can see, unless sessions are logged: that is what the extra credit switches on.";

function started(facts: SessionFacts): Verdict {
  const [latest] = withShell(facts);
  if (latest)
    return met(`${sessionWords(latest)} on ${latest.target} is ${latest.status.toLowerCase()}. ${UNSEEN}`, [
      latest.id,
      latest.target,
    ]);
  const [other] = onServers(facts);
  if (other) return withoutShell(other);
  const [elsewhere] = facts.sessions.filter((session) => !isTunnel(session));
  const remedy = `Start a session on Services Server for AZ1 (${facts.servers[0]}): in the console's Session Manager, or with handrail session.`;
  if (elsewhere)
    return unmet(
      `There was a session on ${elsewhere.target}, ${sessionWords(elsewhere)}, which is not a Services server of this lab.`,
      remedy,
      [elsewhere.id],
    );
  return unmet("No session was started since the lab began.", remedy, facts.servers.slice(0, 1));
}

/** A session on the right server, in which nobody has had a shell. */
function withoutShell(session: PastSession): Verdict {
  if (session.status === "Connecting")
    return waiting(
      `${sessionWords(session)} is connecting.`,
      "Wait for the server's prompt. A session that nobody answers fails after a while.",
      [session.id],
    );
  if (session.status === "Failed")
    return unmet(
      `${sessionWords(session)} failed${session.details ? `: ${session.details}` : ""}.`,
      "Start another one, and read what it says. An agent refuses every session whose log it could not keep as the Session Manager preferences ask.",
      [session.id],
    );
  return unmet(
    `${sessionWords(session)} was a tunnel (${session.document}), which shows no shell.`,
    "Start a session without a document, so that it is one with a shell.",
    [session.id],
  );
}

/** Whether a finding says that nothing could be better: kept beside the verdicts so that `solve` asks the same. */
export const isDone = (facts: SessionFacts): boolean => started(facts).status === "met";
