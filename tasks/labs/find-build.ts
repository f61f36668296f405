import type { LabBuild } from "../build/lab-build.ts";
import type { Stage } from "../cleanup/sweeper.ts";
import { TaskError } from "../runtime/errors.ts";
import { fnd203Build } from "./fnd203/build.ts";
import { fnd203Stages } from "./fnd203/clean-up.ts";

/** How a lab is built, and in which stages it is cleaned up. */
export interface LabLifecycle {
  build: LabBuild;
  stages: readonly Stage[];
}

const LIFECYCLES: readonly LabLifecycle[] = [{ build: fnd203Build, stages: fnd203Stages }];

/** @throws TaskError UnknownStep where there is no such lab */
export function findLifecycle(lab: string): LabLifecycle {
  const found = LIFECYCLES.find(({ build }) => build.lab === lab);
  if (!found) throw new TaskError("unknownStep", `There is no lab "${lab}".`);
  return found;
}
