import { tellBuilt } from "../tui/headless/building.ts";
import { tellExecution } from "../tui/headless/print-execution.ts";
import { isTaken } from "../tui/state/outcome.ts";
import type { BuildOutput } from "../workflows/contract.ts";
import { askForSuffix, chooseSuffix } from "./choose-suffix.ts";
import type { OpenLab } from "./open-lab.ts";
import { machineFailed, withLab } from "./outcome.ts";
import type { Ended, Output } from "./output.ts";
import type { PlaceOptions } from "./place-options.ts";

/** `handrail build` */
export const build = (options: PlaceOptions, output: Output): Promise<Ended> =>
  withLab(options, output, buildLab);

/** Builds the lab and tells how. Where somebody can be asked, they choose the suffix of bucket names. */
export async function buildLab(lab: OpenLab, output: Output): Promise<Ended> {
  const { orchestrator, guide, template } = lab;
  const { tell } = output;
  let { suffix, asked } = await chooseSuffix(lab, output);
  for (;;) {
    tell(`Building ${guide.title}`);
    const input = { lab: guide.id, suffix, ...(template ? { template } : {}) };
    const arn = await orchestrator.start("build-lab", input);
    const view = await tellExecution(orchestrator, arn, tell);
    if (view.status === "SUCCEEDED") {
      const built = view.output as BuildOutput;
      tellBuilt(built, tell);
      return { exitCode: 0, answer: built };
    }
    const ended = machineFailed(view, output);
    if (!asked || !isTaken(suffix, guide, view)) return ended;
    suffix = await askForSuffix(lab, suffix, output);
  }
}
