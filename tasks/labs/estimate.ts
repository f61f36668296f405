import type { Move } from "../../workflows/contract.ts";
import type { LabGuide, Place, StepGuide } from "./lab.ts";

/** US dollars a state transition, beyond the first 4,000 of a month (AWS Step Functions pricing, us-east-1, 2026). */
export const TRANSITION_USD = 0.000025;

/** What something comes to before it is begun, where all goes well. */
export interface Estimate {
  /** State transitions of all executions: states entered, and attempts again. */
  transitions: number;
  /** What those cost on AWS. */
  transitionsUsd: number;
  /** How long it takes on AWS. */
  minutes: number;
  /** What the lab itself costs on AWS in that time. */
  labUsd: number;
}

/**
 * States that each machine enters on the way where all goes well; a test holds them against real executions.
 * To tell of a call takes two, and `solve-step` has its step verified.
 */
const VERIFY = 4;
const BUILD = 9;
const SOLVE = 11 + VERIFY;
const TELL_CALL = 2;
const CLEAN_UP = 7;
const SWEEP_STAGE = 2;
/** `validate-lab` itself: around its steps, for a step, and to have a step seen unmet. */
const VALIDATE = 6;
const PROVE = 5;
const SEE_UNMET = 1;

/** `reset-accounts` itself, and for an account. */
const RESET = 5;
const RESET_ACCOUNT = 6;

/** Stages of a clean-up: the stack and the key pair have two in any case, and what steps leave has eight more at most. */
const LAB_STAGES = 2;
const STEP_STAGES = 8;

/** How often a minute the machines look whether AWS is done with a stack: each look is an attempt again. */
const LOOKS_A_MINUTE = 4;

/** How often `reset-accounts` looks whether a clean-up has ended: three times in the first minutes, then every other one. */
const FIRST_LOOKS = 3;
const RESET_LOOKS_A_MINUTE = 0.5;

type Estimated = Pick<LabGuide, "steps" | "minutesOnAws" | "costPerHour">;

/** What it takes to validate a lab by a walk; on AWS with the attempts again that waiting there takes. */
export function estimateValidation(
  guide: Estimated,
  walk: readonly Move[],
  place: "local" | "aws",
): Estimate {
  const seen = walk.filter(({ red }) => red.length > 0).length;
  const calls = walk.reduce((sum, { step }) => sum + callsOf(guide.steps.find(({ id }) => id === step)!), 0);
  const steps = walk.length * (PROVE + 2 * SOLVE) + seen * (SEE_UNMET + VERIFY) + calls * TELL_CALL;
  return estimateOf(guide, place, VALIDATE + steps, walk.length);
}

/** What it takes on AWS to go through a lab as a participant does: each step verified before it is done and after. */
export const estimateParticipant = (guide: Estimated): Estimate =>
  estimateOf(guide, "aws", guide.steps.length * 2 * VERIFY, guide.steps.length);

/** What a reset of accounts comes to, by where its state transitions are: in the instructor's account, and in the others. */
export interface ResetEstimate {
  here: number;
  there: number;
  transitionsUsd: number;
  /** How long it takes on AWS. */
  minutes: number;
}

/**
 * What it takes to clean a lab up in accounts, so many stages in each as their plans have; on AWS with the attempts again that
 * waiting there takes.
 */
export function estimateReset(
  { minutesOnAws: { cleanUp } }: Pick<LabGuide, "minutesOnAws">,
  stages: readonly number[],
  { concurrency, place }: { concurrency: number; place: "local" | "aws" },
): ResetEstimate {
  const long = place === "aws" ? stages.filter((count) => count > 0).length : 0;
  const looks = long * (FIRST_LOOKS + cleanUp * RESET_LOOKS_A_MINUTE);
  const here = RESET + stages.length * RESET_ACCOUNT + looks;
  const sweeps = stages.reduce((sum, count) => sum + count * SWEEP_STAGE, 0);
  const there = stages.length * CLEAN_UP + sweeps + long * cleanUp * LOOKS_A_MINUTE;
  const stands = stages.filter((count) => count > 0).length;
  // Where nothing of the lab is, to look twice and compare takes a minute all the same.
  const minutes =
    Math.ceil(stands / concurrency) * cleanUp + Math.ceil((stages.length - stands) / concurrency);
  return { here, there, transitionsUsd: (here + there) * TRANSITION_USD, minutes };
}

/** Of what needs so many transitions for so many steps, besides the build and the clean-up. */
function estimateOf(
  { minutesOnAws, costPerHour }: Estimated,
  place: "local" | "aws",
  between: number,
  steps: number,
): Estimate {
  const { build, step, cleanUp } = minutesOnAws;
  const stages = LAB_STAGES + Math.min(steps, STEP_STAGES);
  const looks = place === "aws" ? (build + cleanUp) * LOOKS_A_MINUTE : 0;
  const transitions = BUILD + between + CLEAN_UP + stages * SWEEP_STAGE + looks;
  const minutes = build + steps * step + cleanUp;
  return {
    transitions,
    transitionsUsd: transitions * TRANSITION_USD,
    minutes,
    labUsd: (minutes / 60) * costPerHour,
  };
}

/** How many calls solving a step makes: about as many as its guide has commands that change something. */
const callsOf = (step: StepGuide): number =>
  step.commands({}, ANYWHERE).filter(({ command }) => !READS.test(command)).length;

/** Commands differ by the place in their names only. */
const ANYWHERE: Place = { accountId: "123456789012", region: "us-east-1" };

/** How the AWS CLI calls what only looks. */
const READS = /\baws [a-z0-9]+ (?:get|list|describe|lookup|filter|simulate|head)-/;
