import type { SampleRequest } from "./requests.ts";

/** How severe a finding is, in the words of GuardDuty's console. */
export const SEVERITIES = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What the step observes of the findings. */
export interface SampleFacts {
  /** Absent where the Region has no detector. */
  detectorId?: string;
  /** How many samples were seen that were made or made anew since the lab began; the first hundred are looked at. */
  samples: Record<Severity, number>;
  /** How many findings there are since then, real ones included. */
  findings: Record<Severity, number>;
  /** What was asked for lately and may still appear; read only where samples are missing. */
  requests: SampleRequest[];
}

/** User Guide, "Severity levels": 9.0 and above is critical, 7.0 high, 4.0 medium, the rest low. */
export function severityOf(number: number): Severity {
  if (number >= 9) return "critical";
  if (number >= 7) return "high";
  return number >= 4 ? "medium" : "low";
}

export const noFindings = (): Record<Severity, number> => ({ critical: 0, high: 0, medium: 0, low: 0 });

export const sum = (counts: Record<Severity, number>): number =>
  SEVERITIES.reduce((total, severity) => total + counts[severity], 0);
