import type {
  ExecutionStatus,
  HistoryEvent,
  LoggingConfiguration,
  StateMachineType,
  TracingConfiguration,
} from "@aws-sdk/client-sfn";
import { defineStore } from "../../cloud.ts";
import type { Frame } from "./frames.ts";

export interface StateMachine {
  arn: string;
  name: string;
  type: StateMachineType;
  definition: string;
  roleArn: string;
  loggingConfiguration: LoggingConfiguration;
  tracingConfiguration: TracingConfiguration;
  revisionId?: string;
  createdAt: Date;
  tags: Record<string, string>;
  versions: MachineVersion[];
  /** Version numbers are never used again. */
  nextVersion: number;
  aliases: Record<string, MachineAlias>;
  /** It is to go once none of its executions runs any more. */
  deleting?: boolean;
}

export interface MachineVersion {
  number: number;
  description?: string;
  definition: string;
  roleArn: string;
  loggingConfiguration: LoggingConfiguration;
  tracingConfiguration: TracingConfiguration;
  revisionId?: string;
  createdAt: Date;
}

export interface MachineAlias {
  name: string;
  description?: string;
  routes: { version: number; weight: number }[];
  createdAt: Date;
  updatedAt: Date;
}

export interface Execution {
  arn: string;
  name: string;
  machineArn: string;
  machineName: string;
  machineVersionArn?: string;
  machineAliasArn?: string;
  mapRunArn?: string;
  /** Which of its Map Run's children it is. */
  mapRunIndex?: number;
  /** How many items it was given. */
  itemCount?: number;
  type: StateMachineType;
  /** The definition and the role as they were when it began; an update of the machine does not reach it. */
  definition: string;
  roleArn: string;
  revisionId?: string;
  loggingConfiguration: LoggingConfiguration;
  tracingConfiguration: TracingConfiguration;
  status: ExecutionStatus;
  /** As it was sent, to the letter. */
  input: string;
  output?: string;
  error?: string;
  cause?: string;
  startDate: Date;
  stopDate?: Date;
  traceHeader?: string;
  events: HistoryEvent[];
  /** Definition, input, output and events of one that ended a while ago, which are then not in its own members. */
  packed?: string;
  /** How often it was redriven, and when it was last. */
  redriveCount?: number;
  redriveDate?: Date;
  /** The latest redrives' client tokens. */
  redriveTokens?: { token: string; at: Date }[];
  /** Where it stands, or stood when it failed: gone once it cannot be redriven. */
  root?: Frame;
}

/** A task that somebody outside answers for, by token. */
export interface PendingTask {
  token: string;
  executionArn: string;
  activityArn?: string;
  /** An activity's input. */
  input?: string;
  /** An activity that no worker has fetched yet. */
  queued?: boolean;
  workerName?: string;
  /** The latest heartbeat, or the moment from which the first is awaited. */
  heartbeatAt: Date;
  answer?: { output: string } | { error?: string; cause?: string };
}

export interface Activity {
  arn: string;
  name: string;
  createdAt: Date;
  tags: Record<string, string>;
}

/** How a child execution of a Map Run stands. What it answered is here, because executions are forgotten in time. */
export interface MapRunChild {
  arn: string;
  status: ExecutionStatus;
  startDate: Date;
  stopDate?: Date;
  output?: string;
  error?: string;
  cause?: string;
  /** It failed, and runs again as soon as the redriven Map Run has room for it. */
  pendingRedrive?: boolean;
  redriveCount?: number;
}

/** How many items, or child executions, stand how. */
export type Tally = Record<
  "pending" | "running" | "succeeded" | "failed" | "timedOut" | "aborted" | "pendingRedrive",
  number
>;

export interface MapRun {
  arn: string;
  executionArn: string;
  /** `MACHINE/LABEL`, as its children's executions name their machine. */
  machineArn: string;
  label: string;
  status: "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED";
  /** It has started, and waits until fewer are open. */
  backlogged?: boolean;
  startDate: Date;
  stopDate?: Date;
  maxConcurrency: number;
  toleratedFailureCount?: number;
  toleratedFailurePercentage?: number;
  childType: StateMachineType;
  /** The blob with the children's inputs, a line of JSON each; absent until all items have been read. */
  inputs?: string;
  /** How many items each child is given, where ItemBatcher makes it more than one. */
  batches?: number[];
  /** By index, null where one is yet to begin. Empty once the run has succeeded: then `counts` says what there was. */
  children: (MapRunChild | null)[];
  /**
   * How many bytes of outputs the state may still answer; below nothing, none are kept. Absent where they are
   * exported, which may be as large as they like.
   */
  room?: number;
  /** Whether ResultWriter has written the children's results. */
  written?: boolean;
  redriveCount?: number;
  redriveDate?: Date;
  counts?: { items: Tally; executions: Tally };
}

export interface StatesStore {
  machines: Record<string, StateMachine>;
  activities: Record<string, Activity>;
  /** In the order in which they began. */
  executions: Record<string, Execution>;
  tasks: Record<string, PendingTask>;
  mapRuns: Record<string, MapRun>;
}

export const statesStore = defineStore<StatesStore>({
  name: "states",
  scope: "region",
  create: () => ({ machines: {}, activities: {}, executions: {}, tasks: {}, mapRuns: {} }),
});
