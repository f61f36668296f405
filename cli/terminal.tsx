import { Handrail } from "../tui/handrail.tsx";
import type { Launch } from "../tui/session.ts";
import { LABS } from "./labs.ts";
import { answersOf } from "./launch.ts";
import { DEFAULT_PACE, localHome, type PlaceOptions } from "./place-options.ts";
import { COULD_NOT_RUN, reportError } from "./problem.ts";
import { logFile, showOnScreen } from "./screen/full-screen.ts";
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
  // The local account may be opened while the start screen is read: nothing leaves the machine by it.
  if (!answers.chosen) setTimeout(() => sessions.openAhead({ ...answers.suggested, kind: "local" }));
  const leaving = await showOnScreen((heard) => <Handrail launch={launch} heard={heard} />, {
    aloud,
    log: logFile(options),
  });
  let exitCode = leaving?.exitCode;
  if (leaving?.error !== undefined) exitCode = explain(leaving.error);
  const failed = await sessions.close();
  // A request to AWS that is still under way would keep the process for as long as it takes.
  process.exit(exitCode ?? (failed ? COULD_NOT_RUN : 0));
}

/** Says what went wrong, once the screen is left, and answers the exit code. */
const explain = (error: unknown): number =>
  reportError(error, "What was running in the account goes on; handrail shows it again.\n");
