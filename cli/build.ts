import { tellExecution, tellFailure } from "../tui/headless/print-execution.ts";
import { isTaken } from "../tui/state/outcome.ts";
import type { BuildOutput } from "../workflows/contract.ts";
import { askForSuffix, chooseSuffix } from "./choose-suffix.ts";
import type { OpenLab } from "./open-lab.ts";
import { exitCodeOf, tell, withLab } from "./outcome.ts";
import type { PlaceOptions } from "./place-options.ts";
import { isInteractive } from "./prompt.ts";

/** `handrail build` */
export const build = (options: PlaceOptions): Promise<void> =>
  withLab(options, (lab) => buildLab(lab, isInteractive()));

/**
 * Builds the lab and tells how.
 *
 * @param interactive whether somebody may be asked for the suffix of bucket names
 */
export async function buildLab(lab: OpenLab, interactive = false): Promise<number> {
  const { orchestrator, guide, template } = lab;
  let { suffix, asked } = await chooseSuffix(lab, interactive);
  for (;;) {
    tell(`Building ${guide.title}`);
    const input = { lab: guide.id, suffix, ...(template ? { template } : {}) };
    const arn = await orchestrator.start("build-lab", input);
    const view = await tellExecution(orchestrator, arn, tell);
    if (view.status === "SUCCEEDED") {
      tellBuilt(view.output as BuildOutput);
      return 0;
    }
    tellFailure(view, tell);
    if (!asked || !isTaken(suffix, guide, view)) return exitCodeOf(view);
    suffix = await askForSuffix(lab, suffix);
  }
}

function tellBuilt({ stack, sites, resources }: BuildOutput): void {
  tell(`The stack ${stack.name} is in state ${stack.status}.`);
  for (const { url, status, note } of sites) tell(`  ${url} answers ${status}${note ? ` (${note})` : ""}`);
  const suffix = resources["participant.suffix"];
  if (suffix) tell(`Names of buckets end in "${suffix}".`);
}
