import { Duration } from "aws-cdk-lib";
import { Choice, Condition, Pass, Succeed, Wait, WaitTime } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import { type Functions, invoke, LabMachine } from "./machine.ts";

/**
 * How often a fact that AWS may not show yet is looked for again: after ten seconds at first, after a minute in the
 * end, some five minutes in all. CloudTrail and Config mostly show a change within that; where they take longer the
 * step stays `waiting`, and whoever looks again finds it.
 */
const LOOKS = 10;
const FIRST_WAIT_SECONDS = 10;
const LONGEST_WAIT_SECONDS = 60;
const GROWTH = 1.4;

/** The results with those of the latest look in place of the earlier ones, in the order of the steps. */
const MERGED =
  "{% [$steps.($step := $; $fresh := $states.result.Payload.results[step = $step]; $exists($fresh) ? $fresh : $results[step = $step])] %}";

/**
 * Verifies steps side by side, in one invocation: they share what they read of the account. Steps that are
 * `waiting` (AWS may not show the change yet) are looked at again within a budget, and stay so when it is used up.
 *
 * Input: VerifyInput. Output: VerifyOutput.
 */
export function verifySteps(scope: Construct, { verify }: Functions): LabMachine {
  const check = invoke(
    scope,
    "Check the steps",
    verify,
    { do: "check-steps", lab: "{% $lab %}", steps: "{% $pending %}" },
    {
      assign: {
        looks: "{% $looks + 1 %}",
        resources: "{% $states.result.Payload.resources %}",
        results: MERGED,
        pending: "{% [$states.result.Payload.results[status = 'waiting'].step] %}",
      },
    },
  );
  const wait = Wait.jsonata(scope, "Wait and look again", {
    time: WaitTime.seconds(
      `{% $min([${LONGEST_WAIT_SECONDS}, $floor(${FIRST_WAIT_SECONDS} * $power(${GROWTH}, $looks - 1))]) %}`,
    ),
  });
  const verified = Succeed.jsonata(scope, "Verified", {
    outputs: { lab: "{% $lab %}", resources: "{% $resources %}", results: "{% $results %}" },
  });
  return new LabMachine(scope, "verify-steps", {
    comment: "Checks the chosen steps side by side, and waits out eventual consistency",
    timeout: Duration.minutes(15),
    definition: Pass.jsonata(scope, "Note the steps", {
      assign: {
        lab: "{% $states.input.lab %}",
        steps: "{% $states.input.steps %}",
        pending: "{% $states.input.steps %}",
        results: [],
        looks: 0,
      },
    })
      .next(check)
      .next(
        Choice.jsonata(scope, "All visible?")
          .when(Condition.jsonata(`{% $count($pending) > 0 and $looks <= ${LOOKS} %}`), wait.next(check))
          .otherwise(verified),
      ),
  });
}
