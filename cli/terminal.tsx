import { join } from "node:path";
import { render } from "ink";
import { Handrail } from "../tui/handrail.tsx";
import type { Launch } from "../tui/session.ts";
import { Keyboard } from "../tui/shell/keyboard.ts";
import { LABS } from "./labs.ts";
import { answersOf } from "./launch.ts";
import { DEFAULT_PACE, localHome, type PlaceOptions } from "./place-options.ts";
import { COULD_NOT_RUN, reportError } from "./problem.ts";
import { type Leaving, onLeaving } from "./screen/leaving.ts";
import { promptFrames } from "./screen/prompt-frames.ts";
import { divertOutput } from "./screen/stray-output.ts";
import { spokenFrames, wholeFrames } from "./screen/whole-frames.ts";
import { Sessions } from "./sessions.ts";
import { proposedSuffix } from "./suffix.ts";

/** Where to work, and how the screen is to be told. */
export type TerminalOptions = PlaceOptions & {
  /** For a screen reader: the lab as text, each change once. */
  screenReader?: boolean;
};

/**
 * The guided terminal, on the alternate screen: what was there before is there again afterwards.
 *
 * @param labNamed whether the lab was asked for by name, and not only by default
 */
export async function terminal(options: TerminalOptions, labNamed: boolean): Promise<void> {
  // The variable is Ink's own, for all programs that are made with it.
  const aloud = options.screenReader ?? process.env.INK_SCREEN_READER === "true";
  const sessions = new Sessions(options);
  const answers = await answersOf(options, labNamed);
  const launch: Launch = {
    labs: LABS,
    ...answers,
    home: localHome(options),
    pace: options.pace ?? DEFAULT_PACE,
    suffix: options.suffix ?? proposedSuffix(),
    open: (choice, tell) => sessions.open(choice, tell),
  };
  const stdout = aloud ? spokenFrames(process.stdout) : wholeFrames(process.stdout);
  const giveBack = divertOutput(logFile(options));
  const heard = promptFrames(() => app.waitUntilRenderFlush());
  const app = render(<Handrail launch={launch} heard={heard} />, {
    stdout,
    stdin: new Keyboard(process.stdin),
    isScreenReaderEnabled: aloud,
    // What was read aloud stays, to be read again.
    alternateScreen: !aloud,
    // Decided by start.ts, which has seen a terminal on both ends.
    interactive: true,
    // Only lines that have changed are written: a fifth of the bytes of a frame, or less.
    incrementalRendering: true,
    exitOnCtrlC: false,
    // What is written to the console would be drawn into the frame.
    patchConsole: false,
  });
  // The local account may be opened while the start screen is read: nothing leaves the machine by it.
  if (!answers.chosen) setTimeout(() => sessions.openAhead({ ...answers.suggested, kind: "local" }));
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
  const failed = await sessions.close();
  // A request to AWS that is still under way would keep the process for as long as it takes.
  process.exit(exitCode ?? (failed ? COULD_NOT_RUN : 0));
}

/** Says what went wrong, once the screen is left, and answers the exit code. */
const explain = (error: unknown): number =>
  reportError(error, "What was running in the account goes on; handrail shows it again.\n");

/** Where stray output is kept: with the local account, unless nothing is to be kept. */
function logFile(options: PlaceOptions): string | undefined {
  const home = localHome(options);
  return home && join(home, "terminal.log");
}
