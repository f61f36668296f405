import { Box, useIsScreenReaderEnabled } from "ink";
import type { ReactNode } from "react";

/** Parts of the screen side by side; read aloud, one after the other. */
export function Columns({ height, children }: { height: number; children: ReactNode }) {
  const aloud = useIsScreenReaderEnabled();
  return (
    <Box flexDirection={aloud ? "column" : "row"} height={height} flexShrink={0}>
      {children}
    </Box>
  );
}
