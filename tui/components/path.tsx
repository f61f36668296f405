import { Box, Text } from "ink";
import type { Station, TerminalState } from "../state.ts";
import { STEP_MARKS } from "../theme.ts";

/** The path of the lab: build, the steps by section, clean up. */
export function Path({
  stations,
  state,
  width,
}: {
  stations: Station[];
  state: TerminalState;
  width: number;
}) {
  return (
    <Box flexDirection="column" width={width} flexShrink={0} paddingRight={1}>
      {stations.map((station, index) => (
        <Box key={keyOf(station)} flexDirection="column">
          {newSection(stations, index) && (
            <Text dimColor wrap="truncate">
              {newSection(stations, index)}
            </Text>
          )}
          <StationLine station={station} state={state} selected={index === state.selected} />
        </Box>
      ))}
    </Box>
  );
}

const keyOf = (station: Station): string => (station.kind === "step" ? station.step.id : station.kind);

/** The title of a section where one begins. */
function newSection(stations: Station[], index: number): string | undefined {
  const sectionAt = (at: number) => {
    const station = stations[at];
    return station?.kind === "step" ? station.step.section : undefined;
  };
  return sectionAt(index) === sectionAt(index - 1) ? undefined : sectionAt(index);
}

function StationLine({
  station,
  state,
  selected,
}: {
  station: Station;
  state: TerminalState;
  selected: boolean;
}) {
  const mark = markOf(station, state);
  const optional = station.kind === "step" && station.step.optional ? " (optional)" : "";
  return (
    <Text wrap="truncate" bold={selected} inverse={selected}>
      {selected ? "›" : " "} <Text color={mark.color}>{mark.sign}</Text> {titleOf(station)}
      {optional}
    </Text>
  );
}

export function titleOf(station: Station): string {
  if (station.kind === "step") return station.step.title;
  return station.kind === "build" ? "Build the lab" : "Clean up";
}

function markOf(station: Station, state: TerminalState) {
  const { verb, step } = state.machine ?? {};
  const here =
    station.kind === "step"
      ? step === station.step.id
      : station.kind === "build"
        ? verb === "build-lab"
        : verb === "clean-up";
  if (state.busy && here) return { sign: "▸", color: "yellow" };
  if (station.kind === "build") return state.build ? STEP_MARKS.met : STEP_MARKS.unknown;
  if (station.kind === "clean-up") return state.cleaned ? STEP_MARKS.met : STEP_MARKS.unknown;
  return STEP_MARKS[state.results[station.step.id]?.status ?? "unknown"];
}
