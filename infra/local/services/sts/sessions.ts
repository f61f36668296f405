import { randomBytes } from "node:crypto";
import { type Cloud, defineStore } from "../../cloud.ts";
import type { RolePrincipal, UserPrincipal } from "../../principal.ts";
import { uniqueId } from "../iam/store.ts";

/** Temporary credentials and who they stand for. */
export interface Session {
  principal: RolePrincipal | UserPrincipal;
  secretAccessKey: string;
  sessionToken: string;
  issued: Date;
  expiration: Date;
}

/** Sessions by access key id. One table for the whole cloud: a key says of itself to which account it belongs. */
interface SessionsState {
  sessions: Record<string, Session>;
  /** Access key ids, the oldest first. */
  order: string[];
}

const sessionsStore = defineStore<SessionsState>({
  name: "sts-sessions",
  scope: "cloud",
  create: () => ({ sessions: {}, order: [] }),
});

const stateOf = (cloud: Cloud) => cloud.store(sessionsStore, { accountId: "", region: "" });

/** An expired session is kept this long, so that its owner is told that it expired, not that it never was. */
const KEEP_EXPIRED_MS = 60 * 60 * 1000;

/** The session of an access key id (`ASIA…`), expired or not. */
export function getSession(cloud: Cloud, accessKeyId: string): Session | undefined {
  return stateOf(cloud).sessions[accessKeyId];
}

/**
 * Whom temporary credentials stand for.
 * @returns `expired` for a session that is over, undefined for a key that is unknown or whose token is another's.
 * Without a token the key alone decides, for whoever only wants to know whose it is.
 */
export function findSession(
  cloud: Cloud,
  accessKeyId: string,
  sessionToken?: string,
): RolePrincipal | UserPrincipal | "expired" | undefined {
  const session = getSession(cloud, accessKeyId);
  if (!session || (sessionToken !== undefined && sessionToken !== session.sessionToken)) return undefined;
  return session.expiration <= cloud.clock.now() ? "expired" : session.principal;
}

/** Issues temporary credentials. The principal is made from the new access key id, which it carries. */
export function openSession(
  cloud: Cloud,
  durationSeconds: number,
  principal: (accessKeyId: string) => Session["principal"],
): { accessKeyId: string; session: Session } {
  const { sessions, order } = stateOf(cloud);
  const issued = cloud.clock.now();
  // From the oldest on, and no further than the first that is kept: opening a session must not cost more with each.
  const isOver = (id: string) => sessions[id]!.expiration.getTime() + KEEP_EXPIRED_MS < issued.getTime();
  while (order.length > 0 && isOver(order[0]!)) delete sessions[order.shift()!];

  const accessKeyId = uniqueId("ASIA", 20);
  const session: Session = {
    principal: principal(accessKeyId),
    secretAccessKey: randomBytes(30).toString("base64"),
    sessionToken: randomBytes(192).toString("base64"),
    issued,
    // Whole seconds, as STS answers them.
    expiration: new Date(Math.ceil(issued.getTime() / 1000) * 1000 + durationSeconds * 1000),
  };
  sessions[accessKeyId] = session;
  order.push(accessKeyId);
  cloud.changed();
  return { accessKeyId, session };
}
