import { Box } from "ink";
import { Page, scrollLimit } from "../../components/page.tsx";
import { EMPTY_LINE, type Line } from "../../text/text.ts";
import type { Frame, Screen, View } from "../screen.ts";
import { accountPage, deploymentPage } from "./account-page.ts";
import { startBindings } from "./bindings.ts";
import { choicePage, MEASURE } from "./choice-page.ts";
import { choiceLine, choiceRows } from "./choice-rows.ts";
import { findInChoice } from "./find.ts";

/** Which lab, and where: what there is to know before anything is opened, built or paid for. */
export const startScreen: Screen = { title: "Start", bindings: startBindings, find: findInChoice, view };

/** With fewer lines, none are spent on setting things apart. */
const ROOMY = 18;

function view(frame: Frame): View {
  const { state, guide, launch, height } = frame;
  const width = Math.min(frame.width, MEASURE);
  const { account, deploying, failed } = state.start;
  if (account) {
    const working = deploying || failed !== undefined;
    const lines = working ? deploymentPage(state.start, width) : accountPage(account, guide, width);
    // What is being done is followed: the newest line is the last.
    return page([], lines, deploying ? lines.length : state.scroll.page, frame);
  }
  if (!launch) return page([], [], 0, frame);
  const roomy = height >= ROOMY;
  const rows = choiceRows(launch.labs, state.start, roomy).map((row) => choiceLine(row, width));
  const lines = choicePage(launch, state.start, width);
  return page(rows, roomy ? [EMPTY_LINE, ...lines] : lines, state.scroll.page, frame);
}

function page(rows: Line[], lines: Line[], scroll: number, { height, width }: Frame): View {
  const pageHeight = Math.max(1, height - rows.length);
  const limit = scrollLimit(lines, pageHeight);
  const body = (
    <Box flexDirection="column" width={width} height={height} flexShrink={0} overflow="hidden">
      <Page lines={rows} scroll={0} height={rows.length} />
      <Page lines={lines} scroll={Math.min(scroll, limit)} height={pageHeight} />
    </Box>
  );
  return { body, lines, limits: { page: limit, panel: 0 }, scrollHeight: pageHeight };
}
