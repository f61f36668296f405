import { fnd203Guide } from "../tasks/labs/fnd203/guide.ts";
import type { LabGuide, StepGuide } from "../tasks/labs/lab.ts";
import { Problem } from "./problem.ts";

/** Every lab, the first one first. */
export const LABS: readonly LabGuide[] = [fnd203Guide];

export const FIRST_LAB = LABS[0]!.id;

/** @throws Problem listing the labs there are */
export function findLab(id: string): LabGuide {
  const lab = LABS.find((one) => one.id === id);
  if (!lab) throw new Problem(`There is no lab "${id}". The labs: ${LABS.map((one) => one.id).join(", ")}.`);
  return lab;
}

/** @throws Problem listing the steps there are */
export function findStep(lab: LabGuide, id: string): StepGuide {
  const step = lab.steps.find((one) => one.id === id);
  if (!step)
    throw new Problem(
      `The lab ${lab.id} has no step "${id}". Its steps: ${lab.steps.map((one) => one.id).join(", ")}.`,
    );
  return step;
}
