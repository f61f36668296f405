import { Box, Text } from "ink";
import { memo, useMemo, useSyncExternalStore } from "react";
import { Page } from "../components/page.tsx";
import { Part } from "../components/part.tsx";
import { Rule } from "../components/rule.tsx";
import { type Line, wrap } from "../text/text.ts";
import { COLORS } from "../theme.ts";
import type { ShellLine } from "./cells.ts";
import type { Emulator } from "./emulator.ts";
import type { PaneLayout } from "./layout.ts";
import { serverLines } from "./server-list.ts";
import type { Server } from "./shell.ts";
import type { ShellState } from "./state.ts";

interface PaneProps {
  shell: ShellState;
  emulator: Emulator | undefined;
  servers: readonly Server[];
  layout: PaneLayout;
}

/** The pane beside the guide: the servers to choose from, a shell's screen, or why there is none. */
export function Pane({ shell, emulator, servers, layout: { beside, pane, size } }: PaneProps) {
  const { choosing, pane: open } = shell;
  const lines =
    choosing === undefined
      ? messageLines(open, size.cols)
      : serverLines(servers, choosing, size.cols, size.rows);
  return (
    <Part ruled={beside} width={size.cols} height={pane.height}>
      <Rule title={titleOf(shell)} width={size.cols} strong={shell.hasKeys || choosing !== undefined} />
      {lines || !emulator ? (
        <Page lines={lines ?? []} scroll={0} height={size.rows} />
      ) : (
        <Screen emulator={emulator} rows={size.rows} />
      )}
    </Part>
  );
}

/** Whether the state has something to show in a pane. */
export const paneIsOpen = ({ choosing, pane }: ShellState): boolean =>
  choosing !== undefined || pane !== undefined;

function titleOf({ choosing, pane }: ShellState): string {
  if (choosing !== undefined) return "open a session on";
  const { server, sessionId, since, failure } = pane!;
  if (failure !== undefined) return `${server.name}: no session`;
  if (!sessionId) return `${server.name}: opening`;
  // The id is the longest, and what is cut first.
  return `${server.name} · since ${clockTime(since!)} · ${sessionId}`;
}

/** `14:05`: a time that stays, where a duration would have to be drawn anew all the time. */
const clockTime = (time: Date): string =>
  `${String(time.getHours()).padStart(2, "0")}:${String(time.getMinutes()).padStart(2, "0")}`;

/** What stands in the pane where there is no shell to show. */
function messageLines(pane: ShellState["pane"], width: number): Line[] | undefined {
  if (pane?.failure !== undefined)
    return [
      ...pane.failure.split("\n").flatMap((text) => wrap([{ text, color: COLORS.bad }], width)),
      ...wrap([{ text: "x tries again, Esc closes this.", bold: true }], width),
    ];
  return pane?.sessionId === undefined
    ? wrap([{ text: `Opening a session on ${pane?.server.name} …`, dim: true }], width)
    : undefined;
}

/** A shell's screen. It draws itself when the server writes: the guide beside it has no part in that. */
function Screen({ emulator, rows }: { emulator: Emulator; rows: number }) {
  const version = useSyncExternalStore(emulator.subscribe, emulator.version);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says when there is something new.
  const lines = useMemo(() => emulator.lines(), [emulator, version]);
  const { below } = emulator;
  return (
    <Box flexDirection="column" height={rows} flexShrink={0} overflow="hidden">
      {lines.slice(0, below > 0 ? rows - 1 : rows).map((line, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place on the screen.
        <Row key={row} line={line} />
      ))}
      {below > 0 && (
        <Text dimColor wrap="truncate">
          ↓ {below + 1} more lines (PgDn)
        </Text>
      )}
    </Box>
  );
}

const Row = memo(
  function Row({ line }: { line: ShellLine }) {
    if (line.length === 0) return <Text> </Text>;
    return (
      <Text wrap="truncate">
        {line.map((span, index) => (
          <Text
            // biome-ignore lint/suspicious/noArrayIndexKey: spans have no identity but their order.
            key={index}
            bold={span.bold}
            italic={span.italic}
            dimColor={span.dim}
            underline={span.underline}
            strikethrough={span.strikethrough}
            inverse={span.inverse}
            color={span.color}
            backgroundColor={span.background}
          >
            {span.text}
          </Text>
        ))}
      </Text>
    );
  },
  (before, after) => JSON.stringify(before.line) === JSON.stringify(after.line),
);
