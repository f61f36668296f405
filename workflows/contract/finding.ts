import * as z from "zod";

/**
 * What a check says of one requirement.
 * - `met`: as the guide asks, to the letter or in effect
 * - `unmet`: not so; `remedy` says what to do
 * - `waiting`: AWS may not show it yet (eventual consistency): look again
 * - `advice`: met, but better otherwise
 * - `blocked`: we may not look; never reported as "not done"
 * - `elsewhere`: provided by the organisation
 */
export const findingStatus = z.enum(["met", "unmet", "waiting", "advice", "blocked", "elsewhere"]);
export type FindingStatus = z.infer<typeof findingStatus>;

export const finding = z.object({
  /** The step's id, such as `services-egress`. */
  step: z.string(),
  /** What is required, in a short sentence that holds whether it is met or not. */
  requirement: z.string(),
  status: findingStatus,
  /** What a participant should see in the account. */
  expected: z.string(),
  /** What is there. */
  actual: z.string(),
  /** What to do about it: a sentence, in terms of the console or the AWS CLI. */
  remedy: z.string().optional(),
  /** The ids of the resources that the finding speaks of. */
  resources: z.array(z.string()),
});
export type Finding = z.infer<typeof finding>;

/** A step's own status: its worst finding. `advice` and `elsewhere` count as met. */
export const stepStatus = z.enum(["met", "unmet", "waiting", "blocked"]);
export type StepStatus = z.infer<typeof stepStatus>;
