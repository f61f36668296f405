import { deployOrchestrator } from "../infra/deploy.ts";
import { orchestratorContents } from "../infra/orchestrator-contents.ts";
import type { LabSession, SessionPlace, Undeployed } from "../tui/session.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { dist, type NotReady } from "./open-lab.ts";

/** What the terminal is given of an account that is not ready for a lab: what deploying creates there, and how to. */
export async function undeployed(
  { connection, found, stackStatus }: NotReady,
  place: SessionPlace,
  session: LabSession | undefined,
): Promise<Undeployed> {
  return {
    needs: "deploy",
    place,
    found: found === "this-build" ? "unfinished" : found,
    stackStatus,
    creates: await orchestratorContents(connection, dist),
    session,
    async deploy(tell) {
      try {
        await deployOrchestrator(connection, dist, tell, tell);
      } catch (error) {
        throw explainRefusal(error, connection);
      }
    },
  };
}
