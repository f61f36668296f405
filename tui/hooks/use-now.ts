import { useEffect, useState } from "react";

/** How often a running machine's durations tick: often enough to look alive, and no work for the processor. */
const TICK_MS = 200;

/** The time of day; it moves on only while `ticking`, so that an idle screen costs nothing. */
export function useNow(ticking: boolean): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    if (!ticking) return;
    const timer = setInterval(() => setNow(new Date()), TICK_MS);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
