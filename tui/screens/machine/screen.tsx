import { Box } from "ink";
import { Page, scrollLimit } from "../../components/page.tsx";
import { Rule } from "../../components/rule.tsx";
import { machineTitle } from "../../drawing/machine-title.ts";
import type { Line } from "../../text/text.ts";
import type { Frame, Screen, View } from "../screen.ts";
import { machineBindings } from "./bindings.ts";
import { detailLines } from "./detail-lines.ts";
import { drawnLines } from "./drawn-lines.ts";
import { findInMachine } from "./find.ts";
import { type Area, areas } from "./layout.ts";
import { listLines } from "./list-lines.ts";
import { shownSpot } from "./spots.ts";
import { indexOfSelected, type MachineFocus, shownView } from "./state.ts";

/** The executions, the machine of the selected one as it runs or ran, and what is known of one of its states. */
export const machineScreen: Screen = {
  title: "The machine",
  bindings: machineBindings,
  find: findInMachine,
  view,
};

/** What one part of the screen shows, and the line of it that must be seen. */
interface Part {
  title: string;
  lines: Line[];
  at: number | undefined;
}

function view({ state, session, now, width, height }: Frame): View {
  const { executions, scroll } = state;
  const shared = areas(width, height, executions.focus, executions.list?.length ?? 0);
  const execution = shownView(executions, state.machine?.view);
  const clock = { now, timeScale: session?.place.timeScale ?? 1 };
  const part = ({ shows, width: columns }: Area): Part => {
    if (shows === "list") return listPart(state, now, columns);
    if (!execution) return { title: "", lines: waitingFor(executions.list), at: undefined };
    if (shows === "details") {
      const spot = shownSpot(executions, execution);
      const lines = spot ? detailLines(execution, spot, clock, columns) : [];
      return { title: "details", lines, at: undefined };
    }
    const verb = executions.list?.find(({ executionArn }) => executionArn === execution.executionArn)?.verb;
    const drawn = drawnLines(execution, executions, clock, columns, shared.spacious);
    return { title: verb ? machineTitle(verb, execution, now) : "", ...drawn };
  };
  const parts = shared.areas.map((area) => ({ area, ...part(area) }));
  const moved = parts.find(({ area }) => area.scrolls);
  const page = moved ? scrollLimit(moved.lines, moved.area.height - 1) : 0;
  const body = (
    <Box height={height} flexShrink={0} flexDirection={shared.stacked ? "column" : "row"}>
      {parts.map(({ area, title, lines, at }) => (
        <Box
          key={area.shows}
          flexDirection="column"
          width={area.width + area.gap}
          flexShrink={0}
          paddingRight={area.gap}
        >
          <Rule title={title} width={area.width} strong={area.shows === executions.focus} />
          <Page
            lines={lines}
            scroll={scrollOf(lines, area, at, area.scrolls ? scroll.page : 0)}
            height={area.height - 1}
            by={leadsOn(area, executions.focus)}
          />
        </Box>
      ))}
    </Box>
  );
  return {
    body,
    lines: moved?.lines ?? [],
    limits: { page, panel: 0 },
    scrollHeight: moved ? moved.area.height - 1 : height,
  };
}

function listPart({ executions, machine }: Frame["state"], now: Date, width: number): Part {
  const lines = listLines(executions, machine?.view, now, width);
  const title = executions.more ? "executions, newest first" : "all executions, newest first";
  return lines.length > 0
    ? { title, lines, at: indexOfSelected(executions) }
    : { title, lines: waitingFor(executions.list), at: undefined };
}

const waitingFor = (list: readonly unknown[] | undefined): Line[] => [
  {
    spans: [
      {
        text:
          list?.length === 0
            ? "Nothing has run yet. Esc goes back to the lab; b builds it."
            : "Reading from Step Functions …",
        dim: true,
      },
    ],
  },
];

/** The key that leads to what a part has below its last line: the list goes along with what is selected in it. */
function leadsOn({ shows, scrolls }: Area, focus: MachineFocus): string {
  if (shows === "list") return focus === "list" ? "↓" : "Tab";
  if (scrolls) return "space";
  return shows === "details" ? "Enter" : "Esc";
}

/** Where a page is scrolled to: as asked, and else so that what must be seen is in the middle. */
function scrollOf(lines: Line[], { height }: Area, at: number | undefined, asked: number): number {
  const limit = scrollLimit(lines, height - 1);
  if (asked > 0 || at === undefined) return Math.min(asked, limit);
  return Math.max(0, Math.min(at - Math.floor((height - 1) / 2), limit));
}
