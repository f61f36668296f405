import { concerns } from "../concerns.ts";
import type { Station, TerminalState } from "../state.ts";
import type { Line } from "../text.ts";
import { actionLines, findingLines } from "./finding-lines.ts";
import { machineLines, machineTitle } from "./machine-lines.ts";

/** What is below the page: a machine, or a step's findings; without lines, nothing is. */
export interface Panel {
  title: string;
  lines: Line[];
  /** Its end is what counts, while it grows. */
  follows?: boolean;
}

const NOTHING: Panel = { title: "", lines: [] };

/** What a station has to show below its page: what is running, else what went wrong here, else what was found. */
export function panelOf(station: Station, state: TerminalState, now: Date, width: number): Panel {
  const { machine, busy } = state;
  if (state.lost || (state.page === "commands" && !busy)) return NOTHING;
  const failed = machine && machine.view.status !== "RUNNING" && machine.view.status !== "SUCCEEDED";
  if (
    machine &&
    !machine.view.approval &&
    (busy || (concerns(machine, station) && (failed || station.kind !== "step")))
  )
    return {
      title: machineTitle(machine.verb, machine.view, now),
      lines: machineLines(machine.view, now, width),
      follows: true,
    };
  if (station.kind !== "step") return NOTHING;
  const result = state.results[station.step.id];
  if (!result)
    return {
      title: "findings",
      lines: state.build ? [{ spans: [{ text: "Not verified yet. Press v.", dim: true }] }] : [],
    };
  const lines = [...findingLines(result, width), ...actionLines(state.actions[station.step.id] ?? [], width)];
  return { title: `findings: ${result.status}`, lines };
}
