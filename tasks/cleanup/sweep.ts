import { ERRORS, type PlanItem, type StageResult } from "../../workflows/contract.ts";
import type { Clients } from "../runtime/clients.ts";
import type { Scope, Stage } from "./sweeper.ts";

/**
 * Sweeps a stage's items one after the other, in the order of its sweepers. One that AWS refuses is noted and does
 * not stop the others.
 *
 * @param since when this clean-up began
 * @throws TaskError `NotYet` where AWS is still at it; sweeping again then takes up where it stopped
 */
export async function sweepStage(
  clients: Clients,
  scope: Scope,
  stage: Stage,
  items: readonly PlanItem[],
  since: Date,
): Promise<StageResult> {
  const result: StageResult = { stage: stage.name, done: [], failed: [] };
  for (const sweeper of stage.sweepers)
    for (const item of items.filter((one) => one.kind === sweeper.kind)) {
      try {
        await sweeper.sweep(clients, item, scope, since);
        result.done.push(item);
      } catch (error) {
        if (!(error instanceof Error) || error.name === ERRORS.notYet) throw error;
        result.failed.push({ item, error: error.name, cause: error.message });
      }
    }
  return result;
}
