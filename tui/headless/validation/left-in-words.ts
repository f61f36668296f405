import { ERRORS } from "../../../workflows/contract.ts";
import { describeLeft } from "../../execution/left-behind.ts";
import type { ValidationReport } from "./report.ts";

/** What is left of the lab, or why that is not known, of a validation that ended so. */
export function leftInWords({ cleanUp, error }: Pick<ValidationReport, "cleanUp" | "error">): string {
  const trouble = cleanUp.error ?? error;
  if (trouble?.name === ERRORS.leftBehind) return describeLeft(trouble.cause);
  return `The clean-up did not come to its end, so that something may be left. ${[trouble?.name, trouble?.cause].filter(Boolean).join(": ")}`.trimEnd();
}
