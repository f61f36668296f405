import type { LabGuide } from "../../../tasks/labs/lab.ts";
import type { StepResult } from "../../../workflows/contract.ts";
import { EMPTY_LINE, type Line, wrap } from "../../text/text.ts";
import { FINDING_MARKS } from "../../theme.ts";
import { findingLines } from "./finding-lines.ts";

/**
 * What a check waits for: of which step, in the findings' own words. Of one step by itself also what was found already,
 * above what is waited for, which is to be seen. Nothing where it waits for nothing.
 */
export function waitingLines(results: readonly StepResult[], guide: LabGuide, width: number): Line[] {
  const [only] = results;
  if (!only) return [];
  const found = results.length === 1 ? only.findings.filter(({ status }) => status !== "waiting") : [];
  const { sign, color } = FINDING_MARKS.waiting;
  return [
    ...(found.length > 0 ? [EMPTY_LINE, ...findingLines({ ...only, findings: found }, width)] : []),
    EMPTY_LINE,
    ...wrap(
      [{ text: "AWS does not show this yet. It is looked for again by itself; you may leave meanwhile." }],
      width,
    ),
    ...results.flatMap(({ step, findings }) => [
      ...wrap([{ text: titleOf(step, guide), bold: true }], width),
      ...findings
        .filter(({ status }) => status === "waiting")
        .flatMap(({ requirement, actual }) =>
          wrap([{ text: `${requirement}: ` }, { text: actual, dim: true }], width - 2).map(
            (line, row): Line => ({
              spans: [row === 0 ? { text: `${sign} `, color } : { text: "  " }, ...line.spans],
            }),
          ),
        ),
    ]),
  ];
}

const titleOf = (step: string, { steps }: LabGuide): string =>
  steps.find(({ id }) => id === step)?.title ?? step;
