import { approvalWords, eitherOf } from "../tui/clean-up/approval-words.ts";
import { tellCleaned, tellPlan } from "../tui/headless/plan.ts";
import { tellExecution, tellFailure } from "../tui/headless/print-execution.ts";
import type { Approval, CleanUpOutput } from "../workflows/contract.ts";
import type { OpenLab } from "./open-lab.ts";
import { exitCodeOf, tell, withLab } from "./outcome.ts";
import type { PlaceOptions } from "./place-options.ts";
import { Problem } from "./problem.ts";
import { ask } from "./prompt.ts";

/** `handrail clean-up` */
export async function cleanUp({ yes = false, ...options }: PlaceOptions & { yes?: boolean }): Promise<void> {
  if (!yes && !process.stdin.isTTY)
    throw new Problem(
      "There is nobody to ask whether the plan is right. Read it in a terminal, or approve it with --yes.",
    );
  await withLab(options, (lab) => cleanUpLab(lab, yes));
}

/** Cleans the lab up, and tells the plan, whoever approves it, and what was done. */
export async function cleanUpLab(lab: OpenLab, approved: boolean): Promise<number> {
  const { orchestrator, guide } = lab;
  const approval = approved ? "given" : "ask";
  const arn = await orchestrator.start("clean-up", { lab: guide.id, approval });
  let [told, asked] = [false, false];
  const view = await tellExecution(orchestrator, arn, tell, async ({ plan, approval: pending }) => {
    if (plan && !told) tellPlan(plan, tell);
    told ||= plan !== undefined;
    if (!pending || asked) return;
    asked = true;
    await orchestrator.approve(pending.token, await approve(lab, plan?.account.alias));
  });
  if (view.status === "SUCCEEDED") {
    tellCleaned(view.output as CleanUpOutput, tell);
    return 0;
  }
  tellFailure(view, tell);
  return exitCodeOf(view);
}

/**
 * On AWS the account's alias or id is to be typed out: a habit of pressing "y" must not remove anything there. A word
 * that is neither is asked for again; no word, and the end of the input, are a no.
 */
async function approve({ connection }: OpenLab, alias: string | undefined): Promise<Approval> {
  const words = connection.place === "aws" ? approvalWords(connection, alias) : ["yes"];
  const by = connection.arn;
  for (;;) {
    const answer = await ask(
      `Type ${eitherOf(words)} to remove this, or Enter alone to leave all as it is: `,
    );
    if (!answer || answer === "no") return { approved: false, by };
    if (words.includes(answer)) return { approved: true, by };
    tell(`"${answer}" is not ${eitherOf(words)}.`);
  }
}
