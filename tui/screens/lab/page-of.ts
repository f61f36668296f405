import type { LabGuide } from "../../../tasks/labs/lab.ts";
import type { LabSession } from "../../session.ts";
import { selectedCommand } from "../../state/commands.ts";
import type { Station, TerminalState } from "../../state/state.ts";
import { renderMarkdown } from "../../text/markdown.ts";
import { EMPTY_LINE, type Line } from "../../text/text.ts";
import { buildPage } from "./build-page.ts";
import { cleanUpPage } from "./clean-up/clean-up-page.ts";
import { planPage } from "./clean-up/plan-page.ts";
import { commandsPage } from "./commands-page.ts";
import { consoleLines } from "./console-lines.ts";
import { hintsPage } from "./hints-page.ts";
import { namingPage } from "./naming-page.ts";
import { questionsPage } from "./questions-page.ts";
import { takeOutLines } from "./take-out-lines.ts";

/** The page of a station as lines of at most `width` columns: guide, hints, or the commands with the participant's ids. */
export function pageOf(
  station: Station,
  state: TerminalState,
  guide: LabGuide,
  session: LabSession | undefined,
  width: number,
): Line[] {
  if (state.lost) return lostPage(state.lost, width);
  if (state.naming && session) return namingPage(state.naming, guide, session.place, width);
  const approval = state.machine?.view.approval;
  if (approval) return planPage(approval.plan, state.cleanUp, width);
  if (station.kind === "clean-up")
    return [...cleanUpPage(state, width), ...takeOutLines(state, session?.place, width)];
  if (station.kind === "build") return buildPage(state, guide, session, width);
  if (state.page === "hints") return hintsPage(station.step, state, width);
  if (state.page === "questions") return questionsPage(station.step, state, width);
  if (state.page === "commands" && session)
    return commandsPage(station.step, state.resources, session.place, width, selectedCommand(state));
  const guidePage = renderMarkdown(station.step.guide, width);
  if (!session) return guidePage;
  const instead = "No console here: m has the commands for the AWS CLI.";
  return [
    ...guidePage,
    EMPTY_LINE,
    ...consoleLines(station.step, state.resources, session.place, width, instead),
  ];
}

function lostPage(reason: string, width: number): Line[] {
  return [
    ...renderMarkdown("## The account cannot be reached", width),
    { spans: [] },
    // Not as Markdown: a path or a message of AWS may hold its signs.
    ...reason.split("\n").flatMap((text) => renderMarkdown(escapeMarkdown(text), width)),
    { spans: [] },
    ...renderMarkdown("Press **r** to try again, **p** to choose another account, **q** to leave.", width),
  ];
}

const escapeMarkdown = (text: string): string => text.replace(/[\\`*_{}[\]()#+\-.!|<>~]/g, "\\$&");
