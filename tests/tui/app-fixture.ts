import { createElement } from "react";
import { expect } from "vitest";
import { App } from "../../tui/app.tsx";
import type { Orchestrator } from "../../tui/execution/orchestrator.ts";
import { withResult } from "../../tui/execution/view.ts";
import type { LabSession, OpenSession } from "../../tui/session.ts";
import type { Verb } from "../../workflows/contract.ts";
import {
  ARN,
  BEGIN,
  entered,
  guide,
  localPlace,
  noChanges,
  noShells,
  plan,
  scheduled,
  viewOf,
} from "./fixtures.ts";
import { render } from "./render.ts";

/** An orchestrator whose machines do what a test says. */
function orchestrator(outputs: Partial<Record<Verb, object>>) {
  const calls: [verb: Verb, input: object][] = [];
  const approvals: boolean[] = [];
  let answered: (() => void) | undefined;
  const fake: Pick<Orchestrator, "start" | "recent" | "follow" | "approve" | "output" | "input"> = {
    async start(verb, input) {
      calls.push([verb, input]);
      return verb;
    },
    recent: async () => [],
    output: async () => undefined,
    input: async () => ({}),
    async approve(_token, { approved }) {
      approvals.push(approved);
      answered?.();
    },
    async *follow(verb) {
      const asks = verb === "clean-up";
      const view = viewOf(
        { type: "ExecutionStarted" },
        entered("Work"),
        scheduled(asks ? { token: "t", plan } : {}),
      );
      yield view;
      if (asks)
        await new Promise<void>((resolve) => {
          answered = resolve;
        });
      const output = outputs[verb as Verb];
      if (output && "cause" in output) {
        yield { ...view, status: "FAILED", error: "PreflightRefused", cause: String(output.cause) };
        return;
      }
      const ended = output
        ? { status: "SUCCEEDED" as const, output: JSON.stringify(output) }
        : { status: "FAILED" as const, error: asks ? "NotApproved" : "States.Timeout" };
      yield withResult(view, {
        $metadata: {},
        executionArn: ARN,
        stateMachineArn: ARN,
        startDate: BEGIN,
        ...ended,
      });
    },
  };
  // Of the class only these are used; its private fields are what TypeScript misses.
  return { fake: fake as unknown as Orchestrator, calls, approvals };
}

/** The program on a terminal of this size, in an account whose machines come to these outputs. */
export function show(
  columns: number,
  rows: number,
  outputs: Partial<Record<Verb, object>> = {},
  place = localPlace,
) {
  const { fake, calls, approvals } = orchestrator(outputs);
  const session: LabSession = {
    guide,
    orchestrator: fake,
    place,
    changes: noChanges,
    proposedSuffix: "me",
    notices: [],
    openShell: noShells,
  };
  const open: OpenSession = async () => session;
  const app = render(createElement(App, { guide, kind: place.kind, open }), columns, rows);
  const shows = (text: string | RegExp) => expect.poll(() => app.lastFrame(), { interval: 10 }).toMatch(text);
  return { ...app, calls, approvals, shows, press: (keys: string) => app.stdin.write(keys) };
}

/** Of terminals: columns and rows. */
export const sizes: [number, number][] = [
  [80, 24],
  [120, 40],
  [200, 60],
  [60, 12],
];

/** An AWS account, as the terminal is told of one. */
export const awsPlace = { ...localPlace, kind: "aws" as const, endpoint: undefined, shellCommand: undefined };
