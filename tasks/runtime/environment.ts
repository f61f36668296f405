import * as z from "zod";

/** The environment that the orchestrator stack gives to its functions. */
const environment = z.object({
  /** The orchestrator's bucket: bundles and ledgers. */
  HANDRAIL_BUCKET: z.string().min(3),
  /** The ARN of the role that CloudFormation takes on to build a lab. */
  HANDRAIL_LAB_STACK_ROLE: z.string().startsWith("arn:"),
});
export type Environment = z.infer<typeof environment>;

/**
 * The function's environment, checked.
 * @throws ZodError that names what is missing: the function was deployed by something else than our stack.
 */
export function readEnvironment(variables: Record<string, string | undefined> = process.env): Environment {
  return environment.parse(variables);
}
