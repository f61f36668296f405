import { Box } from "ink";
import { Columns } from "../../components/columns.tsx";
import { Page, scrollLimit } from "../../components/page.tsx";
import { Part } from "../../components/part.tsx";
import { Rule } from "../../components/rule.tsx";
import { paneLayout } from "../../shell/layout.ts";
import { Pane, paneIsOpen } from "../../shell/pane.tsx";
import { serversOf } from "../../shell/servers.ts";
import type { Focus } from "../../state/state.ts";
import type { Frame, Screen, View } from "../screen.ts";
import { labBindings } from "./bindings.ts";
import { findInLab } from "./find.ts";
import { besides, columnsOf, heights, MARGIN } from "./layout.ts";
import { pageOf } from "./page-of.ts";
import { panelOf } from "./panel-of.ts";
import { Path } from "./path.tsx";

/** The path on the left, the page beside it, and below that or beside it what the machine does or the last check found. */
export const labScreen: Screen = { title: "The lab", bindings: labBindings, find: findInLab, view };

/** With a shell open, the guide is drawn in what the pane leaves of the screen. */
function view(frame: Frame): View {
  const { state, guide, shell, width, height } = frame;
  if (!paneIsOpen(state.shell)) return guideView(frame, false);
  const layout = paneLayout(width, height);
  // A step is read with a shell at hand, not looked for: few lines are better all the guide's.
  const { body, ...scrolling } = guideView({ ...frame, ...layout.guide }, !layout.beside);
  const servers = serversOf(guide, state.resources);
  return {
    ...scrolling,
    body: (
      <Box flexDirection={layout.beside ? "row" : "column"} height={height} flexShrink={0}>
        <Box width={layout.guide.width} height={layout.guide.height} flexShrink={0}>
          {body}
        </Box>
        <Pane shell={state.shell} emulator={shell.emulator} servers={servers} layout={layout} />
      </Box>
    ),
  };
}

function guideView(frame: Frame, withoutPath: boolean): View {
  const { state, guide, stations, session, now, width, height } = frame;
  const station = stations[state.selected]!;
  // Commands are there to be copied: with the path beside them, a terminal would copy both.
  const commands = state.page === "commands" && !state.machine?.view.approval;
  const columns = columnsOf(width, withoutPath || commands);
  const beside = columns.panel > 0;
  const panelWidth = columns.panel || columns.page;
  const page = pageOf(station, state, guide, session, columns.page);
  const panel = panelOf(station, state, guide, now, panelWidth);
  const lines = { page: page.length, panel: panel.lines.length };
  const { pageHeight, panelHeight } = beside ? besides(height) : heights(height, lines, state.focus);
  const limits = { page: scrollLimit(page, pageHeight), panel: scrollLimit(panel.lines, panelHeight) };
  const panelScroll =
    panel.follows !== undefined && state.focus === "page"
      ? followed(panel.follows, panelHeight, limits.panel)
      : state.scroll.panel;
  // The scroll keys move one half at a time.
  const by = (half: Focus) => (state.focus === half ? "space" : "Tab");
  const pageScroll = Math.min(state.scroll.page, limits.page);
  const thePage = <Page lines={page} scroll={pageScroll} height={pageHeight} by={by("page")} />;
  const thePanel = panel.lines.length > 0 && panelHeight > 0 && (
    <>
      <Rule title={panel.title} width={panelWidth} strong={state.focus === "panel"} />
      <Page
        lines={panel.lines}
        scroll={Math.min(panelScroll, limits.panel)}
        height={panelHeight}
        by={by("panel")}
      />
    </>
  );
  const body = (
    <Columns height={height}>
      {columns.path > 0 && <Path stations={stations} state={state} width={columns.path} height={height} />}
      <Part ruled={columns.path > 0} width={columns.page + (beside ? MARGIN : 0)} height={height}>
        {thePage}
        {!beside && thePanel}
      </Part>
      {beside && (
        <Part ruled width={columns.panel} height={height}>
          {thePanel}
        </Part>
      )}
    </Columns>
  );
  return { body, lines: page, limits, scrollHeight: state.focus === "page" ? pageHeight : panelHeight };
}

/** How far to scroll so that a line is in the middle: what was before it, and what comes next, is then seen as well. */
function followed(line: number | "end", height: number, limit: number): number {
  return line === "end" ? limit : Math.max(0, Math.min(line - Math.floor(height / 2), limit));
}
