import { tellStep } from "../tui/headless/step.ts";
import { findLab, findStep } from "./labs.ts";
import { tell } from "./outcome.ts";

/** `handrail steps`: the list, or all that there is to read of one step, as Markdown. */
export function steps(labId: string, step: string | undefined): void {
  const lab = findLab(labId);
  if (step !== undefined) {
    tellStep(findStep(lab, step), tell);
    return;
  }
  tell(`${lab.title} (${lab.id})`);
  let section = "";
  const width = Math.max(...lab.steps.map(({ id }) => id.length)) + 2;
  for (const one of lab.steps) {
    if (one.section !== section) tell(one.section);
    section = one.section;
    tell(`  ${one.id.padEnd(width)}${one.title}${one.optional ? " (optional)" : ""}`);
  }
}
