import type { LabGuide } from "../../../tasks/labs/lab.ts";
import type { BuildOutput } from "../../../workflows/contract.ts";
import type { LabSession, SessionPlace } from "../../session.ts";
import type { TerminalState } from "../../state/state.ts";
import { commandLines } from "../../text/command-lines.ts";
import { renderMarkdown } from "../../text/markdown.ts";
import { EMPTY_LINE, type Line, wrap } from "../../text/text.ts";
import { COLORS } from "../../theme.ts";

/** Where one is and how the lab stands, then what the lab is about. */
export function buildPage(
  state: TerminalState,
  guide: LabGuide,
  session: LabSession | undefined,
  width: number,
): Line[] {
  const about = renderMarkdown(guide.introduction, width);
  if (!session) return [...about, EMPTY_LINE, ...renderMarkdown("Opening the account …", width)];
  const { place } = session;
  const notices = session.notices.flatMap((text) => [
    ...wrap([{ text, color: COLORS.busy }], width),
    EMPTY_LINE,
  ]);
  if (state.build)
    return [
      ...notices,
      ...standing(state.build, place, guide, width),
      ...suffixLines(state.resources["participant.suffix"], width),
      EMPTY_LINE,
      ...about,
    ];
  const building = state.busy && state.machine?.verb === "build-lab";
  const next = building ? "The lab is being built." : "Press **b** to build the lab.";
  return [...notices, ...renderMarkdown(`${where(place, guide)} ${next}`, width), EMPTY_LINE, ...about];
}

const where = (place: SessionPlace, { costPerHour }: LabGuide): string =>
  place.kind === "local"
    ? "This is the **local account**: an AWS account on this machine. Nothing leaves it, and nothing costs."
    : `This is the **AWS account ${place.accountId}**, and you are \`${place.arn}\`. The lab costs about **$${costPerHour.toFixed(2)} an hour** until it is cleaned up.`;

/** What to do with it comes first; it is what one looks for at the moment at which the lab is built. */
function standing(
  { stack, sites }: BuildOutput,
  place: SessionPlace,
  guide: LabGuide,
  width: number,
): Line[] {
  const answers = sites.map(
    ({ url, status, note }) => `- ${url} answers ${status}${note ? ` (${note})` : ""}`,
  );
  return [
    ...renderMarkdown(where(place, guide), width),
    ...(place.shellCommand ? shellLines(place.shellCommand, width) : []),
    EMPTY_LINE,
    ...renderMarkdown(
      `The stack **${stack.name}** is in state ${stack.status}; its web servers:\n\n${answers.join("\n")}`,
      width,
    ),
    ...(place.kind === "local" && sites[0]
      ? siteLines(`curl -x ${place.endpoint} ${sites[0].url}`, width)
      : []),
  ];
}

/** What was asked for once, for whoever wants to know it later. */
const suffixLines = (suffix: string | undefined, width: number): Line[] =>
  suffix === undefined
    ? []
    : [EMPTY_LINE, ...renderMarkdown(`The names of your buckets end in \`${suffix}\`.`, width)];

/** How to use the AWS CLI, told at the moment at which there is something to use it on. */
const shellLines = (command: string, width: number): Line[] => [
  EMPTY_LINE,
  ...renderMarkdown("**To work with the AWS CLI**, open a second terminal, and type there:", width),
  ...commandLines(command, width),
  ...commandLines("aws ec2 describe-vpcs", width),
];

const siteLines = (command: string, width: number): Line[] => [
  EMPTY_LINE,
  ...renderMarkdown("The web servers answer through the local account:", width),
  ...commandLines(command, width),
];
