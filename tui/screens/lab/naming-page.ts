import type { LabGuide } from "../../../tasks/labs/lab.ts";
import type { SessionPlace } from "../../session.ts";
import { suffixProblem } from "../../suffix-problem.ts";
import { renderMarkdown } from "../../text/markdown.ts";
import { EMPTY_LINE, type Line, wrap } from "../../text/text.ts";
import { COLORS } from "../../theme.ts";

/** What the suffix is for, what it makes of the names, what is wrong with it, and what Enter then begins. */
export function namingPage(
  { value, refused }: { value: string; refused?: string },
  guide: LabGuide,
  place: SessionPlace,
  width: number,
): Line[] {
  const problem = refused ?? suffixProblem(value);
  return [
    ...renderMarkdown("## Name your buckets", width),
    ...guide.bucketNames(value).flatMap((name) => wrap([{ text: name, code: true }], width)),
    ...(problem === undefined ? [] : [EMPTY_LINE, ...wrap([{ text: problem, color: COLORS.bad }], width)]),
    EMPTY_LINE,
    ...renderMarkdown(
      [
        "Bucket names are the whole world's: no two accounts have the same. So yours end in something of your own, with lower-case letters, digits and hyphens. It is asked once, and remembered for as long as the lab stands.",
        before(guide, place),
        "Type your own, or take what is there (→ changes its end). **Enter** builds the lab with it, **Esc** does not.",
      ].join("\n\n"),
      width,
    ),
  ];
}

function before({ buildTime, costPerHour }: LabGuide, place: SessionPlace): string {
  const aws = `takes ${buildTime} to build, and costs about **$${costPerHour.toFixed(2)} an hour** until it is cleaned up`;
  return place.kind === "local"
    ? `Here, on the local account, the lab takes seconds to build and costs nothing. On AWS it ${aws}.`
    : `The lab will be built in the **AWS account ${place.accountId}**. It ${aws}.`;
}
