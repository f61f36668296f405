import { Box } from "ink";
import { keysInWords } from "../components/help.tsx";
import { Page, scrollLimit } from "../components/page.tsx";
import { Rule } from "../components/rule.tsx";
import type { Line } from "../text/text.ts";
import { fleetBindings } from "./bindings.ts";
import { detailLines } from "./detail-lines.ts";
import { firstRow, fleetLayout, GAP } from "./layout.ts";
import { ORDER_WORDS } from "./order.ts";
import type { FleetSource } from "./source.ts";
import { type FleetState, indexOfSelected } from "./state.ts";
import { summaryLines } from "./summary-lines.ts";
import { accountLine, headLine } from "./table-lines.ts";

interface Frame {
  state: FleetState;
  source: FleetSource;
  now: Date;
  /** The columns and lines that the view has to itself: all but header, notice and keys. */
  width: number;
  height: number;
}

/** How many lines there are of what the keys move, and how far it can be scrolled. */
export function extentOf(frame: Frame): { page: number; limit: number } {
  const { state, width, height } = frame;
  if (state.help) return { page: height, limit: scrollLimit(helpLines(width), height) };
  const room = height - summaryLines(state, frame.now, width).length;
  const layout = fleetLayout(width, room);
  if (!state.looking) return { page: layout.rows, limit: 0 };
  return { page: room - 1, limit: scrollLimit(linesOfSelected(frame, layout.details || width), room - 1) };
}

const helpLines = (width: number): Line[] => keysInWords("The fleet", fleetBindings, width);

function linesOfSelected({ state, source, now }: Frame, width: number): Line[] {
  const one = state.rows[indexOfSelected(state)];
  return one ? detailLines(one, source.guide, now, width) : [];
}

/** The counts, the table, and what is known of the selected account: beside it where there is room, else in its place. */
export function FleetView(frame: Frame) {
  const { state, now, width, height } = frame;
  if (state.help)
    return (
      <Page
        lines={helpLines(width)}
        scroll={Math.min(state.helpScroll, extentOf(frame).limit)}
        height={height}
      />
    );
  const summary = summaryLines(state, now, width);
  const room = height - summary.length;
  const layout = fleetLayout(width, room);
  const besides = layout.details > 0;
  const details = besides || state.looking ? linesOfSelected(frame, layout.details || width) : [];
  return (
    <Box flexDirection="column" height={height} flexShrink={0} overflow="hidden">
      <Page lines={summary} scroll={0} height={summary.length} />
      <Box height={room} flexShrink={0}>
        {(besides || !state.looking) && <Table {...frame} width={layout.table} rows={layout.rows} />}
        {(besides || state.looking) && (
          <Box
            flexDirection="column"
            width={layout.details || width}
            flexShrink={0}
            marginLeft={besides ? GAP : 0}
          >
            <Rule title="details" width={layout.details || width} strong={state.looking} />
            <Page
              lines={details}
              scroll={Math.min(state.scroll, scrollLimit(details, room - 1))}
              height={room - 1}
              by={state.looking ? "space" : "Enter"}
            />
          </Box>
        )}
      </Box>
    </Box>
  );
}

/** The accounts that are on the screen, and which of all the first of them is. */
export function shownRows({ state, now, width, height }: Omit<Frame, "source">) {
  const { rows } = fleetLayout(width, height - summaryLines(state, now, width).length);
  return rowsFrom(state, rows);
}

function rowsFrom(state: FleetState, rows: number) {
  const top = firstRow(indexOfSelected(state), state.rows.length, rows);
  return { top, shown: state.rows.slice(top, top + rows) };
}

/** Only the rows that are on the screen are made lines of. */
function Table({ state, now, width, rows }: Frame & { rows: number }) {
  const selected = indexOfSelected(state);
  const { top, shown } = rowsFrom(state, rows);
  const look = { strong: !state.looking, now, steps: state.steps };
  const lines = shown.map((one, index) =>
    accountLine(one, { ...look, selected: top + index === selected }, width),
  );
  return (
    <Box flexDirection="column" width={width} flexShrink={0}>
      <Rule title={titleOf(state, top, shown.length)} width={width} strong={!state.looking} />
      <Page lines={[headLine(width)]} scroll={0} height={1} />
      <Page
        lines={lines.length > 0 ? lines : [{ spans: [{ text: nothing(state), dim: true }] }]}
        scroll={0}
        height={rows}
      />
    </Box>
  );
}

function titleOf({ rows, total, order }: FleetState, top: number, shown: number): string {
  const part = shown < rows.length ? `${top + 1}–${top + shown} of ${rows.length}` : `${rows.length}`;
  const all = rows.length < total ? ` (${total} in all)` : "";
  return `${part} accounts${all}, ${ORDER_WORDS[order]}`;
}

function nothing({ filter, wanting, left }: FleetState): string {
  if (left > 0) return "Looking …";
  if (filter !== "") return `No account has "${filter}". Esc shows all again.`;
  return wanting ? "No account wants you. f shows all." : "There is no account.";
}
