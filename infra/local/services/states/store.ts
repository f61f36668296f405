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
  /** Where it stands; gone once it has ended. */
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

export interface MapRun {
  arn: string;
  executionArn: string;
  machineArn: string;
  status: "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED";
  startDate: Date;
  stopDate?: Date;
  maxConcurrency: number;
  toleratedFailureCount?: number;
  toleratedFailurePercentage?: number;
  /** The iterations' executions, by index; null where one is yet to begin. */
  executions: (string | null)[];
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
