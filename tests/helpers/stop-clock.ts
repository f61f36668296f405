import { onTestFinished, vi } from "vitest";

/**
 * Stops the wall clock and the process's own until the running test ends: what has not happened by now does not happen
 * meanwhile, and what is within a second stays so, however long the test takes. Timers go on.
 */
export function stopClock(): void {
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
  onTestFinished(() => void vi.useRealTimers());
}

/**
 * Has timers pass when the test says so (`vi.advanceTimersByTime`) until the running test ends: no limit in time strikes
 * before. Clocks go on, and so do sockets and other processes.
 */
export function holdTimers(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
}
