import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { type ExecutionView, emptyView } from "../../tui/execution/view.ts";
import { withEvents } from "../../tui/execution/with-events.ts";
import type { LabSession } from "../../tui/session.ts";
import type { OpenShell } from "../../tui/shell/shell.ts";
import { initialState, type TerminalState } from "../../tui/state/state.ts";
import { type Line, textOf } from "../../tui/text/text.ts";
import type { BuildOutput, CleanUpPlan, Finding, StepResult } from "../../workflows/contract.ts";
import { longGuide } from "./long-guide.ts";

export const guide = longGuide;

export const ARN = "arn:aws:states:us-east-1:123456789012:execution:handrail-build-lab:fnd203-1";

export const BEGIN = new Date("2026-11-22T09:00:00Z");

export const at = (seconds: number): Date => new Date(BEGIN.getTime() + seconds * 1000);

/** Events in AWS's shape, one second apart, each following the one before it unless it says otherwise. */
export function history(...events: Omit<HistoryEvent, "timestamp" | "id">[]): HistoryEvent[] {
  return events.map(
    (event, index) =>
      ({ previousEventId: index, ...event, id: index + 1, timestamp: at(index) }) as HistoryEvent,
  );
}

/** How every history begins. */
export const STARTED = { type: "ExecutionStarted" as const };

export const entered = (name: string): Omit<HistoryEvent, "timestamp" | "id"> => ({
  type: "TaskStateEntered",
  stateEnteredEventDetails: { name },
});

export const exited = (name: string): Omit<HistoryEvent, "timestamp" | "id"> => ({
  type: "TaskStateExited",
  stateExitedEventDetails: { name },
});

export const scheduled = (payload: object = {}): Omit<HistoryEvent, "timestamp" | "id"> => ({
  type: "TaskScheduled",
  taskScheduledEventDetails: {
    resourceType: "lambda",
    resource: "invoke",
    region: "us-east-1",
    parameters: JSON.stringify({ Payload: payload }),
  },
});

export const failed = (error: string, message: string): Omit<HistoryEvent, "timestamp" | "id"> => ({
  type: "TaskFailed",
  taskFailedEventDetails: {
    resourceType: "lambda",
    resource: "invoke",
    error,
    cause: JSON.stringify({ errorMessage: message }),
  },
});

/** What a check answers: the results of the steps that it was asked for. */
export const checked = (...results: StepResult[]): Omit<HistoryEvent, "timestamp" | "id"> => ({
  type: "TaskSucceeded",
  taskSucceededEventDetails: {
    resourceType: "lambda",
    resource: "invoke",
    output: JSON.stringify({ StatusCode: 200, Payload: { results, resources: {} } }),
  },
});

export const viewOf = (...events: Omit<HistoryEvent, "timestamp" | "id">[]): ExecutionView =>
  withEvents(emptyView(ARN), history(...events));

export const finding = (status: Finding["status"], requirement = "A requirement"): Finding => ({
  step: "services-egress",
  requirement,
  status,
  expected: "An outbound rule for TCP 22 or 3389 whose destination is the PoC Web Server Security Group",
  actual:
    "The outbound rules allow TCP 22 to 10.0.0.0/16 (sgr-8ad9a29529d5cbc6d) and TCP 3389 to 10.0.0.0/16",
  remedy: "Edit the group's outbound rules",
  resources: [],
});

export const result = (step: string, ...statuses: Finding["status"][]): StepResult => ({
  step,
  status: (["unmet", "blocked", "waiting"] as const).find((status) => statuses.includes(status)) ?? "met",
  findings: statuses.map((status) => finding(status, `Requirement that is ${status}`)),
});

export const build: BuildOutput = {
  lab: "fnd203",
  account: { id: "123456789012", alias: "training-seven" },
  stack: { name: "FND203-Demo-Stack", id: "arn:aws:cloudformation:…", status: "CREATE_COMPLETE" },
  resources: { "group.servicesServer": "sg-0123456789abcdef0" },
  sites: [{ url: "http://web.example.com/", status: 200 }],
};

export const plan: CleanUpPlan = {
  lab: "fnd203",
  account: { id: "123456789012", alias: "training-seven" },
  stages: ["Delete the stack", "Delete nothing"],
  items: [
    {
      stage: "Delete the stack",
      action: "remove",
      kind: "stack",
      id: "arn:1",
      name: "FND203-Demo-Stack",
      why: "The lab was built with it.",
    },
    { stage: "none", action: "leave", kind: "VPC", id: "vpc-1", why: "It was there before." },
  ],
  departures: [],
};

export const stateWith = (patch: Partial<TerminalState>): TerminalState => ({ ...initialState, ...patch });

export const localPlace: LabSession["place"] = {
  kind: "local",
  accountId: "123456789012",
  region: "us-east-1",
  arn: "arn:aws:iam::123456789012:user/participant",
  endpoint: "http://127.0.0.1:4203",
  shellCommand: 'eval "$(handrail env)"',
};

/** An account of which nobody says that it changes. */
export const noChanges: LabSession["changes"] = {
  async *changes() {},
  async *executions() {},
  stir() {},
};

/** For sessions in which nobody opens a shell. */
export const noShells: OpenShell = () => Promise.reject(new Error("No shell was asked for."));

export const textsOf = (lines: Line[]): string[] => lines.map(textOf);
