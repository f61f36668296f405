import { Box, Text } from "ink";

/** Below this there is no room for a path and a page that say anything. */
const LEAST = { columns: 60, rows: 12 };

export const isTooSmall = (columns: number, rows: number): boolean =>
  columns < LEAST.columns || rows < LEAST.rows;

/** In place of a picture that would be broken. Nothing stops meanwhile, and it is back when the window grows. */
export function TooSmall({ columns, rows }: { columns: number; rows: number }) {
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Text bold wrap="wrap">
        {`Make this window larger: it has ${columns}×${rows}, and Handrail needs ${LEAST.columns}×${LEAST.rows}.`}
      </Text>
      <Text wrap="wrap">Nothing is lost, and what runs goes on. Ctrl-C leaves.</Text>
    </Box>
  );
}
