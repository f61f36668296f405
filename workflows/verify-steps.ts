import { Duration } from "aws-cdk-lib";
import {
  Choice,
  Condition,
  Map as MapState,
  Pass,
  ProvideItems,
  Wait,
  WaitTime,
} from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import { type Functions, invoke, LabMachine } from "./machine.ts";

/** How often a fact that AWS may not show yet is looked for again, and how long between: two minutes in all. */
const LOOKS = 12;
const BETWEEN_LOOKS = Duration.seconds(10);

/**
 * Verifies steps side by side. A step that is `waiting` (AWS may not show the change yet) is looked at again
 * within a budget, and stays `waiting` when that is used up.
 *
 * Input: VerifyInput. Output: VerifyOutput.
 */
export function verifySteps(scope: Construct, { verify }: Functions): LabMachine {
  const check = invoke(
    scope,
    "Check the step",
    verify,
    { lab: "{% $lab %}", step: "{% $step %}" },
    { assign: { looks: "{% $looks + 1 %}" } },
  );
  const wait = Wait.jsonata(scope, "Wait and look again", { time: WaitTime.duration(BETWEEN_LOOKS) });
  const checked = Pass.jsonata(scope, "Checked");
  const steps = MapState.jsonata(scope, "Check each step", {
    items: ProvideItems.jsonata("{% $states.input.steps %}"),
    itemSelector: { step: "{% $states.context.Map.Item.Value %}" },
    // Four at a time: enough that nobody waits, few enough for EC2's request limits.
    maxConcurrency: 4,
    outputs: {
      lab: "{% $states.input.lab %}",
      resources: "{% $states.result[0].resources %}",
      results: "{% [$states.result.result] %}",
    },
  });
  steps.itemProcessor(
    Pass.jsonata(scope, "Begin", { assign: { step: "{% $states.input.step %}", looks: 0 } })
      .next(check)
      .next(
        Choice.jsonata(scope, "Visible yet?")
          .when(
            Condition.jsonata(`{% $states.input.result.status = 'waiting' and $looks < ${LOOKS} %}`),
            wait.next(check),
          )
          .otherwise(checked),
      ),
  );
  return new LabMachine(scope, "verify-steps", {
    comment: "Checks the chosen steps side by side, and waits out eventual consistency",
    timeout: Duration.minutes(15),
    definition: Pass.jsonata(scope, "Note the lab", { assign: { lab: "{% $states.input.lab %}" } }).next(
      steps,
    ),
  });
}
