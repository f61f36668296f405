import { Duration } from "aws-cdk-lib";
import {
  Choice,
  Condition,
  Fail,
  IntegrationPattern,
  Succeed,
  TaskInput,
  Wait,
  WaitTime,
} from "aws-cdk-lib/aws-stepfunctions";
import { StepFunctionsStartExecution } from "aws-cdk-lib/aws-stepfunctions-tasks";
import type { Construct } from "constructs";
import { ERRORS } from "./contract.ts";
import { type Functions, invoke, LabMachine, retryNotYet } from "./machine.ts";

/** EC2 may answer reads from before a write for some seconds; a solved step is looked at this often. */
const LOOKS = 6;
const BETWEEN_LOOKS = Duration.seconds(5);

/**
 * What was asked for may also take minutes to be seen, with nothing that tells it from what was not asked for:
 * GuardDuty shows sample findings some five minutes later at the latest. So a step for which something has been done is
 * looked at for longer, and not as often.
 */
const LATE_LOOKS = 6;
const BETWEEN_LATE_LOOKS = Duration.minutes(1);

/**
 * Solves a step, and verifies it by the very machine that a participant's press of a key starts.
 *
 * Input: SolveInput. Output: SolveOutput; fails with `NotSolved` when the step is not met afterwards.
 */
export function solveStep(scope: Construct, { solve }: Functions, verifySteps: LabMachine): LabMachine {
  const solveIt = invoke(
    scope,
    "Solve the step",
    solve,
    { lab: "{% $states.input.lab %}", step: "{% $states.input.step %}" },
    {
      assign: {
        lab: "{% $states.input.lab %}",
        step: "{% $states.input.step %}",
        actions: "{% $states.result.Payload.actions %}",
        looks: 0,
      },
    },
  );
  // A bucket that is still being made, a policy that CloudTrail does not see yet: solving takes up where it stopped.
  solveIt.addRetry(retryNotYet(10, 5));
  const verifyIt = StepFunctionsStartExecution.jsonata(scope, "Verify the step", {
    stateMachine: verifySteps.stateMachine,
    integrationPattern: IntegrationPattern.RUN_JOB,
    associateWithParent: false,
    input: TaskInput.fromObject({ lab: "{% $lab %}", steps: "{% [$step] %}" }),
    outputs: "{% $states.result.Output %}",
    assign: { looks: "{% $looks + 1 %}" },
  });
  const wait = Wait.jsonata(scope, "Wait and verify again", { time: WaitTime.duration(BETWEEN_LOOKS) });
  const waitLonger = Wait.jsonata(scope, "Wait longer and verify again", {
    time: WaitTime.duration(BETWEEN_LATE_LOOKS),
  });
  const solved = Succeed.jsonata(scope, "Solved", {
    outputs: {
      lab: "{% $lab %}",
      step: "{% $step %}",
      actions: "{% $actions %}",
      resources: "{% $states.input.resources %}",
      results: "{% $states.input.results %}",
    },
  });
  const notSolved = Fail.jsonata(scope, "Not solved", {
    error: ERRORS.notSolved,
    cause:
      "{% 'The step is still not met: ' & $string($states.input.results.findings[status != 'met' and status != 'advice']) %}",
  });
  return new LabMachine(scope, "solve-step", {
    comment: "Solves a step for whoever asks, and proves it by verifying",
    timeout: Duration.minutes(45),
    definition: solveIt.next(verifyIt).next(
      Choice.jsonata(scope, "Met?")
        .when(Condition.jsonata("{% $states.input.results[0].status = 'met' %}"), solved)
        .when(Condition.jsonata(`{% $looks < ${LOOKS} %}`), wait.next(verifyIt))
        .when(
          Condition.jsonata(
            // A step that is waiting has been waited for by its verification.
            `{% $looks < ${LOOKS + LATE_LOOKS} and $count($actions) > 0 and $states.input.results[0].status = 'unmet' %}`,
          ),
          waitLonger.next(verifyIt),
        )
        .otherwise(notSolved),
    ),
  });
}
