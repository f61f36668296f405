import { IntegrationPattern, TaskInput } from "aws-cdk-lib/aws-stepfunctions";
import {
  StepFunctionsStartExecution,
  type StepFunctionsStartExecutionJsonataProps,
} from "aws-cdk-lib/aws-stepfunctions-tasks";
import type { Construct } from "constructs";
import type { Verb } from "./contract.ts";
import type { LabMachine } from "./machine.ts";

/** Of an execution, in JSONata: which machine it is of, and the one step that it is about, where it is about one. */
interface About {
  verb: Verb;
  lab: string;
  step?: string;
}

/**
 * Runs another machine to its end, and takes its output as the state's result. Fails where it fails, with its error inside
 * the cause. `about` gives the execution a name of the lab's history; without, it is nobody's business but the caller's.
 */
export function runMachine(
  scope: Construct,
  name: string,
  { stateMachine }: LabMachine,
  input: Record<string, unknown>,
  props: Partial<StepFunctionsStartExecutionJsonataProps> & { about?: About } = {},
): StepFunctionsStartExecution {
  const { about, ...more } = props;
  return StepFunctionsStartExecution.jsonata(scope, name, {
    stateMachine,
    integrationPattern: IntegrationPattern.RUN_JOB,
    associateWithParent: false,
    name: about && nameOf(about),
    input: TaskInput.fromObject(input),
    outputs: "{% $states.result.Output %}",
    ...more,
  });
}

/**
 * A name as the terminal gives one (`executionName`), so that what a machine started is part of the lab's history too.
 * Names have 80 characters at most.
 */
function nameOf({ verb, lab, step }: About): string {
  const parts = [
    lab,
    `'-${verb}-'`,
    "$now('[Y0001][M01][D01]T[H01][m01][s01]')",
    "'-'",
    "$substring($uuid(), 0, 6)",
    ...(step ? ["'-'", step] : []),
  ];
  return `{% $substring(${parts.join(" & ")}, 0, 80) %}`;
}
