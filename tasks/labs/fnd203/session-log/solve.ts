import type { Clients } from "../../../runtime/clients.ts";
import type { Calls, LabSituation } from "../../lab.ts";
import { haveLoggedSession, solve as haveSession } from "../logged-session/solve.ts";
import { judge } from "./judge.ts";
import { read } from "./observe.ts";

/**
 * Has a logged session with the guide's commands in it, unless there is a log that shows them. While a log is on its
 * way there is nothing to do but to wait for it.
 *
 * @throws TaskError as the step `logged-session` does
 */
export async function* solve(clients: Clients, lab: LabSituation): Calls {
  const [located, readable] = judge(await read(clients, lab));
  if (readable!.status === "unmet" && located!.status === "met") yield* haveLoggedSession(clients, lab);
  else yield* haveSession(clients, lab);
}
