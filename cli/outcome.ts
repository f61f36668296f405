import type { ExecutionView } from "../tui/execution/view.ts";
import { tellFailure } from "../tui/headless/print-execution.ts";
import { ERRORS } from "../workflows/contract.ts";
import { type OpenLab, openLab } from "./open-lab.ts";
import { type Ended, failed, type Output } from "./output.ts";
import type { PlaceOptions } from "./place-options.ts";
import { COULD_NOT_RUN } from "./problem.ts";

/** Runs a command in an open lab, and closes the account before it answers. */
export async function withLab(
  options: PlaceOptions,
  output: Output,
  work: (lab: OpenLab, output: Output) => Promise<Ended>,
): Promise<Ended> {
  const lab = await openLab(options, output.tell);
  try {
    return await work(lab, output);
  } finally {
    await lab.connection.close();
  }
}

/** Tells why a machine did not succeed, and ends the command with that. */
export function machineFailed(view: ExecutionView, { tell }: Output): Ended {
  tellFailure(view, tell);
  return failed(view.error ?? view.status, view.cause ?? "", exitCodeOf(view));
}

/** A lab that is not built, or may not be, is no failed check: there was nothing to look at. */
const exitCodeOf = ({ error }: ExecutionView): number =>
  error === ERRORS.labNotFound || error === ERRORS.refused
    ? COULD_NOT_RUN
    : error === ERRORS.leftBehind
      ? 2
      : 1;
