import type { Action, Finding, LabResources } from "../../workflows/contract.ts";
import type { Clients } from "../runtime/clients.ts";

/** Where a participant works: what links and commands depend on. */
export interface Place {
  accountId: string;
  region: string;
}

/** One AWS CLI command that the guide offers, ready to paste. */
export interface CliCommand {
  /** What it does, in a short sentence. */
  why: string;
  command: string;
}

/** What the participant reads of a step. Pure data and text: the terminal imports it, and no AWS client with it. */
export interface StepGuide {
  /** Kebab-case, stable: it is part of execution inputs and outputs. Also the name of the step's folder. */
  id: string;
  title: string;
  /** The guide's section that the step belongs to. */
  section: string;
  optional?: boolean;
  /** Markdown. */
  guide: string;
  /** From a gentle nudge to the complete answer. */
  hints: readonly string[];
  /** The commands that do the step, the lab's ids filled in; a placeholder in capitals where one is not known yet. */
  commands(resources: LabResources, place: Place): CliCommand[];
  /** The console page where the step is done. */
  consoleUrl(resources: LabResources, place: Place): string;
}

/** A lab as the terminal and the CLI list it. */
export interface LabGuide {
  /** `fnd203` */
  id: string;
  title: string;
  /** Markdown: what one learns, how long it takes, what it costs on AWS. */
  introduction: string;
  /** The stack's name when Handrail builds it. */
  stackName: string;
  /** Running cost in US dollars an hour on AWS, with its source in the comment beside it. */
  costPerHour: number;
  steps: readonly StepGuide[];
}

/**
 * What a step does. `observe` reads the account and returns plain facts; `judge` is pure; `solve` brings about what
 * `judge` asks for, whatever state it finds, and twice changes nothing.
 */
export interface StepVerbs<Facts = unknown> {
  id: string;
  observe(clients: Clients, resources: LabResources): Promise<Facts>;
  judge(facts: Facts): Finding[];
  solve(clients: Clients, resources: LabResources): Promise<Action[]>;
}

/** A lab as the tasks know it. */
export interface LabVerbs {
  id: string;
  /** Finds the lab's resources. @throws TaskError LabNotFound if it is not built, or only partly. */
  resolve(clients: Clients): Promise<LabResources>;
  /** In the guide's order. */
  steps: readonly StepVerbs[];
}
