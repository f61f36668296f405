import { Box, Text } from "ink";
import { COLORS } from "../../theme.ts";
import type { Matrix as Layout, MatrixCell } from "./layout.ts";

/** The matrix as it was laid out: a line each for zones, heads and rows. */
export function Matrix({ matrix }: { matrix: Layout }) {
  const { zones, corner, heads, rows } = matrix;
  return (
    <Box flexDirection="column" flexShrink={0}>
      {zones !== undefined && (
        <Text dimColor wrap="truncate">
          {zones}
        </Text>
      )}
      <Text wrap="truncate">
        <Text dimColor>{corner}</Text>
        {heads.map(({ text, selected }) => (
          <Text key={text.trim()} bold={selected} underline={selected}>
            {text}
          </Text>
        ))}
      </Text>
      {rows.map(({ label, heading, selected, cells }) =>
        heading ? (
          <Text key={`zone ${label}`} dimColor wrap="truncate">
            {label}
          </Text>
        ) : (
          <Text key={label} wrap="truncate">
            <Text bold={selected} underline={selected}>
              {label.trimEnd()}
            </Text>
            {" ".repeat(label.length - label.trimEnd().length)}
            {cells.map((cell, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place in the row.
              <Cell key={index} cell={cell} />
            ))}
          </Text>
        ),
      )}
    </Box>
  );
}

function Cell({ cell: { text, look, selected } }: { cell: MatrixCell }) {
  return (
    <Text
      inverse={selected}
      bold={selected || look === "changed"}
      dimColor={!selected && look === "closed"}
      color={look === "changed" ? COLORS.busy : undefined}
    >
      {text}
    </Text>
  );
}
