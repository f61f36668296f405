import { counted } from "../../text/counted.ts";
import { usd } from "../../text/estimate-words.ts";
import type { Tell } from "../print-execution.ts";
import { leftInWords } from "./left-in-words.ts";
import type { StepReport, ValidationReport, Verdict } from "./report.ts";

const WORDS: Record<Verdict, string> = {
  valid:
    "Valid: each check failed before its step was done and passed after, and nothing of the lab is left.",
  "not-valid": "Not valid.",
  "left-behind": "Something of the lab is left.",
  refused: "Nothing was done.",
  interrupted: "Not all of it was looked at.",
};

const isReached = ({ startedAt }: StepReport): boolean => startedAt !== undefined;

/** Tells what a validation came to, what was not proven and why, and what it cost, or would on AWS. */
export function tellVerdict(report: ValidationReport, tell: Tell): void {
  const { verdict, steps, error, place, cost, startedAt, endedAt } = report;
  tell("--- verdict");
  const [reached, missed] = [steps.filter(isReached), steps.filter((step) => !isReached(step))];
  for (const { step, problems } of reached) for (const problem of problems) tell(`  ✗ ${step}: ${problem}`);
  // Of what was refused, and told why, none was to be expected.
  if (missed.length > 0 && verdict !== "refused")
    tell(`  ✗ not come to: ${missed.map(({ step }) => step).join(", ")}`);
  if (verdict === "left-behind") tell(leftInWords(report));
  else if (error) tell(`${error.name}: ${error.cause}`);
  const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  tell(
    `${counted(steps.filter(({ proven }) => proven).length, "step")} of ${steps.length} proven in ${seconds.toFixed(1)} s, with ${cost.transitions} state transitions (${place === "aws" ? "" : "on AWS "}${usd(cost.transitionsUsd)}).`,
  );
  tell(WORDS[verdict]);
}
