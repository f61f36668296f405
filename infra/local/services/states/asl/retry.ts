import type { Retrier } from "./definition.ts";

/**
 * The back-off before a retrier's n-th retry (from 1), in milliseconds of AWS time: IntervalSeconds (1), times
 * BackoffRate (2) for each retry before, at most MaxDelaySeconds; FULL jitter draws from zero up to that.
 */
export function retryDelay(retrier: Retrier, retry: number, random: () => number = Math.random): number {
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Infinity, JitterStrategy } = retrier;
  const seconds = Math.min(IntervalSeconds * BackoffRate ** (retry - 1), MaxDelaySeconds);
  return 1000 * (JitterStrategy === "FULL" ? random() * seconds : seconds);
}
