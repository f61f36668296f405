import { paneLayout } from "../../shell/layout.ts";
import { paneIsOpen } from "../../shell/pane.tsx";
import type { Found } from "../../state/search.ts";
import type { Page, Station, TerminalState } from "../../state/state.ts";
import { isIn } from "../../text/search.ts";
import { foundIn } from "../find.ts";
import type { Frame } from "../screen.ts";
import { columnsOf } from "./layout.ts";
import { pageOf } from "./page-of.ts";
import { panelOf } from "./panel-of.ts";
import { titleOf } from "./path-rows.ts";

/** Where the lab has a text: station by station its title, guide, hints that were shown, commands, questions, findings. */
export function findInLab(frame: Frame, query: string): Found[] {
  return frame.stations.flatMap((station, selected) => {
    const pages = looksAt(station, frame.state).flatMap((look) =>
      findOnPage(frame, station, selected, look, query),
    );
    const titled = isIn(titleOf(station), query) && pages[0]?.line !== 0;
    return titled ? [{ selected, page: "guide", half: "page", line: 0 }, ...pages] : pages;
  });
}

interface Look {
  page: Page;
  asked?: number;
}

/** The pages of a station that may be searched: what was not asked for yet, such as a hint, is not given away. */
function looksAt(station: Station, { hints }: TerminalState): Look[] {
  if (station.kind !== "step") return [{ page: "guide" }];
  const { questions = [], id } = station.step;
  return [
    { page: "guide" },
    ...((hints[id] ?? 0) > 0 ? [{ page: "hints" as const }] : []),
    { page: "commands" },
    ...questions.map((_, asked) => ({ page: "questions" as const, asked })),
  ];
}

function findOnPage(frame: Frame, station: Station, selected: number, look: Look, query: string): Found[] {
  const { guide, session, now, width, height } = frame;
  const state = { ...frame.state, ...look, selected };
  const pane = paneIsOpen(state.shell) ? paneLayout(width, height) : undefined;
  const whole = look.page === "commands" || pane?.beside === false;
  const columns = columnsOf(pane?.guide.width ?? width, whole);
  const where = { selected, ...look };
  const panel =
    look.page === "guide" ? panelOf(station, state, guide, now, columns.panel || columns.page).lines : [];
  return [
    ...foundIn(pageOf(station, state, guide, session, columns.page), query, "page", where),
    ...foundIn(panel, query, "panel", where),
  ];
}
