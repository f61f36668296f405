import * as z from "zod";
import { labResources } from "./common.ts";
import { stepResult } from "./verify-steps.ts";

export const solveInput = z.object({ lab: z.string(), step: z.string() });
export type SolveInput = z.infer<typeof solveInput>;

/** One call that a task made to change the account, so that "do it for me" shows what it did. */
export const action = z.object({ service: z.string(), operation: z.string(), summary: z.string() });
export type Action = z.infer<typeof action>;

export const solveOutput = z.object({
  lab: z.string(),
  step: z.string(),
  actions: z.array(action),
  resources: labResources,
  results: z.array(stepResult),
});
export type SolveOutput = z.infer<typeof solveOutput>;

/** Where calls are told of as they are made: the activity with which the machine asks, and whose questions are meant. */
export const tellCalls = z.object({
  /** The activity's ARN. A task of it has the input `{ execution }`, and is answered with a NextCall. */
  activity: z.string(),
  /** The execution's ARN: all executions ask at the same activity. */
  execution: z.string(),
});
export type TellCalls = z.infer<typeof tellCalls>;

/** The states of `solve-step` that only tell. A reader of the execution is better shown the calls themselves. */
export const TELLING_STATES = {
  begin: "Begin to tell",
  next: "Next call",
  more: "More to tell?",
  told: "All told",
  heard: "Were the calls told?",
  done: "They were",
} as const;

/** The answer to "what is the next call?": the call, that it was somebody else who was asked, or that there is none. */
export type NextCall = Action | { again: true } | { done: true };

/** Answers `{ actions: Action[], told: boolean }`: what this invocation did, and whether the machine was told all of it. */
export const solveRequest = z.object({ lab: z.string(), step: z.string(), tell: tellCalls });
export type SolveRequest = z.infer<typeof solveRequest>;
