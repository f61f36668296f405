import type { Clients } from "../../../runtime/clients.ts";
import type { Calls, LabSituation } from "../../lab.ts";
import { haveGuideSession } from "../guide-session.ts";
import { solve as allowLogging } from "../role-policy/solve.ts";
import { observe as observeServers } from "../session/observe.ts";
import { onlineServer } from "../session/solve.ts";
import { solve as setPreferences } from "../session-preferences/solve.ts";
import { judge } from "./judge.ts";
import { read } from "./observe.ts";

/**
 * Has a session that is logged, after what it takes: preferences that name bucket and log group, and a role that may
 * write to them. While the log of a session is on its way, there is nothing to do but to wait for it.
 *
 * @throws TaskError NotYet while no server is online; NotSolved where a session is refused
 */
export async function* solve(clients: Clients, lab: LabSituation): Calls {
  if (!judge(await read(clients, lab)).some(({ status }) => status === "unmet")) return;
  yield* haveLoggedSession(clients, lab);
}

/** The same, whatever sessions have been logged before. */
export async function* haveLoggedSession(clients: Clients, lab: LabSituation): Calls {
  // The role first: IAM takes some seconds until everybody has heard of it.
  const allowed = yield* allowLogging(clients, lab);
  yield* setPreferences(clients, lab);
  // A copy of the situation has no share in what was read of it before.
  const server = onlineServer(await observeServers(clients, { ...lab }));
  // A session of some seconds, where the role has only just been allowed to write its log.
  yield* haveGuideSession(clients, server, allowed);
}
