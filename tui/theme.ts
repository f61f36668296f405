import type { FindingStatus, StepStatus } from "../workflows/contract.ts";

interface Mark {
  sign: string;
  color?: string;
}

/** Colours are the terminal's own sixteen, so that light and dark themes both hold; NO_COLOR is heeded by Ink. */
export const FINDING_MARKS: Record<FindingStatus, Mark> = {
  met: { sign: "✓", color: "green" },
  unmet: { sign: "✗", color: "red" },
  waiting: { sign: "…", color: "yellow" },
  advice: { sign: "i", color: "cyan" },
  blocked: { sign: "!", color: "magenta" },
  elsewhere: { sign: "✓", color: "blue" },
};

export const STEP_MARKS: Record<StepStatus | "unknown", Mark> = {
  met: FINDING_MARKS.met,
  unmet: FINDING_MARKS.unmet,
  waiting: FINDING_MARKS.waiting,
  blocked: FINDING_MARKS.blocked,
  unknown: { sign: "·" },
};

export const STATE_MARKS: Record<"running" | "succeeded" | "failed", Mark> = {
  running: { sign: "▸", color: "yellow" },
  succeeded: { sign: "✓", color: "green" },
  failed: { sign: "✗", color: "red" },
};

/** Local and AWS must never be mistaken for one another: one is free, the other is billed. */
export const PLACE_COLORS = { local: "green", aws: "red" } as const;
