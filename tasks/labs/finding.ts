import type { Finding, FindingStatus, StepResult, StepStatus } from "../../workflows/contract.ts";

/** What a judge says of one requirement. */
export interface Verdict {
  status: FindingStatus;
  actual: string;
  remedy?: string;
  resources?: string[];
}

export const met = (actual: string, resources?: string[]): Verdict => ({ status: "met", actual, resources });

export const unmet = (actual: string, remedy: string, resources?: string[]): Verdict => ({
  status: "unmet",
  actual,
  remedy,
  resources,
});

export const advice = (actual: string, remedy: string, resources?: string[]): Verdict => ({
  status: "advice",
  actual,
  remedy,
  resources,
});

export const waiting = (actual: string, remedy: string, resources?: string[]): Verdict => ({
  status: "waiting",
  actual,
  remedy,
  resources,
});

/** Makes the findings of a step: one for each requirement, whatever the verdict, so that a list of them keeps its rows. */
export function finder(step: string) {
  return (requirement: string, expected: string, verdict: Verdict): Finding => ({
    step,
    requirement,
    status: verdict.status,
    expected,
    actual: verdict.actual,
    ...(verdict.remedy === undefined ? {} : { remedy: verdict.remedy }),
    resources: [...new Set(verdict.resources ?? [])],
  });
}

/** The worst first: what is proven wrong outweighs what could not be seen. */
const WORST_FIRST = ["unmet", "blocked", "waiting"] as const;

/** A step's own status: its worst finding. `advice` and `elsewhere` count as met. */
export function stepStatusOf(findings: readonly Finding[]): StepStatus {
  return WORST_FIRST.find((status) => findings.some((finding) => finding.status === status)) ?? "met";
}

export function stepResultOf(step: string, findings: Finding[]): StepResult {
  return { step, status: stepStatusOf(findings), findings };
}

/** `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
