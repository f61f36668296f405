import { Box } from "ink";
import type { ReactNode } from "react";

interface PartProps {
  /** Without the line, and the space after it. */
  width: number;
  height: number;
  /** Whether a thin line parts it from what is on its left. */
  ruled: boolean;
  children: ReactNode;
}

const LINE = {
  borderStyle: "single",
  borderTop: false,
  borderRight: false,
  borderBottom: false,
  borderDimColor: true,
  paddingLeft: 1,
} as const;

/** A part of the screen, as a column of it. */
export function Part({ width, height, ruled, children }: PartProps) {
  return (
    <Box
      flexDirection="column"
      flexShrink={0}
      width={ruled ? width + 2 : width}
      height={height}
      {...(ruled ? LINE : {})}
    >
      {children}
    </Box>
  );
}
