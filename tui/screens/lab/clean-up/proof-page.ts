import type { CleanUpOutput } from "../../../../workflows/contract.ts";
import { comparedInWords } from "../../../clean-up/proof-words.ts";
import { totalOf, unlistedInWords } from "../../../clean-up/tally-words.ts";
import { counted } from "../../../text/counted.ts";
import { renderMarkdown } from "../../../text/markdown.ts";
import { EMPTY_LINE, type Line, wrap } from "../../../text/text.ts";
import { FINDING_MARKS } from "../../../theme.ts";
import { headLines, itemLines } from "./item-lines.ts";

/** The proof that an account is as it was: what was compared, what went, what was put back, what stayed. */
export function proofPage(cleaned: CleanUpOutput, width: number): Line[] {
  const { stages, foreign, account } = cleaned;
  const done = stages.flatMap((stage) => stage.done);
  const restored = done.filter(({ action }) => action === "restore");
  const stayed = totalOf(foreign, cleaned.stayed);
  const more = unlistedInWords(foreign, cleaned.stayed);
  const went = done.length - restored.length;
  const { sign, color } = FINDING_MARKS.met;
  const proven = [
    `${counted(went, "thing")} removed, ${restored.length} restored.`,
    comparedInWords(cleaned),
    "Nothing of the lab is left, nothing that was there before is missing, and nothing of it has other settings.",
    ...(stayed > 0 ? [`${counted(stayed, "thing")} of somebody else's stayed, as the plan said.`] : []),
  ];
  return [
    ...renderMarkdown(`## Clean${account ? `: ${account.alias ?? account.id}` : ""}`, width),
    ...proven.flatMap((text) =>
      wrap([{ text }], width - 2).map((line, row) => ({
        spans: [row === 0 ? { text: `${sign} `, color } : { text: "  " }, ...line.spans],
      })),
    ),
    ...stages
      .filter((stage) => stage.done.length > 0)
      .flatMap((stage, index) => [
        EMPTY_LINE,
        ...headLines(`${index + 1}. ${stage.stage}`, width),
        ...stage.done.flatMap((item) =>
          item.action === "restore"
            ? itemLines({ text: "↺" }, item, [{ text: `back to: ${item.to ?? item.why}` }], width)
            : itemLines({ text: sign, color }, item, [], width),
        ),
      ]),
    ...(stayed > 0 ? [EMPTY_LINE, ...headLines("Stayed, because it is not the lab's", width)] : []),
    ...foreign.flatMap((item) => itemLines({ text: "·" }, item, [], width)),
    ...(more ? wrap([{ text: `and more of the same: ${more}` }], width) : []),
  ];
}
