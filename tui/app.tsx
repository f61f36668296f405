import { Box, useApp, useIsScreenReaderEnabled, useWindowSize } from "ink";
import { useMemo } from "react";
import type { LabGuide } from "../tasks/labs/lab.ts";
import { Header } from "./components/header.tsx";
import { Highlight } from "./components/highlight.ts";
import { NoticeLine } from "./components/notice-line.tsx";
import { isTooSmall, TooSmall } from "./components/too-small.tsx";
import { useClipboard } from "./hooks/use-clipboard.ts";
import { useLab } from "./hooks/use-lab.ts";
import { useNow } from "./hooks/use-now.ts";
import { useStore } from "./hooks/use-store.ts";
import { useSuspend } from "./hooks/use-suspend.ts";
import { useWatch } from "./hooks/use-watch.ts";
import { BottomLine } from "./keys/bottom-line.tsx";
import { useKeys } from "./keys/use-keys.ts";
import { findOn } from "./screens/find.ts";
import { isWatching } from "./screens/machine/state.ts";
import { useExecutions } from "./screens/machine/use-executions.ts";
import { useNetwork } from "./screens/network/use-network.ts";
import { SCREENS } from "./screens/screens.ts";
import { initialStart } from "./screens/start/state.ts";
import { type Beginning, useStart } from "./screens/start/use-start.ts";
import { viewOf } from "./screens/view-of.ts";
import type { OpenSession, SessionPlace } from "./session.ts";
import { paneLayout } from "./shell/layout.ts";
import { useShell } from "./shell/use-shell.ts";
import { highlighted } from "./state/search.ts";
import { stationsOf, type TerminalState } from "./state/state.ts";

interface AppProps {
  guide: LabGuide;
  kind: SessionPlace["kind"];
  /** Absent: nothing is chosen yet, and the start screen is shown. */
  open: OpenSession | undefined;
  /** What there is to choose from. Absent: this lab in this account, and nothing else. */
  beginning?: Beginning;
  heard?: () => void;
}

/** Header, notice and keys take a line each. */
const FRAME_LINES = 3;

/** Read aloud, a page is as long as it is: nobody scrolls. */
const ENDLESS = 10_000;

/** The guided terminal: where one is, a screen, a line of news, and one line of keys. */
export function App({ guide, kind, open, beginning, heard }: AppProps) {
  const { exit } = useApp();
  const aloud = useIsScreenReaderEnabled();
  const { columns, rows: seen } = useWindowSize();
  const rows = aloud ? ENDLESS : seen;
  const store = useStore(() => begin(open, kind, guide, beginning));
  const { state, dispatch, now: stateNow } = store;
  const lab = useLab(guide, open, dispatch);
  const start = useStart(beginning, lab, stateNow, dispatch);
  useExecutions(lab.session, state, dispatch);
  // A plan waits for its answer as long as it takes: nothing runs meanwhile.
  const runs = state.busy && state.machine?.view.approval === undefined;
  const now = useNow(runs || isWatching(state));
  const stations = useMemo(() => stationsOf(guide), [guide]);
  const { session } = lab;
  const suspend = useSuspend();
  useWatch(session, stations, store);
  const network = useNetwork(session, store);
  const screen = SCREENS[state.screen];
  const height = Math.max(4, rows - FRAME_LINES);
  const { size } = paneLayout(columns, height);
  const shell = useShell(session, store, size);
  const launch = beginning?.launch;
  const frame = { state, guide, stations, session, launch, shell, now, width: columns, height };
  const view = viewOf(screen, frame);
  const copy = useClipboard();
  const context = {
    dispatch,
    guide,
    kind,
    lab,
    network,
    start,
    shell,
    stations,
    viewAt: (at: TerminalState) =>
      at === state ? view : viewOf(SCREENS[at.screen], { ...frame, state: at }),
    copy,
    find: (at: TerminalState, query: string) => findOn(SCREENS[at.screen], { ...frame, state: at }, query),
    quit: exit,
    suspend,
  };
  const hidden = !aloud && isTooSmall(columns, rows);
  useKeys({ ...context, hidden, now: stateNow, heard });
  if (hidden) return <TooSmall columns={columns} rows={rows} />;

  const situation = { state, guide, kind, start, stations, open: session !== undefined };
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Header
        guide={guide}
        kind={open && kind}
        place={session?.place ?? state.start.account?.place}
        state={state}
        width={columns}
      />
      <Highlight.Provider value={highlighted(state)}>{view.body}</Highlight.Provider>
      <NoticeLine state={state} place={session?.place} />
      <BottomLine screen={screen} situation={situation} width={columns} />
    </Box>
  );
}

/** The first frame is where one chooses, or, where that is done, the lab that is being opened. */
function begin(
  open: OpenSession | undefined,
  kind: SessionPlace["kind"],
  guide: LabGuide,
  beginning: Beginning | undefined,
): Partial<TerminalState> {
  const lab = Math.max(0, beginning?.launch.labs.indexOf(guide) ?? 0);
  return { screen: open ? "lab" : "start", start: { ...initialStart, kind, lab } };
}
