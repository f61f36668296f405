import type { Move } from "../../workflows/contract.ts";
import type { LabGuide, StepGuide } from "./lab.ts";

/**
 * The way through a lab: its steps in their order, and for each the steps whose checks are to be seen failing just before it
 * is done.
 *
 * Mostly that is the step itself. A step that looks at what others leave behind is seen before the first of those is done:
 * by the time that its own turn comes there is something to see.
 *
 * @param chosen the steps to do; absent, all of them
 */
export function planWalk({ steps }: Pick<LabGuide, "steps">, chosen?: readonly string[]): Move[] {
  const wanted = chosen ? steps.filter(({ id }) => chosen.includes(id)) : steps;
  const done = new Set<string>();
  return wanted.map((step) => {
    const comes = wanted.filter(
      (other) =>
        other.evidenceOf?.includes(step.id) &&
        // Not again where it was looked at, or done, before.
        ![other.id, ...other.evidenceOf].some((id) => done.has(id)),
    );
    const own = step.evidenceOf?.some((other) => done.has(other)) ? [] : [step];
    done.add(step.id);
    return { step: step.id, red: idsOf([...comes, ...own]) };
  });
}

const idsOf = (steps: readonly StepGuide[]): string[] => [...new Set(steps.map(({ id }) => id))];
