import { Box, Text, useIsScreenReaderEnabled } from "ink";
import type { Station, TerminalState } from "../../state/state.ts";
import { INDENT, pathRows, type Row, titleOf } from "./path-rows.ts";
import { progress } from "./progress.ts";

interface PathProps {
  stations: readonly Station[];
  state: TerminalState;
  width: number;
  height: number;
}

/** With fewer lines, all are the path's. */
const WITH_PROGRESS = 15;

/** The path of the lab: build, the steps by section, clean up. Longer than the screen, it moves with the selection. */
export function Path({ stations, state, width, height }: PathProps) {
  const aloud = useIsScreenReaderEnabled();
  if (aloud)
    return (
      <Text>{`${state.selected + 1} of ${stations.length}: ${titleOf(stations[state.selected]!)}`}</Text>
    );
  const text = width - 1;
  const counted = height >= WITH_PROGRESS;
  const rows = pathRows(stations, state, text, counted ? height - 1 : height);
  return (
    <Box flexDirection="column" width={width} height={height} flexShrink={0} overflow="hidden">
      <Box flexDirection="column" flexGrow={1} overflow="hidden">
        {rows.map((row) => (
          <PathRow key={row.key} row={row} width={text} />
        ))}
      </Box>
      {counted && (
        <Text dimColor wrap="truncate">
          {progress(stations, state, text)}
        </Text>
      )}
    </Box>
  );
}

/** What is selected stands out over the whole width, whatever the theme. */
function PathRow({ row, width }: { row: Row; width: number }) {
  const { mark, text, section, selected } = row;
  if (section || !text)
    return (
      <Text wrap="truncate" dimColor>
        {text || " "}
      </Text>
    );
  return (
    <Text wrap="truncate" bold={selected} inverse={selected}>
      {mark ? (
        <>
          {selected ? "›" : " "} <Text color={mark.color}>{mark.sign}</Text> {text.padEnd(width - INDENT)}
        </>
      ) : (
        text.padEnd(width)
      )}
    </Text>
  );
}
