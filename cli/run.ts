import { buildLab, cleanUpLab, solveStep, verifySteps } from "./lab-commands.ts";
import { openLab } from "./open-lab.ts";
import type { PlaceOptions } from "./place-options.ts";

const tell = (line: string): void => void process.stdout.write(`${line}\n`);

/**
 * `handrail run`: the whole lab from end to end. Every check is seen red before its step is solved and green after,
 * and clean-up comes last, whatever went wrong before it.
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
    if (failures === 0)
      for (const step of guide.steps) {
        tell(`--- ${step.id}: ${step.title}`);
        const before = await verifySteps(lab, [step.id]);
        if (before === 0 && !step.optional) {
          tell("The check passes before the step is done: it proves nothing.");
          failures++;
        }
        failures += await solveStep(lab, step.id);
      }
    tell("--- clean-up");
    const left = await cleanUpLab(lab, true);
    process.exitCode = left || (failures > 0 ? 1 : 0);
    tell(process.exitCode === 0 ? "All is well." : `Ended with exit code ${process.exitCode}.`);
  } finally {
    await lab.connection.close();
  }
}
