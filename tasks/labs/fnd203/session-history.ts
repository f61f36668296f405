import { paginateDescribeSessions, type SessionState } from "@aws-sdk/client-ssm";
import type { Clients } from "../../runtime/clients.ts";
import { collect } from "../../runtime/pages.ts";
import type { LabSituation } from "../lab.ts";

/** A session, as Session Manager tells of it while it runs and for thirty days after. */
export interface PastSession {
  id: string;
  target: string;
  /** `Connected`, `Connecting`, `Disconnected`, `Terminating`, `Terminated` or `Failed`. */
  status: string;
  /** The ARN of whoever started it. */
  owner: string;
  /** Absent where AWS does not tell. */
  document?: string;
  startedAt: Date;
  endedAt?: Date;
  /** AWS's words about it, such as why it failed. */
  details?: string;
}

/** Systems Manager's clock and ours may differ so much. */
const CLOCK_SLACK_MS = 5 * 60_000;

/** What is being read for a verification: the steps that look at the same sessions share one reading of them. */
const readings = new WeakMap<LabSituation, Promise<PastSession[]>>();

/** The sessions with any target since the lab began, the latest first; read once for all steps verified together. */
export function sharedSessions(clients: Clients, lab: LabSituation): Promise<PastSession[]> {
  const reading = readings.get(lab) ?? readSessions(clients, lab.startedAt);
  readings.set(lab, reading);
  return reading;
}

/** The same, read anew. */
export async function readSessions({ ssm }: Clients, since: Date): Promise<PastSession[]> {
  const value = `${new Date(since.getTime() - CLOCK_SLACK_MS).toISOString().slice(0, 19)}Z`;
  const read = (State: SessionState) =>
    collect(
      paginateDescribeSessions({ client: ssm }, { State, Filters: [{ key: "InvokedAfter", value }] }),
      (page) => page.Sessions,
    );
  const sessions = (await Promise.all([read("Active"), read("History")])).flat();
  const found = sessions.map(
    (session): PastSession => ({
      id: session.SessionId!,
      target: session.Target!,
      status: session.Status ?? "",
      owner: session.Owner ?? "",
      document: session.DocumentName,
      startedAt: session.StartDate!,
      endedAt: session.EndDate,
      details: session.Details,
    }),
  );
  // One that ends between the two calls is in both answers.
  return [...new Map(found.map((session) => [session.id, session])).values()].toSorted(
    (a, b) => b.startedAt.getTime() - a.startedAt.getTime(),
  );
}

/** A session by its id and its owner's name, such as `alice-0a1b (by alice)`. */
export function sessionWords({ id, owner }: PastSession): string {
  const by = owner.slice(owner.lastIndexOf("/") + 1);
  return by === "" ? id : `${id} (by ${by})`;
}

/** Whether a session's target is one of these servers. */
export const isOnServers = ({ target }: PastSession, servers: readonly string[]): boolean =>
  servers.includes(target);

/** Whether somebody has had a shell in it: it did not fail, is no longer connecting, and is no tunnel. */
export const hadShell = (session: PastSession): boolean =>
  !["Failed", "Connecting"].includes(session.status) && !isTunnel(session);

/** AWS's own documents for sessions that carry another protocol and show no shell. */
export const isTunnel = ({ document = "" }: PastSession): boolean =>
  /^AWS-Start(PortForwarding|SSH)Session/.test(document);
