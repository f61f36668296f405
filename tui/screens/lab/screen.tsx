import { Box } from "ink";
import { Page, scrollLimit } from "../../components/page.tsx";
import { Rule } from "../../components/rule.tsx";
import type { Frame, Screen, View } from "../screen.ts";
import { labBindings } from "./bindings.ts";
import { heights, widths } from "./layout.ts";
import { pageOf } from "./page-of.ts";
import { panelOf } from "./panel-of.ts";
import { Path } from "./path.tsx";

/** The path on the left, the page on the right, and below it what the machine does or what the last check found. */
export const labScreen: Screen = { title: "The lab", bindings: labBindings, view };

function view({ state, guide, stations, session, now, width, height }: Frame): View {
  const station = stations[state.selected]!;
  // Commands are there to be copied: with the path beside them, a terminal would copy both.
  const { pathWidth, pageWidth } = widths(width, state.page === "commands" && !state.machine?.view.approval);
  const page = pageOf(station, state, guide, session, pageWidth);
  const panel = panelOf(station, state, guide, now, pageWidth);
  const { pageHeight, panelHeight } = heights(
    height,
    { page: page.length, panel: panel.lines.length },
    state.focus,
  );
  const limits = {
    page: scrollLimit(page, pageHeight),
    panel: scrollLimit(panel.lines, panelHeight),
  };
  // A running machine is followed: its newest states are the last.
  const panelScroll = panel.follows && state.focus === "page" ? limits.panel : state.scroll.panel;
  const body = (
    <Box height={height} flexShrink={0}>
      {pathWidth > 0 && <Path stations={stations} state={state} width={pathWidth} height={height} />}
      <Box flexDirection="column" width={pageWidth} flexShrink={0}>
        <Page lines={page} scroll={Math.min(state.scroll.page, limits.page)} height={pageHeight} />
        {panelHeight > 0 && (
          <>
            <Rule title={panel.title} width={pageWidth} strong={state.focus === "panel"} />
            <Page lines={panel.lines} scroll={Math.min(panelScroll, limits.panel)} height={panelHeight} />
          </>
        )}
      </Box>
    </Box>
  );
  return { body, lines: page, limits, scrollHeight: state.focus === "page" ? pageHeight : panelHeight };
}
