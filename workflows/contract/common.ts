import * as z from "zod";

/**
 * The lab's resources by the part that they play (`vpc.webApp`, `group.servicesServer`, …), whichever template
 * made them: what the guide's commands and links are filled in with.
 */
export const labResources = z.record(z.string(), z.string());
export type LabResources = z.infer<typeof labResources>;

/** The account that an execution worked in. */
export const account = z.object({
  id: z.string(),
  /** What people know it by, where it has one and the function may know it. */
  alias: z.string().optional(),
});
export type Account = z.infer<typeof account>;

/** Every request of a function that works on a lab names it. */
export const labId = z.object({ lab: z.string() });
