import { type Cloud, defineStore, type Place } from "../../../cloud.ts";

/** How a session ended: by itself or by TerminateSession, by a time-out, or because it could not begin. */
interface SessionEnd {
  at: Date;
  status: "Terminated" | "Failed";
}

/** A session, kept for thirty days after its end. */
export interface SessionRecord {
  id: string;
  target: string;
  /** The ARN of whoever started it. */
  owner: string;
  /** `aws:userid` of the owner: the session's tag `aws:ssmmessages:session-id`. */
  ownerId: string;
  documentName: string;
  reason?: string;
  /** Minutes, as the preferences have it. */
  maxSessionDuration?: string;
  started: Date;
  /** When the agent has opened its end. */
  connectedAt: Date;
  end?: SessionEnd;
}

interface SessionsState {
  sessions: Record<string, SessionRecord>;
}

export const sessionsStore = defineStore<SessionsState>({
  name: "ssm-sessions",
  scope: "region",
  create: () => ({ sessions: {} }),
});

/** API reference, DescribeSessions: history goes back thirty days. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
/** More than anybody starts by hand; without it a script that opens sessions would make the account ever larger. */
const KEPT_AT_MOST = 2_000;

/** Adds a session, and drops those whose time in the history is over. */
export function addSession(cloud: Cloud, place: Place, session: SessionRecord): void {
  const { sessions } = cloud.store(sessionsStore, place);
  const oldest = cloud.clock.now().getTime() - KEPT_MS;
  const ended = Object.values(sessions).filter((it) => it.end);
  for (const { id, end } of ended) if (end!.at.getTime() < oldest) delete sessions[id];
  // Keys are in the order in which sessions began.
  for (const { id } of ended.slice(0, Math.max(0, ended.length - KEPT_AT_MOST))) delete sessions[id];
  sessions[session.id] = session;
  cloud.changed();
}

/** Marks a session as over, unless it is already. @returns whether it was not */
export function endSession(cloud: Cloud, place: Place, id: string, end: Omit<SessionEnd, "at">): boolean {
  const session = cloud.store(sessionsStore, place).sessions[id];
  if (!session || session.end) return false;
  session.end = { at: cloud.clock.now(), ...end };
  cloud.changed();
  return true;
}

/** Ends what was going on in a process before this one. */
export function endAllSessions(cloud: Cloud): void {
  for (const { place, state } of cloud.stores(sessionsStore))
    for (const { id } of Object.values(state.sessions))
      endSession(cloud, place, id, { status: "Terminated" });
}
