import { Box, Text } from "ink";

const KEYS: [string, string][] = [
  ["↑ ↓, j k", "select a step; g G: the first, the last"],
  ["space, u", "scroll down, up; also PgDn, PgUp"],
  ["Tab", "scroll the other half: the guide, or what is below it"],
  ["b", "build the lab"],
  ["v, Enter", "verify the selected step; V: all of them"],
  ["h", "hints, one more each time"],
  ["a", "answer the step's questions, by number; nothing of it is kept"],
  ["m", "the AWS CLI commands of the step, with your ids"],
  ["s", "have the step done for you (asks first)"],
  ["c", "clean up (shows the plan and asks first)"],
  ["Esc", "back to the guide"],
  ["r", "try again, when the account could not be reached"],
  ["q, Ctrl-C", "leave; the account and a running machine are kept"],
];

/** Every key there is. */
export function Help({ height, shellCommand }: { height: number; shellCommand: string | undefined }) {
  return (
    <Box flexDirection="column" height={height} flexShrink={0} overflow="hidden">
      <Text bold underline>
        Keys
      </Text>
      {KEYS.map(([key, meaning]) => (
        <Text key={key} wrap="truncate">
          <Text bold>{key.padEnd(12)}</Text>
          {meaning}
        </Text>
      ))}
      {shellCommand && (
        <Box marginTop={1} flexDirection="column">
          <Text bold>The AWS CLI, in a second terminal</Text>
          <Text>{shellCommand}</Text>
        </Box>
      )}
    </Box>
  );
}
