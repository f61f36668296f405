import { Box, Text } from "ink";
import type { Station, TerminalState } from "../../state/state.ts";
import { pathRows } from "./path-rows.ts";

interface PathProps {
  stations: readonly Station[];
  state: TerminalState;
  width: number;
  height: number;
}

/** The path of the lab: build, the steps by section, clean up. Longer than the screen, it moves with the selection. */
export function Path({ stations, state, width, height }: PathProps) {
  return (
    <Box
      flexDirection="column"
      width={width}
      height={height}
      flexShrink={0}
      paddingRight={1}
      overflow="hidden"
    >
      {pathRows(stations, state, width - 1, height).map((row) => (
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
