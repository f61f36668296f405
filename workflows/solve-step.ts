import { Duration } from "aws-cdk-lib";
import {
  Activity,
  Choice,
  Condition,
  Fail,
  type IChainable,
  Parallel,
  Pass,
  Succeed,
  Timeout,
  Wait,
  WaitTime,
} from "aws-cdk-lib/aws-stepfunctions";
import { StepFunctionsInvokeActivity } from "aws-cdk-lib/aws-stepfunctions-tasks";
import type { Construct } from "constructs";
import { ERRORS, NEXT_CALL_ACTIVITY, TELLING_STATES } from "./contract.ts";
import { type Functions, invoke, LabMachine, retryNotYet } from "./machine.ts";
import { runMachine } from "./nested.ts";

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
 * As long as an invocation may take. It is reckoned from when a worker takes the question (Step Functions Developer Guide,
 * "Troubleshooting activities"), so that it ends the asking only where the worker has died with it.
 */
const NEXT_CALL_TIMEOUT = Duration.seconds(60);

/**
 * Solves a step, and verifies it by the very machine that a participant's press of a key starts.
 *
 * Input: SolveInput. Output: SolveOutput; fails with `NotSolved` when the step is not met afterwards.
 */
export function solveStep(scope: Construct, { solve }: Functions, verifySteps: LabMachine): LabMachine {
  const nextCall = new Activity(scope, "NextCall", { activityName: NEXT_CALL_ACTIVITY });
  const solveIt = invoke(scope, "Solve the step", solve, {
    lab: "{% $states.input.lab %}",
    step: "{% $states.input.step %}",
    tell: { activity: nextCall.activityArn, execution: "{% $states.context.Execution.Id %}" },
  });
  // A bucket that is still being made, a policy that CloudTrail does not see yet: solving takes up where it stopped.
  solveIt.addRetry(retryNotYet(10, 5));
  const begun = { lab: "{% $states.input.lab %}", step: "{% $states.input.step %}", looks: 0 };
  const solveAndTell = Parallel.jsonata(scope, "Solve and tell", {
    assign: {
      ...begun,
      // What an attempt did before it was to be tried again is not in the answer of the one that succeeded.
      actions:
        "{% ( $done := $states.result[0].actions; $texts := $done.$string($); $append($states.result[1][$not($string($) in $texts)], $done) ) %}",
    },
  })
    .branch(solveIt.next(endUntold(scope)))
    .branch(tell(scope, nextCall));
  const verifyIt = runMachine(
    scope,
    "Verify the step",
    verifySteps,
    { lab: "{% $lab %}", steps: "{% [$step] %}" },
    { assign: { looks: "{% $looks + 1 %}" } },
  );
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
  // Of attempts before the last one nothing is known then.
  solveAndTell.addCatch(verifyIt, {
    errors: [ERRORS.notTold],
    assign: { ...begun, actions: "{% [$parse($states.errorOutput.Cause).actions] %}" },
  });
  return new LabMachine(scope, "solve-step", {
    comment: "Solves a step for whoever asks, and proves it by verifying",
    timeout: Duration.minutes(45),
    definition: solveAndTell.next(verifyIt).next(
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

/**
 * Ends the asking where nobody will ever answer: a question that no worker takes is not timed out by its state, and would
 * hold the solving until the machine's own time is up. In a Parallel only a failure ends the other branch.
 */
function endUntold(scope: Construct): IChainable {
  return Choice.jsonata(scope, TELLING_STATES.heard)
    .when(
      Condition.jsonata("{% $states.input.told = false %}"),
      Fail.jsonata(scope, "Calls are not shown", {
        error: ERRORS.notTold,
        cause: "{% $string({'actions': $states.input.actions}) %}",
      }),
    )
    .otherwise(Succeed.jsonata(scope, TELLING_STATES.done));
}

/**
 * Asks for one call after the other as the step is being solved: each answer is an event of the execution, which whoever
 * follows it can show at once. Its output is the list of them. Whatever goes wrong with it, solving goes on.
 */
function tell(scope: Construct, activity: Activity): IChainable {
  const begin = Pass.jsonata(scope, TELLING_STATES.begin, { assign: { told: [] } });
  const next = StepFunctionsInvokeActivity.jsonata(scope, TELLING_STATES.next, {
    activity,
    arguments: { execution: "{% $states.context.Execution.Id %}" },
    taskTimeout: Timeout.duration(NEXT_CALL_TIMEOUT),
    assign: {
      told: "{% $exists($states.result.operation) ? $append($told, [$states.result]) : $told %}",
    },
  });
  const told = Pass.jsonata(scope, TELLING_STATES.told, { outputs: "{% $told %}" });
  next.addCatch(told);
  return begin
    .next(next)
    .next(
      Choice.jsonata(scope, TELLING_STATES.more)
        .when(Condition.jsonata("{% $states.input.done = true %}"), told)
        .otherwise(next),
    );
}
