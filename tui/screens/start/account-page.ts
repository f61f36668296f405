import type { LabGuide } from "../../../tasks/labs/lab.ts";
import type { Undeployed } from "../../session.ts";
import { factLines } from "../../text/facts.ts";
import { renderMarkdown } from "../../text/markdown.ts";
import { EMPTY_LINE, type Line, wrap } from "../../text/text.ts";
import { BUSY_MARK, COLORS } from "../../theme.ts";
import type { StartState } from "./state.ts";

/** Who one is in an account that lacks the state machines, what is there, and what deploying them creates. */
export function accountPage(account: Undeployed, guide: LabGuide, width: number): Line[] {
  const { place, creates } = account;
  return [
    ...renderMarkdown(`## ${HEADINGS[account.found]}`, width),
    ...factLines(
      [
        ["you are", place.arn],
        ["account", place.accountId],
        ["Region", place.region],
        ...(place.profile ? [["profile", place.profile] as const] : []),
      ],
      width,
    ),
    EMPTY_LINE,
    ...renderMarkdown(whatNow(account), width),
    EMPTY_LINE,
    ...factLines(
      [
        ["costs", "next to nothing: all of it is billed by use, and its logs are kept for a week"],
        ["the lab", `is not built by this; it will cost about $${guide.costPerHour.toFixed(2)} an hour`],
        ["goes", "with: handrail undeploy --aws, which leaves nothing behind"],
      ],
      width,
    ),
    EMPTY_LINE,
    ...wrap([{ text: `What it puts into the account, in ${place.region}`, bold: true }], width),
    ...creates.flatMap(({ kind, things }) => [
      EMPTY_LINE,
      ...wrap([{ text: `${things.length} ${kind}` }], width),
      ...things.flatMap(({ name, about }) =>
        wrap(
          [{ text: name, code: true }, ...(about ? [{ text: ` ${about}`, dim: true }] : [])],
          width - 2,
        ).map((line, row): Line => ({ spans: [{ text: row === 0 ? "· " : "  " }, ...line.spans] })),
      ),
    ]),
  ];
}

const HEADINGS: Record<Undeployed["found"], string> = {
  nothing: "Handrail is not in this AWS account yet",
  "other-build": "The Handrail in this AWS account is of another build",
  unfinished: "Handrail is not complete in this AWS account",
};

function whatNow({ found, stackStatus, session }: Undeployed): string {
  switch (found) {
    case "nothing":
      return "State machines in the account build the lab, check it and take it away again. **D** puts them there, after asking; nothing has been created yet. **Esc** goes back.";
    case "other-build":
      return `Its state machines and this program do not come from the same build, and may not understand each other. **D** brings them up to date, after asking; a lab that is built stays.${session ? " **Enter** goes on as it is." : ""} **Esc** goes back.`;
    case "unfinished":
      return `The stack is in state ${stackStatus}. **D** waits for it where it is being worked on, and puts it right. **Esc** goes back.`;
  }
}

const AT_WORK = "AWS is at work: this takes some minutes.";

/** How the deployment goes, line by line, and why it failed where it did. */
export function deploymentPage({ told, deploying, failed }: StartState, width: number): Line[] {
  return [
    ...renderMarkdown(
      failed === undefined ? "## Deploying Handrail" : "## Handrail could not be deployed",
      width,
    ),
    ...told.flatMap((line) => wrap([{ text: line }], width)),
    ...(deploying
      ? [
          {
            spans: [
              { text: `${BUSY_MARK.sign} `, color: BUSY_MARK.color },
              { text: AT_WORK, dim: true },
            ],
          },
        ]
      : []),
    ...(failed === undefined
      ? []
      : [
          EMPTY_LINE,
          ...failed.split("\n").flatMap((text) => wrap([{ text, color: COLORS.bad }], width)),
          EMPTY_LINE,
          ...renderMarkdown("**D** tries again, **Esc** goes back.", width),
        ]),
  ];
}
