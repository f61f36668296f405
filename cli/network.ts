import { tellNetwork } from "../tui/headless/network.ts";
import { tellExecution, tellFailure } from "../tui/headless/print-execution.ts";
import { restore } from "../tui/state/restore.ts";
import type { NetworkMap } from "../workflows/contract.ts";
import type { OpenLab } from "./open-lab.ts";
import { exitCodeOf, tell, withLab } from "./outcome.ts";
import type { PlaceOptions } from "./place-options.ts";
import { Problem } from "./problem.ts";

/** `handrail network` */
export async function network(options: PlaceOptions): Promise<void> {
  await withLab(options, showNetwork);
}

/** Looks at who can talk to whom, and tells it beside how it was when the lab was built. */
export async function showNetwork({ orchestrator, guide }: OpenLab): Promise<number> {
  if (!orchestrator.has("map-network"))
    throw new Problem(
      "The Handrail in this account is older than this command. Bring it up to date with: handrail deploy --aws",
    );
  const executionArn = await orchestrator.start("map-network", { lab: guide.id });
  const view = await tellExecution(orchestrator, executionArn, () => {});
  if (view.status !== "SUCCEEDED") {
    tellFailure(view, tell);
    return exitCodeOf(view);
  }
  const { standing } = await restore({ orchestrator, guide });
  // What a machine of ours puts out is what the contract says.
  tellNetwork(standing.build?.network, view.output as NetworkMap, tell);
  return 0;
}
