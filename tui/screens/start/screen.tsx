import { Box, Text } from "ink";
import { Page, scrollLimit } from "../../components/page.tsx";
import { EMPTY_LINE, type Line } from "../../text/text.ts";
import type { Frame, Screen, View } from "../screen.ts";
import { accountPage, deploymentPage } from "./account-page.ts";
import { startBindings } from "./bindings.ts";
import { choicePage } from "./choice-page.ts";
import { type ChoiceRow, choiceRows } from "./choice-rows.ts";

/** Which lab, and where: what there is to know before anything is opened, built or paid for. */
export const startScreen: Screen = { title: "Start", bindings: startBindings, view };

/** Longer lines are hard to read. */
const MEASURE = 100;

/** With fewer lines, none are spent on setting things apart. */
const ROOMY = 18;

function view(frame: Frame): View {
  const { state, guide, launch, height } = frame;
  const width = Math.min(frame.width, MEASURE);
  const { account, deploying, failed } = state.start;
  if (account) {
    const working = deploying || failed !== undefined;
    const lines = working ? deploymentPage(state.start, width) : accountPage(account, guide, width);
    // What is being done is followed: the newest line is the last.
    return page([], lines, deploying ? lines.length : state.scroll.page, frame);
  }
  if (!launch) return page([], [], 0, frame);
  const roomy = height >= ROOMY;
  const rows = choiceRows(launch.labs, state.start, roomy);
  const lines = choicePage(launch, state.start, width);
  return page(rows, roomy ? [EMPTY_LINE, ...lines] : lines, state.scroll.page, frame);
}

function page(rows: ChoiceRow[], lines: Line[], scroll: number, { height, width }: Frame): View {
  const pageHeight = Math.max(1, height - rows.length);
  const limit = scrollLimit(lines, pageHeight);
  const body = (
    <Box flexDirection="column" width={width} height={height} flexShrink={0} overflow="hidden">
      {rows.map((row) => (
        <Choice key={row.key} row={row} width={Math.min(width, MEASURE)} />
      ))}
      <Page lines={lines} scroll={Math.min(scroll, limit)} height={pageHeight} />
    </Box>
  );
  return { body, lines, limits: { page: limit, panel: 0 }, scrollHeight: pageHeight };
}

/** A heading, or something to choose: pointer, whether it is chosen, what it is, and in a word what it comes to. */
function Choice({ row: { text, option }, width }: { row: ChoiceRow; width: number }) {
  if (!option)
    return (
      <Text bold wrap="truncate">
        {text || " "}
      </Text>
    );
  const { at, chosen, note } = option;
  const label = `${at ? "›" : " "} ${chosen ? "●" : "○"} ${text}`;
  const room = Math.max(0, width - note.length - 2);
  const shown = label.length > room ? `${label.slice(0, Math.max(0, room - 1))}…` : label.padEnd(room);
  return (
    <Text wrap="truncate" inverse={at} bold={at}>
      {`${shown} ${note} `}
    </Text>
  );
}
