import { Box, Text } from "ink";
import { Page, scrollLimit } from "../../components/page.tsx";
import { Rule } from "../../components/rule.tsx";
import { type Comparison, compare } from "../../network/compare.ts";
import { LEGEND } from "../../network/words.ts";
import type { TerminalState } from "../../state/state.ts";
import { renderMarkdown } from "../../text/markdown.ts";
import { EMPTY_LINE, type Line } from "../../text/text.ts";
import type { Frame, Screen, View } from "../screen.ts";
import { networkBindings } from "./bindings.ts";
import { detailOf, pathLines } from "./detail-lines.ts";
import { findInNetwork } from "./find.ts";
import { linesOf, matrixOf } from "./layout.ts";
import { matrixLines } from "./matrix-lines.ts";
import { selectedIn, shownMap } from "./state.ts";

/** Who can talk to whom: a matrix, and below it the selected cell in words, before and now. */
export const networkScreen: Screen = {
  title: "Who can talk to whom",
  bindings: networkBindings,
  find: findInNetwork,
  view,
};

/** Below this the matrix has the lines that a legend would take. */
const LEGEND_HEIGHT = 14;
/** The rule above the words, and as many of these as are worth it. */
const DETAIL_HEIGHT = 6;
const SHORT_DETAIL_HEIGHT = 4;

function view(frame: Frame): View {
  const { state, width, height } = frame;
  const map = shownMap(state);
  if (!map) return page(emptyLines(state, width), frame);
  const comparison = compare(state.build?.network, map);
  const { parties } = comparison;
  const { looking } = state.network;
  const { row, column } = selectedIn(state.network, parties);
  const selected = { comparison, from: parties[row]!, to: parties[column] };
  const detail = detailOf(selected, width);
  const path = pathLines(selected, width);
  const whole = path.length > 0 ? [...detail.lines, EMPTY_LINE, ...path] : detail.lines;
  if (state.network.path)
    return page([{ spans: [{ text: detail.title }], heading: true }, EMPTY_LINE, ...whole], frame);

  const legend = height >= LEGEND_HEIGHT ? 1 : 0;
  const room = height - legend - (height >= LEGEND_HEIGHT ? DETAIL_HEIGHT : SHORT_DETAIL_HEIGHT);
  const { plain, headed } = linesOf(parties);
  const matrixHeight = Math.min(room, room >= headed ? headed : plain);
  const matrix = matrixOf(comparison, { width, height: matrixHeight, row, column, looking });
  const drawn = matrixLines(matrix);
  const detailHeight = Math.max(1, height - legend - drawn.length - 1);
  const lines = whole.length <= detailHeight ? whole : detail.lines;
  const limits = { page: scrollLimit(lines, detailHeight), panel: 0 };
  const body = (
    <Box flexDirection="column" height={height} flexShrink={0} overflow="hidden">
      {legend > 0 && <Legend comparison={comparison} />}
      <Page lines={drawn} scroll={0} height={drawn.length} />
      <Rule title={detail.title} width={width} strong={false} />
      <Page lines={lines} scroll={Math.min(state.scroll.page, limits.page)} height={detailHeight} />
    </Box>
  );
  return { body, lines, limits, scrollHeight: detailHeight };
}

function page(lines: Line[], { state, height }: Frame): View {
  const limits = { page: scrollLimit(lines, height), panel: 0 };
  return {
    body: <Page lines={lines} scroll={Math.min(state.scroll.page, limits.page)} height={height} />,
    lines,
    limits,
    scrollHeight: height,
  };
}

function Legend({ comparison }: { comparison: Comparison }) {
  const signs = comparison.before ? LEGEND : LEGEND.filter(([sign]) => sign !== "*");
  return (
    <Text wrap="truncate">
      {signs.map(([sign, meaning]) => (
        <Text key={sign}>
          <Text bold>{sign}</Text>
          <Text dimColor>{` ${meaning}  `}</Text>
        </Text>
      ))}
    </Text>
  );
}

/** What to do where there is no map: before a build, or where it could not be looked. */
function emptyLines({ network, build }: TerminalState, width: number): Line[] {
  const why = network.problem
    ? `${escapeMarkdown(network.problem)}\n\nPress **r** to look again, **Esc** to go back to the lab.`
    : build
      ? "Looking at the network …"
      : "The lab is not built yet, so that there is nobody to talk. Press **Esc** to go back to the lab, and **b** there to build it; **r** looks all the same.";
  return renderMarkdown(`# Who can talk to whom\n\n${why}`, width);
}

const escapeMarkdown = (text: string): string => text.replace(/[\\`*_{}[\]()#+\-.!|<>~]/g, "\\$&");
