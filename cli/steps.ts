import type { LabGuide, StepGuide } from "../tasks/labs/lab.ts";
import type { Tell } from "../tui/headless/print-execution.ts";
import { REFERENCE_PLACE, tellStep } from "../tui/headless/step.ts";
import { findLab, findStep } from "./labs.ts";
import type { Ended, Output } from "./output.ts";

/**
 * `handrail steps`: the list, or all that there is to read of one step, as Markdown. JSON has all of it, and nothing
 * happens besides, so that it is not told twice.
 */
export function steps(id: string | undefined, labId: string, { tell, json }: Output): Ended {
  const lab = findLab(labId);
  if (id === undefined) {
    if (!json) tellList(lab, tell);
    return { exitCode: 0, answer: { lab: lab.id, title: lab.title, steps: lab.steps.map(summary) } };
  }
  const step = findStep(lab, id);
  if (!json) tellStep(step, tell);
  return { exitCode: 0, answer: whole(step) };
}

function tellList(lab: LabGuide, tell: Tell): void {
  tell(`${lab.title} (${lab.id})`);
  let section = "";
  const width = Math.max(...lab.steps.map(({ id }) => id.length)) + 2;
  for (const one of lab.steps) {
    if (one.section !== section) tell(one.section);
    section = one.section;
    tell(`  ${one.id.padEnd(width)}${one.title}${one.optional ? " (optional)" : ""}`);
  }
}

const summary = ({ id, title, section, optional = false }: StepGuide) => ({ id, title, section, optional });

/** All of it, with the ids of an account's own things as words in capitals. */
const whole = (step: StepGuide) => ({
  ...summary(step),
  guide: step.guide,
  hints: step.hints,
  commands: step.commands({}, REFERENCE_PLACE),
  questions: step.questions ?? [],
});
