import { duration } from "../../../text/duration.ts";

/** Where on the drawing's width a time is, and the times that its axis names. */
export interface Scale {
  /** @param seconds since the beginning */
  x(seconds: number): number;
  ticks: { seconds: number; words: string }[];
}

/** Seconds between two marks of an axis that people read without reckoning. */
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600];
const MOST_TICKS = 12;

/** A scale on which so many seconds reach from one place to the other. */
export function scaleOf(seconds: number, from: number, to: number): Scale {
  // Another machine's clock may be behind ours, and all may have happened in one millisecond.
  const whole = Math.max(seconds, 0.001);
  const step = STEPS.find((each) => whole / each <= MOST_TICKS) ?? whole / MOST_TICKS;
  const count = Math.floor(whole / step + 1e-9) + 1;
  return {
    x: (at) => Math.round((from + (Math.min(Math.max(at, 0), whole) / whole) * (to - from)) * 100) / 100,
    ticks: Array.from({ length: count }, (_, index) => ({
      seconds: index * step,
      words: wordsOf(index * step, step),
    })),
  };
}

function wordsOf(seconds: number, step: number): string {
  if (step < 1) return duration(seconds);
  if (step < 60)
    return seconds < 60
      ? `${seconds} s`
      : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} min`;
  return step < 3_600 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}
