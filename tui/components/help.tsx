import { Box, Text } from "ink";

const KEYS: [string, string][] = [
  ["↑ ↓, j k", "select a step"],
  ["g G", "first, last"],
  ["space, u", "scroll the page down, up"],
  ["b", "build the lab"],
  ["v, Enter", "verify the selected step"],
  ["a", "verify all steps"],
  ["h", "one more hint"],
  ["m", "the AWS CLI commands of the step, with your ids"],
  ["s", "have the step solved (asks first)"],
  ["c", "clean up (shows the plan and asks first)"],
  ["q, Ctrl-C", "leave; the account and a running machine are kept"],
  ["?", "this page"],
];

/** Every key there is. */
export function Help({ height }: { height: number }) {
  return (
    <Box flexDirection="column" height={height}>
      <Text bold underline>
        Keys
      </Text>
      {KEYS.map(([key, meaning]) => (
        <Text key={key}>
          <Text bold>{key.padEnd(14)}</Text>
          {meaning}
        </Text>
      ))}
      <Text> </Text>
      <Text dimColor>
        The AWS CLI in a second terminal: eval "$(npx handrail env)", then aws ec2 describe-vpcs …
      </Text>
    </Box>
  );
}
