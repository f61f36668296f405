import { Box, Text } from "ink";
import { useContext, useMemo } from "react";
import { hyperlink } from "../text/hyperlink.ts";
import { highlight } from "../text/search.ts";
import type { Line } from "../text/text.ts";
import { COLORS } from "../theme.ts";
import { Highlight } from "./highlight.ts";

interface PageProps {
  lines: Line[];
  scroll: number;
  height: number;
  /** The key that leads to the rest. */
  by?: string;
}

/** As many lines as fit, from where the page is scrolled to; the rest is told by a line at the end. */
export function Page({ lines, scroll, height, by = "space" }: PageProps) {
  const query = useContext(Highlight);
  const marked = useMemo(() => (query === "" ? lines : highlight(lines, query)), [lines, query]);
  const more = lines.length - scroll > height;
  const shown = marked.slice(scroll, scroll + (more ? height - 1 : height));
  return (
    <Box flexDirection="column" height={height} flexShrink={0} overflow="hidden">
      {shown.map((line, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place on the screen.
        <PageLine key={scroll + row} line={line} />
      ))}
      {more && (
        <Text dimColor wrap="truncate">
          ↓ {lines.length - scroll - shown.length} more lines ({by})
        </Text>
      )}
    </Box>
  );
}

/** The furthest that a page can be scrolled: its last line is then the last on the screen. */
export const scrollLimit = (lines: Line[], height: number): number => Math.max(0, lines.length - height);

function PageLine({ line }: { line: Line }) {
  if (line.spans.length === 0) return <Text> </Text>;
  return (
    <Text wrap="truncate" bold={line.heading} underline={line.heading}>
      {line.spans.map((span, index) => (
        <Text
          // biome-ignore lint/suspicious/noArrayIndexKey: spans have no identity but their order.
          key={index}
          bold={span.bold}
          italic={span.italic}
          dimColor={span.dim}
          inverse={span.inverse}
          underline={span.underline}
          color={span.color ?? (span.code ? COLORS.code : undefined)}
        >
          {span.href ? hyperlink(span.text, span.href) : span.text}
        </Text>
      ))}
    </Text>
  );
}
