import { TaskError } from "../runtime/errors.ts";
import { fnd203Verbs } from "./fnd203/lab.ts";
import type { LabVerbs, StepVerbs } from "./lab.ts";

/** Every lab as the tasks know it. */
const LABS: readonly LabVerbs[] = [fnd203Verbs];

/** @throws TaskError UnknownStep, which names the labs that there are. */
export function findLab(labId: string): LabVerbs {
  const lab = LABS.find((each) => each.id === labId);
  if (!lab) throw unknown(`There is no lab ${labId}`, LABS);
  return lab;
}

/**
 * A step of a lab, and its lab.
 * @throws TaskError UnknownStep, which names the ones that there are.
 */
export function findStep(labId: string, stepId: string): { lab: LabVerbs; step: StepVerbs } {
  const lab = findLab(labId);
  const step = lab.steps.find((each) => each.id === stepId);
  if (!step) throw unknown(`The lab ${labId} has no step ${stepId}`, lab.steps);
  return { lab, step };
}

/**
 * Steps of a lab, in the order asked for, and their lab.
 * @throws TaskError UnknownStep, which names the ones that there are.
 */
export function findSteps(labId: string, stepIds: readonly string[]): { lab: LabVerbs; steps: StepVerbs[] } {
  return { lab: findLab(labId), steps: stepIds.map((id) => findStep(labId, id).step) };
}

const unknown = (problem: string, known: readonly { id: string }[]): TaskError =>
  new TaskError("unknownStep", `${problem}; there is ${known.map((each) => each.id).join(", ")}.`);
