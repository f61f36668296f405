import { Text } from "ink";

/** A line in which is typed, with its end in sight. */
export function Typing({ prompt, value }: { prompt: string; value: string }) {
  return (
    <Text bold wrap="truncate-start">
      {`${prompt} ${value}`}
      <Text inverse> </Text>
    </Text>
  );
}
