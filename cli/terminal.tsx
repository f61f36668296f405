import { join } from "node:path";
import { render } from "ink";
import { App } from "../tui/app.tsx";
import type { OpenSession } from "../tui/session.ts";
import { Keyboard } from "../tui/shell/keyboard.ts";
import { changesOf } from "./changes/source.ts";
import { homeFolder } from "./home.ts";
import { findLab } from "./labs.ts";
import type { OpenLab } from "./open-lab.ts";
import type { PlaceOptions } from "./place-options.ts";
import { COULD_NOT_RUN, describeError } from "./problem.ts";
import { type Leaving, onLeaving } from "./screen/leaving.ts";
import { divertOutput } from "./screen/stray-output.ts";
import { wholeFrames } from "./screen/whole-frames.ts";
import type { Shells } from "./session/pane.ts";
import { proposedSuffix } from "./suffix.ts";

/** The guided terminal, on the alternate screen: what was there before is there again afterwards. */
export async function terminal(options: PlaceOptions): Promise<void> {
  const guide = findLab(options.lab);
  let opening = new AbortController();
  let lab: Promise<OpenLab> | undefined;
  let shells: Shells | undefined;
  /** Closes what is open, or is being opened; says whether there was nothing but a failure. */
  const close = async (): Promise<boolean> => {
    if (!lab) return false;
    opening.abort(new Error("The terminal is closing"));
    try {
      await shells?.close();
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
    const { shellsOf } = await import("./session/pane.ts");
    shells = shellsOf(connection);
    const { place: kind, accountId, region, arn, endpoint, shellCommand, notices } = connection;
    const place = { kind, accountId, region, arn, endpoint, shellCommand };
    return {
      guide,
      orchestrator,
      changes: changesOf(place),
      template,
      suffix,
      proposedSuffix: proposedSuffix(),
      place,
      notices,
      openShell: shells.open,
    };
  };
  const stdout = wholeFrames(process.stdout);
  const giveBack = divertOutput(logFile(options));
  const app = render(<App guide={guide} kind={options.aws ? "aws" : "local"} open={open} />, {
    stdout,
    stdin: new Keyboard(process.stdin),
    alternateScreen: true,
    // Decided by start.ts, which has seen a terminal on both ends.
    interactive: true,
    // Only lines that have changed are written: a fifth of the bytes of a frame, or less.
    incrementalRendering: true,
    exitOnCtrlC: false,
    // What is written to the console would be drawn into the frame.
    patchConsole: false,
  });
  let leaving: Leaving | undefined;
  onLeaving((reason) => {
    leaving = reason;
    app.unmount();
  });
  try {
    await app.waitUntilExit();
  } catch (error) {
    // A screen that could not be drawn.
    leaving = { exitCode: 1, error };
  }
  giveBack();
  let exitCode = leaving?.exitCode;
  if (leaving?.error !== undefined) exitCode = explain(leaving.error);
  const failed = await close();
  // A request to AWS that is still under way would keep the process for as long as it takes.
  process.exit(exitCode ?? (failed ? COULD_NOT_RUN : 0));
}

/** Says what went wrong, once the screen is left, and answers the exit code. */
function explain(error: unknown): number {
  const { text, exitCode } = describeError(error);
  process.stderr.write(
    `handrail: ${text}\nWhat was running in the account goes on; handrail shows it again.\n`,
  );
  if (process.env.HANDRAIL_DEBUG) console.error(error);
  return exitCode;
}

/** Where stray output is kept: with the local account, unless nothing is to be kept. */
const logFile = ({ ephemeral, home }: PlaceOptions): string | undefined =>
  ephemeral ? undefined : join(home ?? homeFolder(), "terminal.log");
