import { useEffect, useState } from "react";

const MINUTE_MS = 60_000;

/** The time of day, which moves on at each whole minute since a moment; without one it stands, and nothing ticks. */
export function useMinute(since: Date | undefined): Date {
  const [now, setNow] = useState(() => new Date());
  const from = since?.getTime();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each minute sets the timer for the next.
  useEffect(() => {
    if (from === undefined) return;
    const elapsed = Date.now() - from;
    const timer = setTimeout(() => setNow(new Date()), MINUTE_MS - (Math.max(0, elapsed) % MINUTE_MS));
    return () => clearTimeout(timer);
  }, [from, now]);
  return now;
}
