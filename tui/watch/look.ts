import type { StepResult, VerifyOutput } from "../../workflows/contract.ts";
import { explainFailure } from "../execution/failure.ts";
import type { Orchestrator } from "../execution/orchestrator.ts";
import type { LabSession } from "../session.ts";

/** Who hears what a look finds. */
interface Hearer {
  found(results: readonly StepResult[], output?: VerifyOutput): void;
  /** It could not be looked, for a reason in words. */
  failed(reason: string): void;
  /** AWS does not show the step's result yet; the machine goes on looking. */
  waits(): void;
}

/** Has one step verified, and tells what is found: at the end, and before it while AWS is waited for. */
export async function lookAt(
  { orchestrator, guide }: Pick<LabSession, "orchestrator" | "guide">,
  step: string,
  signal: AbortSignal,
  hearer: Hearer,
): Promise<void> {
  try {
    const executionArn = await orchestrator.start("verify-steps", { lab: guide.id, steps: [step] });
    giveUp(orchestrator, executionArn, signal);
    let shown: readonly StepResult[] | undefined;
    for await (const view of orchestrator.follow(executionArn, signal)) {
      const { status, results, error, cause } = view;
      if (status === "SUCCEEDED") {
        // What a machine of ours puts out is what the contract says.
        const output = view.output as VerifyOutput;
        hearer.found(output.results, output);
      } else if (status !== "RUNNING") hearer.failed(explainFailure(error ?? status, cause, "keys").what);
      else if (results !== shown && results?.some((each) => each.status === "waiting")) {
        shown = results;
        hearer.found(results);
        hearer.waits();
      }
    }
  } catch (error) {
    if (!signal.aborted) hearer.failed((error as Error).message);
  }
}

/** An execution that nobody waits for would go on looking for minutes. One that has ended already is no trouble. */
function giveUp(orchestrator: Orchestrator, executionArn: string, signal: AbortSignal): void {
  const stop = () => void orchestrator.stop(executionArn, "A later look takes its place").catch(() => {});
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
}
