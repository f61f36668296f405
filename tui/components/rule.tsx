import { Text } from "ink";

/** A line between two halves that names the lower one; `strong` where that is what the scroll keys move. */
export function Rule({ title, width, strong }: { title: string; width: number; strong: boolean }) {
  const text = `── ${title} `;
  return (
    <Text aria-label={title} dimColor={!strong} bold={strong} wrap="truncate">
      {text + "─".repeat(Math.max(0, width - text.length))}
    </Text>
  );
}
