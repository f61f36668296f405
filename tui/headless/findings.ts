import type { Finding, StepResult, StepStatus } from "../../workflows/contract.ts";
import { FINDING_MARKS } from "../theme.ts";
import type { Tell } from "./print-execution.ts";

/** A step's status, and what it means where it is neither met nor unmet. */
const STATUS: Record<StepStatus, string> = {
  met: "met",
  unmet: "unmet",
  waiting: "not visible yet (AWS may take some minutes: look again)",
  blocked: "not permitted (nothing is said about the step itself)",
};

/** Tells a step's findings: what is required, and where it is not met, what is expected, what is there, what to do. */
export function tellFindings(result: StepResult, tell: Tell): void {
  tell(`${result.step}: ${STATUS[result.status]}`);
  for (const finding of result.findings) tellFinding(finding, tell);
}

function tellFinding({ status, requirement, expected, actual, remedy }: Finding, tell: Tell): void {
  tell(`  ${FINDING_MARKS[status].sign} ${requirement}`);
  if (status === "met" || status === "elsewhere") return;
  tell(`      expected: ${expected}`);
  tell(`      actual:   ${actual}`);
  if (remedy) tell(`      do:       ${remedy}`);
}

/** Tells what a check waits for, each time that this is something else than before. */
export function tellWaiting(tell: Tell): (waitsFor: readonly StepResult[]) => void {
  let told = "";
  return (waitsFor) => {
    const lines = waitsFor.flatMap(({ step, findings }) =>
      findings
        .filter(({ status }) => status === "waiting")
        .map(
          ({ requirement, actual }) => `  ${FINDING_MARKS.waiting.sign} ${step}: ${requirement}: ${actual}`,
        ),
    );
    const text = lines.join("\n");
    if (text === told || text === "") return;
    told = text;
    tell("AWS does not show this yet; it is looked for again. Ctrl-C leaves, and the check goes on.");
    for (const line of lines) tell(line);
  };
}
