import type { Action, Finding, StepResult } from "../../../workflows/contract.ts";
import { EMPTY_LINE, type Line, type Span, wrap } from "../../text/text.ts";
import { FINDING_MARKS } from "../../theme.ts";

const ORDER: Finding["status"][] = ["unmet", "blocked", "waiting", "advice", "met", "elsewhere"];

/**
 * A step's findings: those to act on first come first and whole, the met ones as a line each.
 *
 * @param news the requirements that were found otherwise a moment ago
 */
export function findingLines(result: StepResult, width: number, news: readonly string[] = []): Line[] {
  const sorted = [...result.findings].sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
  return sorted.flatMap((finding) => {
    const { sign, color } = FINDING_MARKS[finding.status];
    const requirement = wrap(
      [
        { text: finding.requirement, bold: finding.status === "unmet" },
        ...(news.includes(finding.requirement)
          ? [{ text: ` (${NOW[finding.status]})`, bold: true, color }]
          : []),
      ],
      width - 2,
    );
    const head = hang(requirement, { text: `${sign} `, color }, "  ");
    if (finding.status === "met" || finding.status === "elsewhere") return head;
    return [
      ...head,
      ...detail("expected", finding.expected, width),
      ...detail("actual", finding.actual, width),
      ...(finding.remedy ? detail("do", finding.remedy, width) : []),
    ];
  });
}

/** How what has just changed is marked. */
const NOW: Record<Finding["status"], string> = {
  met: "now met",
  unmet: "now not met",
  waiting: "now waited for",
  advice: "now with advice",
  blocked: "now not permitted",
  elsewhere: "now provided elsewhere",
};

/** What was done for the participant, call by call. */
export function actionLines(actions: readonly Action[], width: number): Line[] {
  if (actions.length === 0) return [];
  return [
    EMPTY_LINE,
    { spans: [{ text: "Done for you", bold: true }] },
    ...actions.flatMap(({ service, operation, summary }) =>
      hang(
        wrap([{ text: `${service}:${operation} `, code: true }, { text: summary }], width - 2),
        { text: "  " },
        "    ",
      ),
    ),
  ];
}

const LABEL_WIDTH = 11;

function detail(label: string, text: string, width: number): Line[] {
  const heading: Span = { text: `  ${label}`.padEnd(LABEL_WIDTH), dim: true };
  return hang(wrap([{ text }], width - LABEL_WIDTH), heading, " ".repeat(LABEL_WIDTH));
}

const hang = (lines: Line[], first: Span, rest: string): Line[] =>
  lines.map((line, row) => ({ ...line, spans: [row === 0 ? first : { text: rest }, ...line.spans] }));
