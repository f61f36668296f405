import { Box, Text } from "ink";
import { concerns } from "../concerns.ts";
import type { Station, TerminalState } from "../state.ts";
import { wrap } from "../text.ts";
import { BUSY_MARK, STEP_MARKS } from "../theme.ts";

interface PathProps {
  stations: Station[];
  state: TerminalState;
  width: number;
  height: number;
}

/** The path of the lab: build, the steps by section, clean up. Longer than the screen, it moves with the selection. */
export function Path({ stations, state, width, height }: PathProps) {
  const rows = stations.flatMap((station, index) => rowsOf(stations, station, index, state, width - 1));
  const selected = rows.findLastIndex((row) => row.selected);
  const top = Math.max(0, selected - height + 1);
  return (
    <Box
      flexDirection="column"
      width={width}
      height={height}
      flexShrink={0}
      paddingRight={1}
      overflow="hidden"
    >
      {rows.slice(top, top + height).map((row) => (
        <Text key={row.key} wrap="truncate" dimColor={row.section} bold={row.selected} inverse={row.selected}>
          {row.mark ? (
            <>
              {row.selected ? "›" : " "} <Text color={row.mark.color}>{row.mark.sign}</Text> {row.text}
            </>
          ) : (
            row.text
          )}
        </Text>
      ))}
    </Box>
  );
}

interface Row {
  key: string;
  text: string;
  mark?: { sign: string; color?: string };
  section?: boolean;
  selected?: boolean;
}

/** Before a title come the pointer, the mark and a space after each. */
const INDENT = 4;

function rowsOf(
  stations: Station[],
  station: Station,
  index: number,
  state: TerminalState,
  width: number,
): Row[] {
  const section = sectionAt(stations, index);
  const begins = section !== undefined && section !== sectionAt(stations, index - 1);
  const selected = index === state.selected;
  const optional = station.kind === "step" && station.step.optional ? " (optional)" : "";
  return [
    ...(begins
      ? lines(section, width).map((text, row) => ({ key: `${section} ${row}`, text, section: true }))
      : []),
    ...lines(titleOf(station) + optional, width - INDENT).map((text, row) => ({
      key: `${index} ${row}`,
      selected,
      ...(row === 0 ? { mark: markOf(station, state), text } : { text: " ".repeat(INDENT) + text }),
    })),
  ];
}

const lines = (text: string, width: number): string[] =>
  wrap([{ text }], width).map((line) => line.spans.map((span) => span.text).join(""));

function sectionAt(stations: Station[], index: number): string | undefined {
  const station = stations[index];
  return station?.kind === "step" ? station.step.section : undefined;
}

function titleOf(station: Station): string {
  if (station.kind === "step") return station.step.title;
  return station.kind === "build" ? "Build the lab" : "Clean up";
}

function markOf(station: Station, state: TerminalState) {
  if (state.busy && state.machine && concerns(state.machine, station)) return BUSY_MARK;
  if (station.kind === "build") return state.build ? STEP_MARKS.met : STEP_MARKS.unknown;
  if (station.kind === "clean-up") return state.cleaned ? STEP_MARKS.met : STEP_MARKS.unknown;
  return STEP_MARKS[state.results[station.step.id]?.status ?? "unknown"];
}
