import * as z from "zod";
import { buildInput } from "./build-lab.ts";
import { cleanUpOutput } from "./clean-up.ts";
import { stepStatus } from "./finding.ts";

/** One step of the way through a lab. */
export const move = z.object({
  /** The step that is solved, and solved again. */
  step: z.string(),
  /** The steps that are seen unmet before that: mostly the step itself; see `planWalk`. */
  red: z.array(z.string()),
});
export type Move = z.infer<typeof move>;

export const validateInput = buildInput.omit({ owner: true }).extend({
  walk: z.array(move).min(1),
  /**
   * Whether a check that passes before anybody did anything fails the validation: it proves nothing, unless the account
   * had what it asks for before.
   */
  red: z.enum(["must", "should"]),
});
export type ValidateInput = z.infer<typeof validateInput>;

/** The states of `validate-lab` that have other machines work: whoever reads an execution finds them by these. */
export const VALIDATION_STATES = {
  build: "Build the lab",
  red: "See it unmet",
  solve: "Solve it",
  again: "Solve it again",
  cleanUp: "Clean up",
} as const;

/** How one step fared. What is absent was not come to. */
const proof = z.object({
  step: z.string(),
  /** What was seen before the step was done. */
  red: z.array(z.object({ step: z.string(), status: stepStatus })),
  /** Its status once it was solved, and how many calls that took. */
  green: stepStatus.optional(),
  calls: z.number().int().optional(),
  /** The same of solving it a second time: no call is to be left to make. */
  again: stepStatus.optional(),
  callsAgain: z.number().int().optional(),
  /** Why it could not be looked at or solved. */
  error: z.object({ name: z.string(), cause: z.string() }).optional(),
});
export type Proof = z.infer<typeof proof>;

export const validateOutput = z.object({
  lab: z.string(),
  proofs: z.array(proof),
  cleanUp: cleanUpOutput,
});
export type ValidateOutput = z.infer<typeof validateOutput>;
