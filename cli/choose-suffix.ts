import { restore } from "../tui/state/restore.ts";
import { suffixProblem } from "../tui/suffix-problem.ts";
import type { OpenLab } from "./open-lab.ts";
import type { Output } from "./output.ts";
import { Problem } from "./problem.ts";
import { proposedSuffix } from "./suffix.ts";

/** A suffix of bucket names, and whether it is the participant's to change. */
export interface Chosen {
  suffix: string;
  asked: boolean;
}

/**
 * The suffix to build with: that of the lab where it stands already, else the one that the command names, else what is
 * answered, else our proposal.
 *
 * @throws Problem where whoever is asked does not answer
 */
export async function chooseSuffix(lab: OpenLab, output: Output): Promise<Chosen> {
  const { standing } = await restore(lab);
  const remembered = standing.build && standing.resources["participant.suffix"];
  if (remembered) {
    if (lab.suffix !== undefined && lab.suffix !== remembered)
      output.tell(
        `The lab is built with the suffix ${remembered}; --suffix ${lab.suffix} has no effect until it is cleaned up.`,
      );
    return { suffix: remembered, asked: false };
  }
  if (lab.suffix !== undefined) return { suffix: lab.suffix, asked: false };
  const proposal = standing.suffix ?? proposedSuffix();
  if (output.canAsk) return { suffix: await askForSuffix(lab, proposal, output), asked: true };
  output.tell(`Your buckets' names end in "${proposal}", as nobody said otherwise (--suffix).`);
  return { suffix: proposal, asked: false };
}

/**
 * Asks until the answer may be part of a bucket's name.
 * @throws Problem where there is none
 */
export async function askForSuffix(
  { guide, connection }: OpenLab,
  proposal: string,
  { tell, ask }: Output,
): Promise<string> {
  const [example] = guide.bucketNames("SUFFIX");
  tell(`Bucket names are the whole world's, so that yours end in something of your own: ${example}`);
  if (connection.place === "aws")
    tell(
      `On AWS the lab takes ${guide.buildTime} to build, and about $${guide.costPerHour.toFixed(2)} an hour until it is cleaned up.`,
    );
  for (let value = proposal; ; ) {
    const answer = await ask("Your suffix (Enter builds the lab, Ctrl-C does not): ", value);
    if (answer === undefined) throw new Problem("\nNothing was built.");
    const problem = suffixProblem(answer);
    if (problem === undefined) return answer;
    tell(problem);
    value = answer;
  }
}
