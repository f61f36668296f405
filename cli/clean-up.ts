import { approvalWords, eitherOf } from "../tui/clean-up/approval-words.ts";
import { tellCleaned, tellPlan } from "../tui/headless/plan.ts";
import { tellExecution } from "../tui/headless/print-execution.ts";
import { type Approval, type CleanUpOutput, ERRORS } from "../workflows/contract.ts";
import type { OpenLab } from "./open-lab.ts";
import { machineFailed, withLab } from "./outcome.ts";
import type { Ended, Output } from "./output.ts";
import type { PlaceOptions } from "./place-options.ts";
import { Problem } from "./problem.ts";

/** Whether a plan is approved beforehand, whoever sits there is asked, or it is only wanted to be read. */
export type Consent = "given" | "asked" | "withheld";

/** `handrail clean-up`. A script may have the plan without anybody who approves it. */
export async function cleanUp(
  { yes = false, ...options }: PlaceOptions & { yes?: boolean },
  output: Output,
): Promise<Ended> {
  if (!yes && !output.json && !process.stdin.isTTY)
    throw new Problem(
      "There is nobody to ask whether the plan is right. Read it in a terminal, or approve it with --yes.",
    );
  return withLab(options, output, (lab) => cleanUpLab(lab, consentBy(yes), output));
}

/** @param yes whether the plan was approved beforehand */
export const consentBy = (yes: boolean): Consent =>
  yes ? "given" : process.stdin.isTTY ? "asked" : "withheld";

/**
 * Cleans the lab up, and tells the plan, whoever approves it, and what was done.
 *
 * @returns what was done; the plan, where it was not approved
 */
export async function cleanUpLab(lab: OpenLab, consent: Consent, output: Output): Promise<Ended> {
  const approval = consent === "given" ? "given" : "ask";
  const arn = await lab.orchestrator.start("clean-up", { lab: lab.guide.id, approval });
  return await followCleanUp(lab, arn, consent, output);
}

/** Follows a clean-up to its end, and tells and answers as `cleanUpLab` does. */
export async function followCleanUp(
  lab: OpenLab,
  arn: string,
  consent: Consent,
  output: Output,
): Promise<Ended> {
  const { orchestrator } = lab;
  const { tell } = output;
  let [told, asked] = [false, false];
  const view = await tellExecution(orchestrator, arn, tell, async ({ plan, approval: pending }) => {
    if (plan && !told) tellPlan(plan, tell);
    told ||= plan !== undefined;
    if (!pending || asked) return;
    asked = true;
    if (consent === "withheld")
      tell("Nobody can be asked, so that it is not approved; --yes does so beforehand.");
    const answer =
      consent === "asked"
        ? await approve(lab, plan?.account.alias, output)
        : { approved: consent === "given", by: lab.connection.arn };
    await orchestrator.approve(pending.token, answer);
  });
  if (view.status === "SUCCEEDED") {
    const cleaned = view.output as CleanUpOutput;
    tellCleaned(cleaned, tell);
    return { exitCode: 0, answer: cleaned };
  }
  const ended = machineFailed(view, output);
  return view.error === ERRORS.notApproved && view.plan ? { ...ended, answer: view.plan } : ended;
}

/**
 * On AWS the account's alias or id is to be typed out: a habit of pressing "y" must not remove anything there. A word
 * that is neither is asked for again; no word, and the end of the input, are a no.
 */
async function approve(
  { connection }: OpenLab,
  alias: string | undefined,
  { tell, ask }: Output,
): Promise<Approval> {
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
