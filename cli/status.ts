import { tellStatus } from "../tui/headless/status.ts";
import { labStatus } from "../tui/status/lab-status.ts";
import type { OpenLab } from "./open-lab.ts";
import { withLab } from "./outcome.ts";
import type { Ended, Output } from "./output.ts";
import type { PlaceOptions } from "./place-options.ts";

/** How many executions are looked at: a lab has some hundred in its life. */
const LOOKED_AT = 300;

/** `handrail status`: where somebody stands with the lab, from the list of executions alone. */
export const status = (options: PlaceOptions, output: Output): Promise<Ended> =>
  withLab(options, output, async (lab) => {
    const found = await statusOf(lab);
    tellStatus(found, output.tell);
    return { exitCode: 0, answer: found };
  });

async function statusOf({ orchestrator, guide }: Pick<OpenLab, "orchestrator" | "guide">) {
  const executions = [];
  for await (const page of orchestrator.past(guide.id)) {
    executions.push(...page);
    if (executions.length >= LOOKED_AT) break;
  }
  return labStatus(guide, executions);
}
