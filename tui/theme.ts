import type { FindingStatus, StepStatus } from "../workflows/contract.ts";
import type { StateStatus } from "./execution/view.ts";
import type { Group } from "./fleet/fleet-account.ts";

interface Mark {
  sign: string;
  color?: string;
}

/**
 * Colours are the terminal's own sixteen, so that light and dark themes both hold. With NO_COLOR (no-color.org) there
 * are none; bold and inverse stay, and no meaning is ever in the colour alone.
 */
const color = (name: string): string | undefined => (process.env.NO_COLOR ? undefined : name);

/**
 * No yellow: on white it is next to invisible (1.7 to 1 in xterm's palette, 2 to 3 in those of today's light themes),
 * where magenta has 4.5 to 1 on white and on black.
 */
export const COLORS = { bad: color("red"), code: color("cyan"), busy: color("magenta") };

/** The sixteen by their numbers in `ESC [ 3n m` and `ESC [ 9n m`, for what a server writes in colour. */
export const ANSI_COLORS: readonly (string | undefined)[] = [
  ...["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"],
  ...["gray", "redBright", "greenBright", "yellowBright"],
  ...["blueBright", "magentaBright", "cyanBright", "whiteBright"],
].map(color);

export const FINDING_MARKS: Record<FindingStatus, Mark> = {
  met: { sign: "✓", color: color("green") },
  unmet: { sign: "✗", color: color("red") },
  waiting: { sign: "…", color: COLORS.busy },
  advice: { sign: "i", color: color("cyan") },
  blocked: { sign: "!", color: color("magenta") },
  elsewhere: { sign: "✓", color: color("blue") },
};

export const BUSY_MARK: Mark = { sign: "▸", color: COLORS.busy };

export const STEP_MARKS: Record<StepStatus | "unknown", Mark> = {
  met: FINDING_MARKS.met,
  unmet: FINDING_MARKS.unmet,
  waiting: FINDING_MARKS.waiting,
  blocked: FINDING_MARKS.blocked,
  unknown: { sign: "·" },
};

/** A state of a machine; `ahead` is one that was not reached yet. */
export const STATE_MARKS: Record<StateStatus | "ahead", Mark> = {
  running: BUSY_MARK,
  succeeded: FINDING_MARKS.met,
  caught: { sign: "!", color: COLORS.busy },
  failed: FINDING_MARKS.unmet,
  stopped: { sign: "-" },
  ahead: STEP_MARKS.unknown,
};

/** An account of a fleet. What wants somebody has a sign that nothing else has. */
export const GROUP_MARKS: Record<Group, Mark> = {
  failed: FINDING_MARKS.unmet,
  unreadable: { sign: "?", color: COLORS.bad },
  waiting: FINDING_MARKS.waiting,
  working: BUSY_MARK,
  built: { sign: "●" },
  clean: FINDING_MARKS.met,
  none: { sign: "·" },
};

/** Local and AWS must never be mistaken for one another: one is free, the other is billed. */
export const PLACES = {
  local: { label: "LOCAL", color: color("green") },
  aws: { label: "AWS", color: color("red") },
} as const;
