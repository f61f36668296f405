import type { Action, Finding, LabResources, Ledger, NetworkMap } from "../../workflows/contract.ts";
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

/** A question that the guide asks, to be answered before the explanation is read. */
export interface Question {
  question: string;
  choices: readonly string[];
  /** The index of the right choice. */
  answer: number;
  /** Markdown: why, and why not the others. */
  explanation: string;
}

/** What the participant reads of a step. Pure data and text: the terminal imports it, and no AWS client with it. */
export interface StepGuide {
  /** Kebab-case, stable: it is part of execution inputs and outputs. Also the name of the step's folder. */
  id: string;
  title: string;
  /** The guide's section that the step belongs to. */
  section: string;
  optional?: boolean;
  /**
   * For a step that only looks at what others leave behind (events, a timeline, a log): the ids of those others. It may
   * be met as soon as one of them is done, and nobody need do anything for it; before any of them is, it must not be.
   */
  evidenceOf?: readonly string[];
  /** Markdown. */
  guide: string;
  /** From a gentle nudge to the complete answer. */
  hints: readonly string[];
  questions?: readonly Question[];
  /** What to look at on the map of the network: who speaks, to whom, by their ids there; `hosts` for how many. */
  network?: { from: string; to: string };
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
  /** How long a build takes on AWS, such as `6 to 13 minutes`. */
  buildTime: string;
  /** About how many minutes its parts take on AWS: building it, proving or doing a step, removing it. */
  minutesOnAws: { build: number; step: number; cleanUp: number };
  /** The names that the participant's buckets will have, given what they add to them. */
  bucketNames(suffix: string): readonly string[];
  /** The servers that one may want a session on, by their keys in LabResources; first the one that the guide uses. */
  servers: readonly { resource: string; name: string }[];
  steps: readonly StepGuide[];
}

/** What a step is told of the lab that it looks at. */
export interface LabSituation {
  /** The lab's resources by their parts, and the names that the participant is to give to theirs. */
  resources: LabResources;
  place: Place;
  /** What the participant adds to bucket names. */
  suffix: string;
  /** When the lab was begun: what happened before is not the lab's. */
  startedAt: Date;
  /** What the account had before. Absent where somebody built the lab without Handrail. */
  ledger?: Ledger;
}

/** The calls that change the account, each told as soon as it is made, and what came of them where somebody needs it. */
export type Calls<Result = void> = AsyncGenerator<Action, Result, undefined>;

/**
 * What a step does. `observe` reads the account and returns plain facts; `judge` is pure; `solve` brings about what
 * `judge` asks for, whatever state it finds, and twice changes nothing.
 */
export interface StepVerbs<Facts = unknown> {
  id: string;
  observe(clients: Clients, lab: LabSituation): Promise<Facts>;
  judge(facts: Facts): Finding[];
  solve(clients: Clients, lab: LabSituation): Calls<unknown>;
}

/** A lab as the tasks know it. */
export interface LabVerbs {
  id: string;
  /** Finds the lab's resources. @throws TaskError LabNotFound if it is not built, or only partly. */
  resolve(clients: Clients): Promise<LabResources>;
  /** The names that the guide gives to what the participant makes, as entries of LabResources. */
  names(place: Place, suffix: string): LabResources;
  /**
   * Who can talk to whom in the lab's network, as it is now.
   * @throws TaskError LabNotFound if the lab is not built, or only partly.
   */
  mapNetwork(clients: Clients): Promise<NetworkMap>;
  /** In the guide's order. */
  steps: readonly StepVerbs[];
}
