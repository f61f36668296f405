import type { LabGuide, StepGuide } from "../tasks/labs/lab.ts";
import { buildLab } from "./build.ts";
import { cleanUpLab } from "./clean-up.ts";
import { solveStep, verifySteps } from "./lab-commands.ts";
import { type OpenLab, openLab } from "./open-lab.ts";
import { type Output, outputTo } from "./output.ts";
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
  const output = outputTo(process.stdout);
  const { tell } = output;
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
    const built = await buildLab(lab, { ...output, canAsk: false });
    const failures = built.exitCode || (await walk(lab, output));
    tell("--- clean-up");
    const left = await cleanUpLab(lab, "given", output);
    process.exitCode = left.exitCode || (failures > 0 ? 1 : 0);
    tell(process.exitCode === 0 ? "All is well." : `Ended with exit code ${process.exitCode}.`);
  } finally {
    await lab.connection.close();
  }
}

/** Solves the steps in their order, and answers how many went wrong. */
export async function walk(lab: OpenLab, output: Output): Promise<number> {
  let failures = 0;
  const done = new Set<string>();
  for (const step of lab.guide.steps) {
    // Seen red while there is nothing to see: by the time that its turn comes, others have done what it looks at.
    for (const evidence of evidenceThatComes(lab.guide, step, done)) {
      output.tell(`--- ${evidence.id}, before there is anything to see`);
      failures += await seeRed(lab, evidence, output);
    }
    output.tell(`--- ${step.id}: ${step.title}`);
    if (step.evidenceOf?.some((other) => done.has(other)))
      output.tell(`It looks at ${step.evidenceOf.join(", ")}.`);
    else failures += await seeRed(lab, step, output);
    failures += (await solveStep(lab, step.id, output)).exitCode;
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
async function seeRed(lab: OpenLab, step: StepGuide, output: Output): Promise<number> {
  if ((await verifySteps(lab, [step.id], output)).exitCode !== 0) return 0;
  if (lab.connection.place === "aws") {
    output.tell(`The account has what ${step.id} asks for already.`);
    return 0;
  }
  output.tell(`The check of ${step.id} passes before the step is done: it proves nothing.`);
  return 1;
}
