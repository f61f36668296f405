import { render } from "ink";
import { App } from "../tui/app.tsx";
import type { OpenSession } from "../tui/session.ts";
import { findLab } from "./labs.ts";
import type { OpenLab } from "./open-lab.ts";
import type { PlaceOptions } from "./place-options.ts";
import { COULD_NOT_RUN } from "./problem.ts";
import { proposedSuffix } from "./suffix.ts";

/** The guided terminal, on the alternate screen: what was there before is there again afterwards. */
export async function terminal(options: PlaceOptions): Promise<void> {
  const guide = findLab(options.lab);
  let opening = new AbortController();
  let lab: Promise<OpenLab> | undefined;
  /** Closes what is open, or is being opened; says whether there was nothing but a failure. */
  const close = async (): Promise<boolean> => {
    if (!lab) return false;
    opening.abort(new Error("The terminal is closing"));
    try {
      await (await lab).connection.close();
      return false;
    } catch (error) {
      return error !== opening.signal.reason;
    }
  };
  const open: OpenSession = async (tell) => {
    await close();
    opening = new AbortController();
    const { signal } = opening;
    // Loaded once the first frame is on the screen: the AWS clients take a third of a second.
    lab = import("./open-lab.ts").then(({ openLab }) => openLab(options, tell, signal));
    const { connection, orchestrator, template, suffix } = await lab;
    const { place: kind, accountId, region, arn, endpoint, shellCommand, notices } = connection;
    const place = { kind, accountId, region, arn, endpoint, shellCommand };
    return { guide, orchestrator, template, suffix, proposedSuffix: proposedSuffix(), place, notices };
  };
  const app = render(<App guide={guide} kind={options.aws ? "aws" : "local"} open={open} />, {
    alternateScreen: true,
    // Decided by start.ts, which has seen a terminal on both ends.
    interactive: true,
    exitOnCtrlC: false,
  });
  await app.waitUntilExit();
  if (await close()) process.exitCode = COULD_NOT_RUN;
  // A request to AWS that is still under way would keep the process for as long as it takes.
  process.exit();
}
