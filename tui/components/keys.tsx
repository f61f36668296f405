import { Box, Text } from "ink";
import type { SessionPlace } from "../session.ts";
import type { Station, TerminalState } from "../state.ts";

type KeyHint = [key: string, meaning: string];

/** The keys that mean something here and now, the most useful first. */
export function keysFor(station: Station, state: TerminalState, kind: SessionPlace["kind"]): KeyHint[] {
  if (state.naming)
    return [
      ["Enter", "build"],
      ["Esc", "do not"],
    ];
  if (state.question)
    return [
      ["y", "yes"],
      ["any other key", "no"],
    ];
  if (state.machine?.view.approval)
    return kind === "local"
      ? [
          ["y", "remove"],
          ["n", "leave all as it is"],
          ["↑↓", "scroll"],
        ]
      : [
          ["Enter", "answer"],
          ["Esc", "leave all as it is"],
          ["↑↓", "scroll"],
        ];
  if (state.lost) return [["r", "try again"]];
  if (state.help) return [["Esc", "close"]];
  const move: KeyHint[] = [
    ["↑↓", "step"],
    ["space", "scroll"],
    ["Tab", "other half"],
  ];
  if (station.kind !== "step") {
    if (state.busy) return move;
    return station.kind === "build"
      ? [["b", state.build ? "build again" : "build"], ...move]
      : [["c", "clean up"], ...move];
  }
  const read: KeyHint[] = [["h", "hint"]];
  if (station.step.questions?.length) read.push(["a", "answer"]);
  read.push(["m", "commands"]);
  const back: KeyHint[] = state.page === "guide" ? [] : [["Esc", "guide"]];
  // While a machine runs, or waits for AWS, there is time to read.
  if (state.busy) return [...read, ...back, ...move];
  return [["v", "verify"], ...read, ["s", "solve"], ["V", "verify all"], ...back, ...move];
}

/** Always there, at the end, but where keys are letters of a name. */
const LAST: KeyHint[] = [
  ["?", "help"],
  ["q", "quit"],
];

const widthOf = (keys: KeyHint[]): number =>
  keys.reduce((sum, [key, meaning]) => sum + key.length + meaning.length + 3, 0);

/** The bottom line: as many keys as fit; help lists them all. */
export function Keys({ keys, width, typing }: { keys: KeyHint[]; width: number; typing: boolean }) {
  const last: KeyHint[] = typing ? [["Ctrl-C", "quit"]] : LAST;
  let shown = keys;
  while (shown.length > 0 && widthOf([...shown, ...last]) > width) shown = shown.slice(0, -1);
  return (
    <Box height={1} flexShrink={0}>
      <Text wrap="truncate">
        {[...shown, ...last].map(([key, meaning]) => (
          <Text key={key}>
            <Text bold>{key}</Text>
            <Text dimColor>{` ${meaning}  `}</Text>
          </Text>
        ))}
      </Text>
    </Box>
  );
}
