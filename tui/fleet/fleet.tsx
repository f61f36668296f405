import { Box, Text, useApp, useInput, usePaste, useWindowSize } from "ink";
import { useEffect } from "react";
import { Highlight } from "../components/highlight.ts";
import { isTooSmall, TooSmall } from "../components/too-small.tsx";
import { TopBar } from "../components/top-bar.tsx";
import { Typing } from "../components/typing.tsx";
import { useMinute } from "../hooks/use-minute.ts";
import { useSuspend } from "../hooks/use-suspend.ts";
import { hintsOf, type KeyHint } from "../keys/binding.ts";
import { KeyLine } from "../keys/key-line.tsx";
import { keysOf } from "../keys/key-name.ts";
import { dialogHints, type FleetContext, fleetBindings, hearKey } from "./bindings.ts";
import type { FleetSource } from "./source.ts";
import { freshness } from "./summary-lines.ts";
import { useFleet } from "./use-fleet.ts";
import { extentOf, FleetView, shownRows } from "./view.tsx";

/** Header, notice and keys take a line each. */
const FRAME_LINES = 3;

interface FleetProps {
  source: FleetSource;
  /** Told of keys once they are heard: what they changed is about to be drawn. */
  heard?: () => void;
}

const BEGINNING = new Date();

/** The terminal of an instructor: where each account of a fleet stands, as it is looked at again and again. */
export function Fleet({ source, heard }: FleetProps) {
  const { exit } = useApp();
  const { columns, rows } = useWindowSize();
  const { state, now: stateNow, dispatch, look, shows } = useFleet(source);
  const now = useMinute(BEGINNING);
  const suspend = useSuspend();
  const frame = { source, now, width: columns, height: Math.max(4, rows - FRAME_LINES) };
  const hidden = isTooSmall(columns, rows);
  const { shown } = shownRows({ ...frame, state });
  useEffect(() => shows(shown.map(({ account }) => account.id)));
  const contextNow = (): FleetContext => ({
    state: stateNow(),
    dispatch,
    extent: (at) => extentOf({ ...frame, state: at }),
    look,
    quit: exit,
  });
  useInput((input, key) => {
    for (const name of keysOf(input, key)) {
      if (name === "Ctrl-C") exit();
      else if (name === "Ctrl-Z") suspend();
      else if (!hidden) hearKey(contextNow(), name);
    }
    heard?.();
  });
  // Text from elsewhere is text where one types, and nothing anywhere else.
  usePaste((text) => {
    for (const character of text.trim())
      if (stateNow().typing && character >= " ") hearKey(contextNow(), character);
    heard?.();
  });
  if (hidden) return <TooSmall columns={columns} rows={rows} />;
  const { typing, filter } = state;
  const last = typing ? TYPING : LAST;
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Header source={source} />
      <Highlight.Provider value={filter.trim()}>
        <FleetView {...frame} state={state} />
      </Highlight.Provider>
      <Box height={1} flexShrink={0}>
        {typing ? <Typing prompt="/" value={filter} /> : <Text wrap="truncate">{freshness(state)}</Text>}
      </Box>
      <KeyLine keys={dialogHints(state) ?? hintsOf(fleetBindings, { state })} last={last} width={columns} />
    </Box>
  );
}

const LAST: KeyHint[] = [
  ["?", "help"],
  ["q", "quit"],
];
const TYPING: KeyHint[] = [["Ctrl-C", "quit"]];

/** Which lab's fleet, and from where it is looked at. */
function Header({ source: { guide, place } }: Pick<FleetProps, "source">) {
  const { id, alias } = place.instructor;
  return (
    <TopBar title={`Fleet: ${guide.title}`} kind={place.kind}>
      <Text>{` ${alias ? `${alias} ` : ""}${id} ${place.region}`}</Text>
    </TopBar>
  );
}
