import type { LabGuide } from "../../tasks/labs/lab.ts";
import { stepInName } from "../execution/execution-name.ts";
import type { PastExecution } from "../execution/past-executions.ts";
import { redrivenInWords } from "../execution/redriving.ts";
import { VERB_WORDS } from "../screens/machine/about.ts";
import { STATUS_MARKS } from "../screens/machine/list-lines.ts";
import { standing } from "../status/words.ts";
import { elapsed, inMinutes } from "../text/duration.ts";
import { factLines } from "../text/facts.ts";
import { EMPTY_LINE, type Line, wrap } from "../text/text.ts";
import { when } from "../text/when.ts";
import { GROUP_MARKS } from "../theme.ts";
import { type FleetAccount, since } from "./fleet-account.ts";
import { doing, GROUP_WORDS } from "./words.ts";

/** All that is known of an account: how it is, where its lab stands, and what ran there, the newest first. */
export function detailLines(one: FleetAccount, guide: LabGuide, now: Date, width: number): Line[] {
  const { account, group, status, executions = [] } = one;
  const mark = GROUP_MARKS[group];
  const from = since(one);
  const ago = from && `${when(new Date(from), now)}, ${agoOf(new Date(from), now)}`;
  const index = guide.steps.findIndex(({ id }) => id === status?.step);
  const step = guide.steps[index];
  return [
    { spans: [{ text: account.alias ?? account.id, bold: true }] },
    ...wrap(
      [{ text: `${mark.sign} ${GROUP_WORDS[group]}: `, color: mark.color }, { text: doing(one) }],
      width,
    ),
    EMPTY_LINE,
    ...factLines(
      [
        ["account", account.id],
        ...(account.alias ? [["alias", account.alias] as const] : []),
        ...(status ? [["lab", `${status.lab}, ${standing(status)}`] as const] : []),
        ...(step
          ? [["step", `${index + 1} of ${guide.steps.length}: ${step.title} (${step.id})`] as const]
          : []),
        ...(ago ? [["since", ago] as const] : []),
      ],
      width,
    ),
    ...(status ? [EMPTY_LINE, ...executionLines(executions, now, width)] : []),
  ];
}

const agoOf = (from: Date, now: Date): string => {
  const words = inMinutes(now.getTime() - from.getTime());
  return words === "just now" ? words : `${words} ago`;
};

function executionLines(executions: readonly PastExecution[], now: Date, width: number): Line[] {
  if (executions.length === 0) return wrap([{ text: "Nothing has run there.", dim: true }], width);
  return [
    { spans: [{ text: "Executions, newest first", bold: true }] },
    ...executions.flatMap((execution) => {
      const { verb, status, startedAt, redrivenAt, endedAt, redrives, executionArn } = execution;
      const mark = STATUS_MARKS[status];
      const about = [VERB_WORDS[verb], stepInName(executionArn.split(":").at(-1)!)].filter(Boolean).join(" ");
      const lasted = endedAt ? `, ${elapsed(redrivenAt ?? startedAt, endedAt)}` : "";
      const again = redrives > 0 ? `, ${redrivenInWords(redrives)}` : "";
      return wrap(
        [
          { text: about },
          { text: ` ${status.toLowerCase().replaceAll("_", " ")}`, color: mark.color },
          { text: `, ${when(startedAt, now)}${lasted}${again}`, dim: true },
        ],
        width - 2,
      ).map(
        (line, row): Line => ({
          spans: [row === 0 ? { text: `${mark.sign} `, color: mark.color } : { text: "  " }, ...line.spans],
        }),
      );
    }),
  ];
}
