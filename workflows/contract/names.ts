/** The state machines, by verb. Their names in an account are `handrail-<verb>`. */
export const VERBS = [
  "build-lab",
  "verify-steps",
  "solve-step",
  "clean-up",
  "map-network",
  "validate-lab",
  "reset-accounts",
] as const;
export type Verb = (typeof VERBS)[number];

export const machineName = (verb: Verb): string => `handrail-${verb}`;

/** The activity with which `solve-step` asks for the next call that is made; its worker is the function `solve`. */
export const NEXT_CALL_ACTIVITY = `${machineName("solve-step")}-next-call`;

/** Function names in an account are `handrail-<name>`. */
export const FUNCTIONS = ["build", "verify", "solve", "cleanup", "inventory", "fleet"] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** The stack that carries the machines and functions. */
export const ORCHESTRATOR_STACK = "handrail-orchestrator";
