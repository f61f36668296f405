import { Box, Text, useApp, useWindowSize } from "ink";
import type { LabGuide } from "../tasks/labs/lab.ts";
import { Approval } from "./components/approval.tsx";
import { Header } from "./components/header.tsx";
import { Help } from "./components/help.tsx";
import { Keys, keysFor } from "./components/keys.tsx";
import { Naming } from "./components/naming.tsx";
import { Page, scrollLimit } from "./components/page.tsx";
import { Path } from "./components/path.tsx";
import { useKeys } from "./hooks/use-keys.ts";
import { useLab } from "./hooks/use-lab.ts";
import { useNow } from "./hooks/use-now.ts";
import { useStore } from "./hooks/use-store.ts";
import { heights, widths } from "./layout.ts";
import { pageOf } from "./pages/page-of.ts";
import { panelOf } from "./pages/panel-of.ts";
import type { OpenSession, SessionPlace } from "./session.ts";
import { stationsOf } from "./state.ts";
import { COLORS } from "./theme.ts";

interface AppProps {
  guide: LabGuide;
  kind: SessionPlace["kind"];
  open: OpenSession;
}

/**
 * The guided terminal: the path on the left, the page on the right, below it what the machine does or what the last
 * check found, and one line of keys.
 */
export function App({ guide, kind, open }: AppProps) {
  const { exit } = useApp();
  const { columns, rows } = useWindowSize();
  const { state, dispatch, now: stateNow } = useStore();
  const lab = useLab(guide, open, dispatch);
  const now = useNow(state.busy);
  const stations = stationsOf(guide);
  const station = stations[state.selected]!;
  const approval = state.machine?.view.approval;

  // Commands are there to be copied: with the path beside them, a terminal would copy both.
  const { pathWidth, pageWidth } = widths(columns, state.page === "commands" && !approval);
  const page = pageOf(station, state, guide, lab.session, pageWidth);
  const panel = panelOf(station, state, guide, now, pageWidth);
  const size = heights(rows, { page: page.length, panel: panel.lines.length }, state.focus);
  const limits = {
    page: scrollLimit(page, size.pageHeight),
    panel: scrollLimit(panel.lines, size.panelHeight),
  };
  // A running machine is followed: its newest states are the last.
  const panelScroll = panel.follows && state.focus === "page" ? limits.panel : state.scroll.panel;

  useKeys({
    now: stateNow,
    dispatch,
    lab,
    stations,
    limits,
    height: size[`${state.focus}Height`],
    quit: exit,
  });

  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Header guide={guide} kind={kind} place={lab.session?.place} state={state} />
      {state.help ? (
        <Help height={size.bodyHeight} shellCommand={lab.session?.place.shellCommand} />
      ) : (
        <Box height={size.bodyHeight} flexShrink={0}>
          {pathWidth > 0 && (
            <Path stations={stations} state={state} width={pathWidth} height={size.bodyHeight} />
          )}
          <Box flexDirection="column" width={pageWidth} flexShrink={0}>
            <Page lines={page} scroll={Math.min(state.scroll.page, limits.page)} height={size.pageHeight} />
            {size.panelHeight > 0 && (
              <>
                <Rule title={panel.title} width={pageWidth} focused={state.focus === "panel"} />
                <Page
                  lines={panel.lines}
                  scroll={Math.min(panelScroll, limits.panel)}
                  height={size.panelHeight}
                />
              </>
            )}
          </Box>
        </Box>
      )}
      <Box height={1} flexShrink={0}>
        {state.naming ? (
          <Naming value={state.naming.value} />
        ) : approval && lab.session ? (
          <Approval place={lab.session.place} typed={state.typed} />
        ) : (
          <Text
            wrap="truncate"
            color={state.notice?.bad ? COLORS.bad : undefined}
            bold={state.question !== undefined}
          >
            {state.question?.text ?? state.notice?.text ?? " "}
          </Text>
        )}
      </Box>
      <Keys keys={keysFor(station, state, kind)} width={columns} typing={state.naming !== undefined} />
    </Box>
  );
}

/** The line between page and panel; it names the panel, and is bold where the panel is what scrolls. */
function Rule({ title, width, focused }: { title: string; width: number; focused: boolean }) {
  const text = `── ${title} `;
  return (
    <Text dimColor={!focused} bold={focused} wrap="truncate">
      {text + "─".repeat(Math.max(0, width - text.length))}
    </Text>
  );
}
