import type { ExecutionView } from "../tui/execution/view.ts";
import { ERRORS } from "../workflows/contract.ts";
import { type OpenLab, openLab } from "./open-lab.ts";
import type { PlaceOptions } from "./place-options.ts";
import { COULD_NOT_RUN } from "./problem.ts";

/** Writes a line for whoever reads, or keeps, what a command says. */
export const tell = (line: string): void => void process.stdout.write(`${line}\n`);

/** Exit codes: 0 all well, 1 a check failed or a machine did, 2 something was left behind, 3 could not run. */
export async function withLab(options: PlaceOptions, work: (lab: OpenLab) => Promise<number>): Promise<void> {
  const lab = await openLab(options, tell);
  try {
    process.exitCode = await work(lab);
  } finally {
    await lab.connection.close();
  }
}

/** A lab that is not built, or may not be, is no failed check: there was nothing to look at. */
export const exitCodeOf = ({ error }: ExecutionView): number =>
  error === ERRORS.labNotFound || error === ERRORS.refused
    ? COULD_NOT_RUN
    : error === ERRORS.leftBehind
      ? 2
      : 1;
