import { Box, Text } from "ink";
import type { KeyHint } from "./binding.ts";
import { fitKeys } from "./fit-keys.ts";

interface KeyLineProps {
  keys: readonly KeyHint[];
  /** What is always there, behind all others. */
  last: readonly KeyHint[];
  width: number;
}

/** Keys and what they mean, as many as fit into a line. */
export function KeyLine({ keys, last, width }: KeyLineProps) {
  const shown = fitKeys(keys, last, width);
  return (
    <Box height={1} flexShrink={0}>
      <Text wrap="truncate">
        {shown.map(([key, meaning], index) => (
          <Text key={key}>
            <Text bold>{key}</Text>
            <Text dimColor>{` ${meaning}${index < shown.length - 1 ? "  " : ""}`}</Text>
          </Text>
        ))}
      </Text>
    </Box>
  );
}
