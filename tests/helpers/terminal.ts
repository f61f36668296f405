import { expect, onTestFinished } from "vitest";
import * as drive from "../../drive/terminal.ts";

/** How long the slowest thing may take on a machine that is busy: only a failing test waits this long. */
const PATIENCE_MS = 60_000;

/** The real program in a pseudo-terminal, and the screen that it draws. It does not outlive the test. */
export function openTerminal(options: Omit<drive.TerminalOptions, "patience">) {
  const terminal = drive.openTerminal({ ...options, patience: PATIENCE_MS });
  const { screen, ended, press, shows } = terminal;
  let raw = "";
  let scrolls = 0;
  let drawn = false;
  /** How much of it was looked at for disturbances. */
  let asked = 0;
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
     * What was drawn as it should not be, since this was asked last: a write that scrolled the screen, so that the frame
     * is no longer where the program thinks it is, and bytes that belong to no frame. Empty where all is well.
     */
    disturbances(): string[] {
      const drawn = raw.lastIndexOf(FRAME_END) + FRAME_END.length;
      // The last frame may still be coming, or never have come whole: the program was killed.
      const outside = raw.slice(asked).replaceAll(FRAME, "").replace(UNFINISHED, "").replaceAll(MODES, "");
      const scrolled = scrolls;
      [asked, scrolls] = [drawn, 0];
      return [
        ...(scrolled > 0 ? [`The screen was scrolled ${scrolled} times.`] : []),
        ...(outside === "" ? [] : [`Written outside of a frame: ${JSON.stringify(outside.slice(0, 200))}`]),
      ];
    },
    /** What a terminal is to be left with: the screen that was there, a cursor, and no mode of ours. */
    expectAsItWas(): void {
      expect(screen.buffer.active.type).toBe("normal");
      for (const [on, off] of [
        ["\x1b[?25l", "\x1b[?25h"],
        ["\x1b[?2004h", "\x1b[?2004l"],
        ["\x1b[?1049h", "\x1b[?1049l"],
      ] as const)
        expect(raw.lastIndexOf(off), off.slice(1)).toBeGreaterThan(raw.lastIndexOf(on));
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
const FRAME_END = "\x1b[?2026l";
const FRAME = /\x1b\[\?2026h.*?\x1b\[\?2026l/gs;
/** What a frame begins with that has no end yet, or the beginning of a sequence that may become one. */
const UNFINISHED = /\x1b(\[(\?(2(0(2(6(h.*)?)?)?)?)?)?)?$/s;
/** Alternate screen, cursor, bracketed paste: on and off. */
const MODES = /\x1b\[\?(1049|25|2004)[hl]/g;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: see above.
