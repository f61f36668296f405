/**
 * Every shape that crosses a boundary: between the terminal and a state machine, a state machine and a task. The machines'
 * JSONata, the tasks' handlers and the terminal's reducers all take theirs from here: a file a machine, with what it takes
 * and gives and what it asks of its function, and what all of them share.
 */

export * from "./contract/build-lab.ts";
export * from "./contract/clean-up.ts";
export * from "./contract/common.ts";
export * from "./contract/errors.ts";
export * from "./contract/finding.ts";
export * from "./contract/map-network.ts";
export * from "./contract/names.ts";
export * from "./contract/reset-accounts.ts";
export * from "./contract/solve-step.ts";
export * from "./contract/validate-lab.ts";
export * from "./contract/verify-steps.ts";
