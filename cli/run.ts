import type { LabGuide, StepGuide } from "../tasks/labs/lab.ts";
import { buildLab } from "./build.ts";
import { cleanUpLab } from "./clean-up.ts";
import { solveStep, verifySteps } from "./lab-commands.ts";
import { type OpenLab, openLab } from "./open-lab.ts";
import { tell } from "./outcome.ts";
import type { PlaceOptions } from "./place-options.ts";

/**
 * `handrail run`: the whole lab from end to end, with its optional steps. Every check is seen red before its step is
 * solved and green after, and clean-up comes last, whatever went wrong before it.
 *
 * Unless a home is named it works in an account that is gone afterwards: a participant's own must not be cleaned up
 * because somebody piped the program's output.
 */
export async function run(options: PlaceOptions): Promise<void> {
  const fresh = !options.aws && options.home === undefined && !process.env.HANDRAIL_HOME;
  const lab = await openLab(
    {
      ...options,
      ...(options.aws ? {} : { ephemeral: options.ephemeral ?? fresh, pace: options.pace ?? "instant" }),
    },
    tell,
  );
  try {
    const { connection, guide } = lab;
    tell(`${guide.title} in the ${connection.place} account ${connection.accountId}, ${connection.region}`);
    let failures = await buildLab(lab);
    if (failures === 0) failures = await walk(lab);
    tell("--- clean-up");
    const left = await cleanUpLab(lab, true);
    process.exitCode = left || (failures > 0 ? 1 : 0);
    tell(process.exitCode === 0 ? "All is well." : `Ended with exit code ${process.exitCode}.`);
  } finally {
    await lab.connection.close();
  }
}

/** Solves the steps in their order, and answers how many went wrong. */
export async function walk(lab: OpenLab): Promise<number> {
  let failures = 0;
  const done = new Set<string>();
  for (const step of lab.guide.steps) {
    // Seen red while there is nothing to see: by the time that its turn comes, others have done what it looks at.
    for (const evidence of evidenceThatComes(lab.guide, step, done)) {
      tell(`--- ${evidence.id}, before there is anything to see`);
      failures += await seeRed(lab, evidence);
    }
    tell(`--- ${step.id}: ${step.title}`);
    if (step.evidenceOf?.some((other) => done.has(other))) tell(`It looks at ${step.evidenceOf.join(", ")}.`);
    else failures += await seeRed(lab, step);
    failures += await solveStep(lab, step.id);
    done.add(step.id);
  }
  return failures;
}

/** The steps that look at what this one leaves behind, where it is the first of those that do so. */
const evidenceThatComes = ({ steps }: LabGuide, { id }: StepGuide, done: ReadonlySet<string>): StepGuide[] =>
  steps.filter(
    (step) =>
      step.evidenceOf?.includes(id) &&
      // Not again where it was looked at, or done, before.
      ![step.id, ...step.evidenceOf].some((other) => done.has(other)),
  );

/** A check that passes before anybody did anything proves nothing, unless the account had what it asks for. */
async function seeRed(lab: OpenLab, step: StepGuide): Promise<number> {
  if ((await verifySteps(lab, [step.id])) !== 0) return 0;
  if (lab.connection.place === "aws") {
    tell(`The account has what ${step.id} asks for already.`);
    return 0;
  }
  tell(`The check of ${step.id} passes before the step is done: it proves nothing.`);
  return 1;
}
