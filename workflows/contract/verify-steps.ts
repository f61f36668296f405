import * as z from "zod";
import { labId, labResources } from "./common.ts";
import { finding, stepStatus } from "./finding.ts";

export const verifyInput = z.object({ lab: z.string(), steps: z.array(z.string()).min(1) });
export type VerifyInput = z.infer<typeof verifyInput>;

export const stepResult = z.object({ step: z.string(), status: stepStatus, findings: z.array(finding) });
export type StepResult = z.infer<typeof stepResult>;

export const verifyOutput = z.object({
  lab: z.string(),
  resources: labResources,
  results: z.array(stepResult),
});
export type VerifyOutput = z.infer<typeof verifyOutput>;

/** What only looks at the account. */
export const verifyRequest = z.discriminatedUnion("do", [
  /** Answers `{ results: StepResult[], resources }`, the results in the order of the steps. */
  labId.extend({ do: z.literal("check-steps"), steps: z.array(z.string()).min(1) }),
  /** Answers the NetworkMap. */
  labId.extend({ do: z.literal("map-network") }),
]);
export type VerifyRequest = z.infer<typeof verifyRequest>;
