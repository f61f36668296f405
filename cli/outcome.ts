import type { ExecutionView } from "../tui/execution/view.ts";
import { tellFailure } from "../tui/headless/print-execution.ts";
import { ERRORS } from "../workflows/contract.ts";
import { type OpenLab, openLab } from "./open-lab.ts";
import { answer, type Ended, failed, type Output } from "./output.ts";
import type { PlaceOptions } from "./place-options.ts";
import { COULD_NOT_RUN } from "./problem.ts";

/** What a command for scripts was told: where to work, and whether its answer is to be JSON. */
export type LabOptions = PlaceOptions & { json?: boolean };

/** Runs a command in an open lab, and closes the account before it answers. */
export const withLab = (
  options: LabOptions,
  work: (lab: OpenLab, output: Output) => Promise<Ended>,
): Promise<void> =>
  answer(options, async (output) => {
    const lab = await openLab(options, output.tell);
    try {
      return await work(lab, output);
    } finally {
      await lab.connection.close();
    }
  });

/** Tells why a machine did not succeed, and ends the command with that. */
export function machineFailed(view: ExecutionView, { tell }: Output): Ended {
  tellFailure(view, tell);
  return failed(view.error ?? view.status, view.cause ?? "", exitCodeOf(view));
}

/** A lab that is not built, or may not be, is no failed check: there was nothing to look at. */
export const exitCodeOf = ({ error }: ExecutionView): number =>
  error === ERRORS.labNotFound || error === ERRORS.refused
    ? COULD_NOT_RUN
    : error === ERRORS.leftBehind
      ? 2
      : 1;
