import type { LabGuide } from "../../tasks/labs/lab.ts";
import type { StepResult, StepStatus } from "../../workflows/contract.ts";

/** A step's status in words. Only `unmet` means that something is to be done. */
export const STEP_STATUS: Record<StepStatus, string> = {
  met: "met",
  unmet: "unmet",
  waiting: "not visible yet",
  blocked: "not permitted",
};

interface Verdict {
  text: string;
  bad: boolean;
}

/** The steps of a lab that count and are not known to be met. Optional ones never count. */
export const notMet = (guide: LabGuide, results: Readonly<Record<string, StepResult>>): string[] =>
  guide.steps.filter(({ id, optional }) => !optional && results[id]?.status !== "met").map(({ id }) => id);

/** What a check came to, in a line. */
export function verdict(results: readonly StepResult[], guide: LabGuide): Verdict {
  const [only] = results;
  return results.length === 1 && only ? ofOne(only, guide) : ofMany(results, guide);
}

function ofOne({ step, status, findings }: StepResult, guide: LabGuide): Verdict {
  switch (status) {
    case "met": {
      const shows = guide.steps.find(({ id }) => id === step)?.network ? " t shows what it has changed." : "";
      return { text: `Met. Press ↓ for what comes next.${shows}`, bad: false };
    }
    case "waiting":
      return { text: "Not visible yet, which may take AWS some minutes: look again with v.", bad: false };
    case "blocked": {
      const blocked = findings.find((finding) => finding.status === "blocked");
      return { text: `Not permitted to look: ${blocked?.actual ?? "AWS refused."}`, bad: true };
    }
    case "unmet": {
      const unmet = findings.filter((finding) => finding.status === "unmet").length;
      return {
        text: `${unmet} of ${findings.length} requirements ${unmet === 1 ? "is" : "are"} not met yet.`,
        bad: true,
      };
    }
  }
}

function ofMany(results: readonly StepResult[], guide: LabGuide): Verdict {
  const optional = new Set(guide.steps.filter((step) => step.optional).map((step) => step.id));
  const required = results.filter(({ step }) => !optional.has(step));
  const count = (status: StepStatus) => required.filter((result) => result.status === status).length;
  const [unmet, waiting, blocked] = [count("unmet"), count("waiting"), count("blocked")];
  const left = results.filter(({ step, status }) => optional.has(step) && status !== "met").length;
  if (unmet + waiting + blocked === 0)
    return {
      text: left === 0 ? "All steps are met." : `All steps are met, but ${left} optional.`,
      bad: false,
    };
  const parts = [
    unmet > 0 ? `${unmet} of ${required.length} steps ${unmet === 1 ? "is" : "are"} not met yet` : "",
    waiting > 0 ? `${waiting} not visible yet` : "",
    blocked > 0 ? `${blocked} not permitted to look at` : "",
  ];
  return { text: `${parts.filter(Boolean).join(", ")}.`, bad: unmet + blocked > 0 };
}
