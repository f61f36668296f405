import { join } from "node:path";
import { render } from "ink";
import type { ReactElement } from "react";
import { Keyboard } from "../../tui/shell/keyboard.ts";
import { localHome, type PlaceOptions } from "../place-options.ts";
import { type Leaving, onLeaving } from "./leaving.ts";
import { promptFrames } from "./prompt-frames.ts";
import { divertOutput } from "./stray-output.ts";
import { spokenFrames, wholeFrames } from "./whole-frames.ts";

interface FullScreen {
  /** For a screen reader: what was read aloud stays, and nothing is drawn over. */
  aloud?: boolean;
  /** Where stray output is kept; absent: nowhere. */
  log: string | undefined;
}

/** Where stray output is kept: with the local account, unless nothing is to be kept. */
export const logFile = (options: Pick<PlaceOptions, "ephemeral" | "home">): string | undefined => {
  const home = localHome(options);
  return home && join(home, "terminal.log");
};

/**
 * Draws on the whole screen until it is left: what was there before is there again afterwards.
 *
 * @param draw is given what is to be told of each key that was heard
 * @returns why it was left, where no key did that
 */
export async function showOnScreen(
  draw: (heard: () => void) => ReactElement,
  { aloud = false, log }: FullScreen,
): Promise<Leaving | undefined> {
  const stdout = aloud ? spokenFrames(process.stdout) : wholeFrames(process.stdout);
  const giveBack = divertOutput(log);
  // Before anything is drawn: whoever sees it may answer with a signal at once.
  let leaving: Leaving | undefined;
  onLeaving((reason) => {
    leaving = reason;
    app.unmount();
  });
  // Ink does so once the first frame is there: a key that comes before would be echoed onto it.
  process.stdin.setRawMode(true);
  const heard = promptFrames(() => app.waitUntilRenderFlush());
  const app = render(draw(heard), {
    stdout,
    stdin: new Keyboard(process.stdin),
    isScreenReaderEnabled: aloud,
    // What was read aloud stays, to be read again.
    alternateScreen: !aloud,
    // Decided by whoever calls, who has seen a terminal on both ends.
    interactive: true,
    // Only lines that have changed are written: a fifth of the bytes of a frame, or less.
    incrementalRendering: true,
    exitOnCtrlC: false,
    // What is written to the console would be drawn into the frame.
    patchConsole: false,
  });
  try {
    await app.waitUntilExit();
  } catch (error) {
    // A screen that could not be drawn.
    leaving = { exitCode: 1, error };
  }
  giveBack();
  return leaving;
}
