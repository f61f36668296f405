import type { LabGuide } from "../../../tasks/labs/lab.ts";
import { ERRORS } from "../../../workflows/contract.ts";
import { machineTitle } from "../../drawing/machine-title.ts";
import { type ExecutionView, waitedFor } from "../../execution/view.ts";
import { concerns } from "../../state/concerns.ts";
import type { Station, TerminalState } from "../../state/state.ts";
import { STEP_STATUS } from "../../state/verdict.ts";
import type { Line } from "../../text/text.ts";
import { actionLines, findingLines } from "./finding-lines.ts";
import { machineLines } from "./machine-lines.ts";
import { waitingLines } from "./waiting-lines.ts";

/** What is below the page: a machine, or a step's findings; without lines, nothing is. */
export interface Panel {
  title: string;
  lines: Line[];
  /** The line that is to be seen, while it grows. */
  follows?: number | "end";
}

/** Pages that are read by themselves. */
const WHOLE_PAGES: readonly TerminalState["page"][] = ["commands", "questions"];

const NOTHING: Panel = { title: "", lines: [] };

/** What a station has to show below its page: what is running, else what went wrong here, else what was found. */
export function panelOf(
  station: Station,
  state: TerminalState,
  guide: LabGuide,
  now: Date,
  width: number,
  timeScale = 1,
): Panel {
  const { machine, busy } = state;
  if (state.lost || state.naming || (WHOLE_PAGES.includes(state.page) && !busy)) return NOTHING;
  const failed = machine && machine.view.status !== "RUNNING" && machine.view.status !== "SUCCEEDED";
  // The page itself says how far a clean-up has got, and what it could not do.
  if (station.kind === "clean-up" && machine?.verb === "clean-up" && isToldByPage(machine.view))
    return NOTHING;
  if (
    machine &&
    !machine.view.approval &&
    (busy || (concerns(machine, station) && (failed || station.kind !== "step")))
  )
    return machinePanel(machine, guide, now, width, timeScale);
  if (station.kind !== "step") return NOTHING;
  const { id } = station.step;
  const { watch } = state;
  const watching = watch.on && state.build ? ` · ${watch.looking === id ? "looking …" : "watching"}` : "";
  const result = state.results[id];
  if (!result)
    return {
      title: `findings${watching}`,
      lines: state.build ? [{ spans: [{ text: watch.on ? LOOKED_AT : NOT_YET, dim: true }] }] : [],
    };
  const news = watch.news?.step === id ? watch.news.requirements : [];
  const lines = [...findingLines(result, width, news), ...actionLines(state.actions[id] ?? [], width)];
  return { title: `findings: ${STEP_STATUS[result.status]}${watching}`, lines };
}

function machinePanel(
  { verb, view }: NonNullable<TerminalState["machine"]>,
  guide: LabGuide,
  now: Date,
  width: number,
  timeScale: number,
): Panel {
  const { lines, at } = machineLines(view, now, width, timeScale);
  const waiting = waitingLines(waitedFor(view), guide, width);
  return {
    title: machineTitle(verb, view, now),
    lines: [...lines, ...waiting],
    // What is waited for says more than the state that waits.
    follows: waiting.length > 0 ? "end" : (at ?? "end"),
  };
}
const isToldByPage = ({ status, plan, error }: ExecutionView): boolean =>
  plan !== undefined && (status === "RUNNING" || status === "SUCCEEDED" || error === ERRORS.leftBehind);

const NOT_YET = "Not verified yet. Press v.";
const LOOKED_AT = "Not verified yet. The watch looks at it now.";
