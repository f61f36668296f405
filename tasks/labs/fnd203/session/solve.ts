import type { Clients } from "../../../runtime/clients.ts";
import { TaskError } from "../../../runtime/errors.ts";
import type { Calls, LabSituation } from "../../lab.ts";
import { haveGuideSession } from "../guide-session.ts";
import { isDone, judge } from "./judge.ts";
import { observe, type SessionFacts } from "./observe.ts";

/**
 * Has a session with the first Services server that is online, unless somebody has had one.
 * @throws TaskError NotYet while neither is online and nothing shows why; NotSolved where something does
 */
export async function* solve(clients: Clients, lab: LabSituation): Calls {
  const facts = await observe(clients, lab);
  if (isDone(facts)) return;
  yield* haveGuideSession(clients, onlineServer(facts), true);
}

/**
 * The first Services server that is online.
 * @throws TaskError as `solve`
 */
export function onlineServer(facts: SessionFacts): string {
  const online = facts.servers.find((server) =>
    facts.nodes.some(({ id, pingStatus }) => id === server && pingStatus === "Online"),
  );
  if (online !== undefined) return online;
  const [reached] = judge(facts);
  throw new TaskError(
    reached!.status === "unmet" ? "notSolved" : "notYet",
    [reached!.actual, reached!.remedy].join(" "),
  );
}
