import type { Estimate } from "../../../tasks/labs/estimate.ts";
import type {
  Account,
  Action,
  CleanUpOutput,
  Finding,
  PlanItem,
  StageResult,
  StepStatus,
  Tally,
} from "../../../workflows/contract.ts";
import type { StateType } from "../../execution/definition.ts";
import type { StateStatus } from "../../execution/view.ts";

/**
 * What a validation came to: all proven, something not, something of the lab left, nothing done at all, or stopped by whoever
 * ended the program.
 */
export type Verdict = "valid" | "not-valid" | "left-behind" | "refused" | "interrupted";

/** Everything that a validation has to show: what `--json` prints, and JUnit and HTML are made from. Times are ISO 8601. */
export interface ValidationReport {
  verdict: Verdict;
  /** 0 valid, 1 not valid, 2 left behind, 3 refused, 130 or 143 interrupted (by Ctrl-C or by SIGTERM). */
  exitCode: number;
  lab: { id: string; title: string };
  place: "local" | "aws";
  account: Account;
  region: string;
  /** Of the validation's own execution. */
  executionArn: string;
  startedAt: string;
  endedAt: string;
  /** Why it is not valid, where that is not one step's doing. */
  error?: Trouble;
  build: Part;
  steps: StepReport[];
  cleanUp: CleanUpPart;
  timeline: Bar[];
  cost: Cost;
}

export interface Trouble {
  name: string;
  cause: string;
}

/** A piece of the work; without times where it was not come to. */
export interface Part {
  startedAt?: string;
  endedAt?: string;
  error?: Trouble;
}

export interface CleanUpPart extends Part {
  /** What it answered, where nothing was left. */
  output?: CleanUpOutput;
  /** What its stages did, and could not do, whether or not it came to its end. */
  stages: StageResult[];
  /** What is not the lab's and stays; if much, the first few of each kind, and `stayed` says how much it is. */
  foreign: PlanItem[];
  stayed?: Tally;
}

export interface StepReport extends Part {
  step: string;
  title: string;
  optional: boolean;
  /** Unmet at first, met once solved, and with nothing left to do then. */
  proven: boolean;
  /** Why it is not, a sentence each. */
  problems: string[];
  /** What its check found before it was done; absent where it was not looked at. */
  red?: Look;
  green?: Look;
  again?: Look;
  /** The calls that solved it, and those that solving it again made: there should be none. */
  calls: Action[];
  callsAgain: Action[];
}

export interface Look {
  status: StepStatus;
  findings: Finding[];
}

/** One execution on the timeline, with its states. */
export interface Bar {
  /** The step that it is about; of build and clean-up, none. */
  step?: string;
  /** What it is for, in words: the name of the state that started it. */
  name: string;
  executionArn: string;
  startedAt: string;
  endedAt: string;
  status: StateStatus;
  states: StateBar[];
}

export interface StateBar {
  name: string;
  type: StateType;
  startedAt: string;
  endedAt: string;
  status: StateStatus;
  /** How often it was tried again. */
  retries: number;
}

/** What it would cost on AWS, or did. */
export interface Cost {
  /** State transitions, of all executions: states entered, and attempts again. */
  transitions: number;
  transitionsUsd: number;
  /** How long the lab stood, from the build's beginning to the clean-up's end. */
  minutes: number;
  labUsdPerHour: number;
  labUsd: number;
  /** What it takes on AWS where all goes well, as estimated beforehand. */
  onAws: Estimate;
}
