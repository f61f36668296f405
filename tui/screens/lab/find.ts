import { paneLayout } from "../../shell/layout.ts";
import { paneIsOpen } from "../../shell/pane.tsx";
import type { Finds, Found, Order } from "../../state/search.ts";
import type { Focus, Page, Station, TerminalState } from "../../state/state.ts";
import { isIn } from "../../text/search.ts";
import { atLine, foundIn } from "../find.ts";
import type { Frame } from "../screen.ts";
import { columnsOf } from "./layout.ts";
import { pageOf } from "./page-of.ts";
import { panelOf } from "./panel-of.ts";
import { titleOf } from "./path-rows.ts";

const PAGES: readonly Page[] = ["guide", "hints", "commands", "questions"];

/** Where the lab has a text: station by station its title, guide, hints that were shown, commands, questions, findings. */
export function findInLab(frame: Frame, query: string): Finds {
  const { selected, page, asked, focus, scroll } = frame.state;
  const found = frame.stations.flatMap((station, at): Found[] => {
    const pages = looksAt(station, frame.state).flatMap((look) =>
      findOnPage(frame, station, at, look, query),
    );
    const first = orderOf(at, { page: "guide" }, "page", 0);
    const titled = isIn(titleOf(station), query) && pages[0]?.order.join() !== first.join();
    return titled
      ? [{ to: { selected: at, page: "guide", ...atLine("page", 0) }, order: first }, ...pages]
      : pages;
  });
  return { found, here: orderOf(selected, { page, asked }, focus, scroll[focus] - 1) };
}

interface Look {
  page: Page;
  asked?: number;
}

const orderOf = (station: number, { page, asked = 0 }: Look, half: Focus, line: number): Order => [
  station,
  PAGES.indexOf(page),
  page === "questions" ? asked : 0,
  half === "page" ? 0 : 1,
  line,
];
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
  const where = { selected, asked: 0, ...look };
  const order = (half: Focus) => orderOf(selected, look, half, 0).slice(0, -1);
  const panel =
    look.page === "guide" ? panelOf(station, state, guide, now, columns.panel || columns.page).lines : [];
  return [
    ...foundIn(pageOf(station, state, guide, session, columns.page), query, "page", where, order("page")),
    ...foundIn(panel, query, "panel", where, order("panel")),
  ];
}
