import type { Finding, StepResult } from "../../workflows/contract.ts";
import type { Tell } from "./print-execution.ts";

const MARKS: Record<Finding["status"], string> = {
  met: "✓",
  unmet: "✗",
  waiting: "…",
  advice: "i",
  blocked: "!",
  elsewhere: "✓",
};

/** Tells a step's findings: what is required, and where it is not met, what is expected, what is there, what to do. */
export function tellFindings(result: StepResult, tell: Tell): void {
  tell(`${result.step}: ${result.status}`);
  for (const finding of result.findings) {
    tell(`  ${MARKS[finding.status]} ${finding.requirement}`);
    if (finding.status === "met" || finding.status === "elsewhere") continue;
    tell(`      expected: ${finding.expected}`);
    tell(`      actual:   ${finding.actual}`);
    if (finding.remedy) tell(`      do:       ${finding.remedy}`);
  }
}
