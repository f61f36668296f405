import { counted } from "../text/counted.ts";
import { EMPTY_LINE, type Line, type Span, textOf } from "../text/text.ts";
import { when } from "../text/when.ts";
import { BUSY_MARK, GROUP_MARKS } from "../theme.ts";
import { GROUPS, totalsOf } from "./fleet-account.ts";
import { roundSeconds } from "./rounds.ts";
import type { ResetUnderWay } from "./source.ts";
import type { FleetState } from "./state.ts";
import { GROUP_WORDS } from "./words.ts";

/** How many accounts are how, and each reset of them that runs. */
export function summaryLines({ found, total, resets }: FleetState, now: Date, width: number): Line[] {
  const totals = totalsOf([...found.values()]);
  const lines: Line[] = [{ spans: [{ text: counted(total, "account"), bold: true }] }];
  for (const group of GROUPS) {
    if (!totals[group]) continue;
    const { sign, color } = GROUP_MARKS[group];
    const spans: Span[] = [{ text: sign, color }, { text: ` ${totals[group]} ${GROUP_WORDS[group]}` }];
    const last = lines.at(-1)!;
    // A sign and its count stay on one line.
    if (textOf(last).length + textOf({ spans }).length + 2 > width) lines.push({ spans });
    else last.spans.push({ text: "  " }, ...spans);
  }
  return [...lines, ...resets.map((reset) => resetLine(reset, now)), EMPTY_LINE];
}

function resetLine({ startedAt, accounts }: ResetUnderWay, now: Date): Line {
  const { total = 0, done = 0, failed = 0, running = 0 } = accounts ?? {};
  const far = accounts
    ? `${done} of ${total} accounts done, ${failed} failed, ${running} under way`
    : "its accounts are being listed";
  return {
    spans: [
      { text: `${BUSY_MARK.sign} `, color: BUSY_MARK.color },
      { text: `A reset runs since ${when(startedAt, now)}: ${far}.` },
    ],
  };
}

/** How new what is shown is. */
export const freshness = ({ left, total }: Pick<FleetState, "left" | "total">): string =>
  left > 0
    ? `Looking: ${total - left} of ${counted(total, "account")} …`
    : `All are looked at within ${inWords(roundSeconds(total))}, what is shown or at work sooner. r: all now.`;

const inWords = (seconds: number): string =>
  seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
