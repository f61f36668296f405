import type { Verb } from "../../workflows/contract.ts";

/** What an execution is asked for; which members there are depends on the verb. */
export interface ExecutionInput {
  lab: string;
  step?: string;
  steps?: readonly string[];
  [key: string]: unknown;
}

/** A new execution's name: at most 80 characters; the time stamp sorts, the random part keeps two in one second apart. */
export function executionName(verb: Verb, { lab, step, steps = [] }: ExecutionInput): string {
  const time = new Date().toISOString().replace(/[-:]/g, "").slice(0, 15);
  const random = Math.random().toString(36).slice(2, 8).padEnd(6, "0");
  const about = step ?? (steps.length === 1 ? steps[0] : undefined);
  return [lab, verb, time, random, ...(about ? [about] : [])].join("-").slice(0, 80);
}

/** The one step that an execution is about, as far as its name says. */
export const stepInName = (name: string): string | undefined =>
  /-\d{8}T\d{6}-[a-z0-9]{6}-(.+)$/.exec(name)?.[1];

/** Whether a name is as a terminal, a command or a validation gives one, and not as a reset does. */
export const isTerminals = (name: string): boolean => /-\d{8}T\d{6}-[a-z0-9]{6}(-|$)/.test(name);
