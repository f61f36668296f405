import { Box, Text, useApp, useWindowSize } from "ink";
import { useReducer } from "react";
import type { LabGuide } from "../tasks/labs/lab.ts";
import { Header } from "./components/header.tsx";
import { Help } from "./components/help.tsx";
import { Keys, keysFor } from "./components/keys.tsx";
import { Machine } from "./components/machine.tsx";
import { Page } from "./components/page.tsx";
import { Path } from "./components/path.tsx";
import { useKeys } from "./hooks/use-keys.ts";
import { useLab } from "./hooks/use-lab.ts";
import { findingLines, pageOf } from "./pages.ts";
import type { OpenSession } from "./session.ts";
import { initialState, reduce, stationsOf } from "./state.ts";

/**
 * The guided terminal: the path on the left, the page on the right, below it what the machine does or what the last
 * check found, and one line of keys.
 */
export function App({ guide, open }: { guide: LabGuide; open: OpenSession }) {
  const { exit } = useApp();
  const { columns, rows } = useWindowSize();
  const [state, dispatch] = useReducer(reduce, initialState);
  const lab = useLab(open, dispatch);
  const stations = stationsOf(guide);
  const station = stations[state.selected]!;

  const pathWidth = Math.min(38, Math.floor(columns * 0.4));
  const pageWidth = Math.max(20, columns - pathWidth - 1);
  // Header, notice and keys take a line each.
  const bodyHeight = Math.max(6, rows - 3);
  const panelHeight = Math.max(3, Math.floor(bodyHeight * 0.42));
  const pageHeight = bodyHeight - panelHeight - 1;
  const lines = pageOf(station, state, lab.session, pageWidth);
  const scrollLimit = Math.max(0, lines.length - pageHeight + 1);

  useKeys({ state, dispatch, lab, stations, scrollLimit, pageHeight, quit: exit });

  const { machine } = state;
  const showMachine =
    machine && (state.busy || machine.view.status !== "SUCCEEDED" || station.kind !== "step");
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Header session={lab.session} state={state} />
      {state.help ? (
        <Help height={bodyHeight} />
      ) : (
        <Box height={bodyHeight}>
          <Path stations={stations} state={state} width={pathWidth} />
          <Box flexDirection="column" width={pageWidth}>
            <Page lines={lines} scroll={Math.min(state.scroll, scrollLimit)} height={pageHeight} />
            <Text dimColor>{"─".repeat(pageWidth)}</Text>
            {showMachine ? (
              <Machine verb={machine.verb} view={machine.view} height={panelHeight} />
            ) : (
              <Page
                lines={station.kind === "step" ? findingLines(state.results[station.step.id], pageWidth) : []}
                scroll={0}
                height={panelHeight}
              />
            )}
          </Box>
        </Box>
      )}
      <Text wrap="truncate" color={state.notice?.bad ? "red" : undefined} bold={state.question !== undefined}>
        {state.question?.text ?? state.notice?.text ?? " "}
      </Text>
      <Keys keys={keysFor(station, state)} />
    </Box>
  );
}
