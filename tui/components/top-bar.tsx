import { Box, Spacer, Text } from "ink";
import type { ReactNode } from "react";
import type { SessionPlace } from "../session.ts";
import { PLACES } from "../theme.ts";

interface TopBarProps {
  title: string;
  kind: SessionPlace["kind"];
  /** What stands after the mark of local or AWS: which account. */
  children: ReactNode;
}

/** The first line of the whole screen: what it is about, and where it works. */
export function TopBar({ title, kind, children }: TopBarProps) {
  const { label, color } = PLACES[kind];
  return (
    <Box height={1} flexShrink={0}>
      <Text bold wrap="truncate">
        {title}
      </Text>
      <Spacer />
      <Box flexShrink={0}>
        <Text bold inverse color={color}>
          {` ${label} `}
        </Text>
        {children}
      </Box>
    </Box>
  );
}
