import { Box, Text } from "ink";
import type { Station, TerminalState } from "../state.ts";

/** The keys that mean something here and now. */
export function keysFor(station: Station, state: TerminalState): [string, string][] {
  if (state.machine?.view.approval)
    return [
      ["y", "approve the plan"],
      ["n", "leave all as it is"],
    ];
  if (state.question)
    return [
      ["y", "yes"],
      ["any other key", "no"],
    ];
  const always: [string, string][] = [
    ["↑↓", "select"],
    ["space", "scroll"],
    ["?", "help"],
    ["q", "quit"],
  ];
  if (state.busy) return always;
  if (station.kind === "build") return [["b", "build"], ...always];
  if (station.kind === "clean-up") return [["c", "clean up"], ...always];
  return [
    ["v", "verify"],
    ["s", "solve it for me"],
    ["h", "hint"],
    ["m", "commands"],
    ["a", "verify all"],
    ...always,
  ];
}

/** The bottom line. */
export function Keys({ keys }: { keys: [string, string][] }) {
  return (
    <Box>
      <Text wrap="truncate">
        {keys.map(([key, meaning]) => (
          <Text key={key}>
            <Text bold>{key}</Text>
            <Text dimColor>{` ${meaning}   `}</Text>
          </Text>
        ))}
      </Text>
    </Box>
  );
}
