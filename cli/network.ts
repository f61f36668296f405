import { tellNetwork } from "../tui/headless/network.ts";
import { tellExecution } from "../tui/headless/print-execution.ts";
import { restore } from "../tui/state/restore.ts";
import type { NetworkMap } from "../workflows/contract.ts";
import type { OpenLab } from "./open-lab.ts";
import { machineFailed, withLab } from "./outcome.ts";
import type { Ended, Output } from "./output.ts";
import type { PlaceOptions } from "./place-options.ts";
import { Problem } from "./problem.ts";

/** `handrail network` */
export const network = (options: PlaceOptions, output: Output): Promise<Ended> =>
  withLab(options, output, showNetwork);

/** Looks at who can talk to whom, and tells it beside how it was when the lab was built. */
export async function showNetwork({ orchestrator, guide }: OpenLab, output: Output): Promise<Ended> {
  if (!orchestrator.has("map-network"))
    throw new Problem(
      "The Handrail in this account is older than this command. Bring it up to date with: handrail deploy --aws",
    );
  const executionArn = await orchestrator.start("map-network", { lab: guide.id });
  const view = await tellExecution(orchestrator, executionArn, () => {});
  if (view.status !== "SUCCEEDED") return machineFailed(view, output);
  const { standing } = await restore({ orchestrator, guide });
  // What a machine of ours puts out is what the contract says.
  const now = view.output as NetworkMap;
  const before = standing.build?.network;
  tellNetwork(before, now, output.tell);
  return { exitCode: 0, answer: { before: before ?? null, now } };
}
