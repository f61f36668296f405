import type { LabGuide } from "../../../tasks/labs/lab.ts";
import type { Verb } from "../../../workflows/contract.ts";

export const VERB_WORDS: Record<Verb, string> = {
  "build-lab": "build",
  "verify-steps": "verify",
  "solve-step": "solve",
  "clean-up": "clean up",
  "map-network": "map",
  "validate-lab": "validate",
  "reset-accounts": "reset",
};

/** What an execution is about, besides its verb, as its input says: a step, or the suffix of a build. */
export function aboutOf(verb: Verb, input: unknown, { steps }: LabGuide): string {
  const {
    step,
    steps: chosen,
    suffix,
    mode,
  } = (input ?? {}) as { step?: string; steps?: string[]; suffix?: string; mode?: string };
  if (verb === "build-lab") return suffix ? `with suffix ${suffix}` : "";
  if (verb === "clean-up") return "";
  if (verb === "validate-lab") return "the whole lab";
  if (verb === "reset-accounts") return mode === "plan" ? "planned in other accounts" : "in other accounts";
  if (verb === "map-network") return "who can talk to whom";
  const only = step ?? (chosen?.length === 1 ? chosen[0] : undefined);
  if (only !== undefined) return steps.find(({ id }) => id === only)?.title ?? only;
  return chosen?.length === steps.length ? "all steps" : `${chosen?.length ?? 0} steps`;
}
