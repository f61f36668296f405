import { onTestFinished } from "vitest";
import * as drive from "../../drive/terminal.ts";

/** How long the slowest thing may take on a machine that is busy: only a failing test waits this long. */
const PATIENCE_MS = 25_000;

/** The real program in a pseudo-terminal, and the screen that it draws. It does not outlive the test. */
export function openTerminal(options: Omit<drive.TerminalOptions, "patience">) {
  const terminal = drive.openTerminal({ ...options, patience: PATIENCE_MS });
  const { screen, ended, press, shows } = terminal;
  let raw = "";
  let scrolls = 0;
  let drawn = false;
  screen.onScroll(() => {
    // The emulator also says so when it changes to the alternate screen.
    if (drawn && screen.buffer.active.type === "alternate") scrolls++;
  });
  // The end of a synchronised update.
  screen.parser.registerCsiHandler({ prefix: "?", final: "l" }, ([mode]) => {
    drawn ||= mode === 2026;
    return false;
  });
  terminal.onData((data) => {
    raw += data;
  });
  onTestFinished(async () => {
    terminal.kill("SIGKILL");
    await ended;
    screen.dispose();
  });

  return {
    ...terminal,
    /** All that was ever written to it, control sequences included. */
    raw: () => raw,
    /**
     * What was drawn as it should not be: a write that scrolled the screen, so that the frame is no longer where the
     * program thinks it is, and bytes that belong to no frame. Empty where all is well.
     */
    disturbances(): string[] {
      const outside = raw.replaceAll(FRAME, "").replaceAll(MODES, "");
      return [
        ...(scrolls > 0 ? [`The screen was scrolled ${scrolls} times.`] : []),
        ...(outside === "" ? [] : [`Written outside of a frame: ${JSON.stringify(outside.slice(0, 200))}`]),
      ];
    },
    /** Which of the two screens is shown: a program's own, or the one that was there before. */
    buffer: () => screen.buffer.active.type,
    /** Has the lab built, with the suffix that is proposed. */
    async builds(): Promise<void> {
      press("b");
      await shows(/Your suffix: /);
      press(drive.KEYS.enter);
    },
  };
}

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: what a terminal is sent.
const FRAME = /\x1b\[\?2026h.*?\x1b\[\?2026l/gs;
/** Alternate screen, cursor, bracketed paste: on and off. */
const MODES = /\x1b\[\?(1049|25|2004)[hl]/g;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: see above.
