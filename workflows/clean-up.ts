import { Duration } from "aws-cdk-lib";
import {
  Choice,
  Condition,
  Fail,
  IntegrationPattern,
  Map as MapState,
  Pass,
  ProvideItems,
  Succeed,
  Timeout,
} from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import { ERRORS } from "./contract.ts";
import { type Functions, invoke, LabMachine, retryNotYet } from "./machine.ts";

/** How long a plan waits for somebody's approval: a participant may well go home in between. */
const APPROVAL_TIME = Duration.hours(24);

/** How often the execution was redriven. The context object need not say so of one that never was. */
const REDRIVES = "$sum([0, $states.context.Execution.RedriveCount])";

/**
 * Cleans a lab up: plan, approval, the stages one after the other in the lab's safe order, then an inventory by
 * other code, compared with the ledger. A stage that fails does not stop those after it; what is left at the end
 * is what counts.
 *
 * Input: CleanUpInput. Output: CleanUpOutput, or the CleanUpPlan where its approval is withheld; fails with `LeftBehind`,
 * whose cause lists what is left, or with `NotApproved`. It is the comparison that fails then, and not a state after it:
 * redriven, it looks at the account anew, and where something is left still, the stages have another try. So whoever has
 * mended what held things need not begin anew.
 */
export function cleanUp(scope: Construct, { cleanup, inventory }: Functions): LabMachine {
  const lab = "{% $lab %}";
  const plan = invoke(
    scope,
    "Plan what goes",
    cleanup,
    { do: "plan", lab: "{% $states.input.lab %}" },
    {
      assign: {
        lab: "{% $states.input.lab %}",
        plan: "{% $states.result.Payload %}",
        approval: "{% $states.input.approval %}",
        redrives: `{% ${REDRIVES} %}`,
      },
    },
  );
  const ask = invoke(
    scope,
    "Ask for approval",
    cleanup,
    { do: "ask", lab, plan: "{% $plan %}", token: "{% $states.context.Task.Token %}" },
    {
      integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      taskTimeout: Timeout.duration(APPROVAL_TIME),
      outputs: "{% $states.result %}",
    },
  );
  const notApproved = Fail.jsonata(scope, "Not approved", {
    error: ERRORS.notApproved,
    cause: "The plan was not approved; all is as it was.",
  });
  // A time-out is an answer too: nothing happens without a yes.
  const notAnswered = Fail.jsonata(scope, "Not answered", {
    error: ERRORS.notApproved,
    cause: `Nobody answered the plan within ${APPROVAL_TIME.toHours()} hours; all is as it was.`,
  });
  const compare = invoke(
    scope,
    "Compare with the ledger",
    inventory,
    {
      do: "compare",
      lab,
      leave: "{% [$plan.leave] %}",
      failed: "{% [$stages.failed] %}",
      redriven: `{% ${REDRIVES} > $redrives %}`,
    },
    {
      assign: {
        redrives: `{% ${REDRIVES} %}`,
        again: "{% $states.result.Payload.again %}",
        compared: "{% $states.result.Payload.compared %}",
        foreign: "{% $states.result.Payload.foreign %}",
        stayed: "{% $states.result.Payload.stayed %}",
      },
    },
  );
  const close = invoke(scope, "Close the ledger", inventory, { do: "close", lab });
  const result = {
    lab,
    account: "{% $plan.account %}",
    clean: true,
    compared: "{% $compared %}",
    stages: "{% $stages %}",
    left: [],
    foreign: "{% [$foreign] %}",
    stayed: "{% $stayed %}",
    missing: [],
    changed: [],
  };
  const clean = Succeed.jsonata(scope, "As it was", { outputs: result });

  const stages = sweepStages(scope, cleanup);
  stages
    .next(compare)
    .next(
      Choice.jsonata(scope, "Once more?")
        .when(Condition.jsonata("{% $again %}"), stages)
        .otherwise(close.next(clean)),
    );
  const approved = Choice.jsonata(scope, "Approved?")
    .when(Condition.jsonata("{% $states.input.approved = true %}"), stages)
    .otherwise(notApproved);
  const planned = Succeed.jsonata(scope, "Only planned", { outputs: "{% $plan %}" });
  ask.addCatch(notAnswered, { errors: ["States.Timeout"] });
  return new LabMachine(scope, "clean-up", {
    comment: "Removes what is the lab's, restores what it changed, leaves the rest, and proves it",
    timeout: Duration.hours(26),
    definition: plan.next(
      Choice.jsonata(scope, "Approved before?")
        .when(Condition.jsonata("{% $approval = 'withheld' %}"), planned)
        // A plan that removes nothing needs nobody's yes.
        .when(Condition.jsonata("{% $approval = 'given' or $count($plan.stages) = 0 %}"), stages)
        .otherwise(ask.next(approved)),
    ),
  });
}

/** One stage after the other; what a stage could not do is part of its result. */
function sweepStages(scope: Construct, cleanup: Functions["cleanup"]): MapState {
  const sweep = invoke(scope, "Sweep the stage", cleanup, {
    do: "sweep",
    lab: "{% $lab %}",
    stage: "{% $states.input.stage %}",
    items: "{% $states.input.items %}",
    // What an earlier run tried does not count against a redriven one.
    since:
      "{% $exists($states.context.Execution.RedriveTime) ? $states.context.Execution.RedriveTime : $states.context.Execution.StartTime %}",
  });
  // A stack takes six to fifteen minutes to go; the waiter's own limit is an hour.
  sweep.addRetry(retryNotYet(15, 60));
  const failed = Pass.jsonata(scope, "Note what failed", {
    outputs: {
      stage: "{% $stage %}",
      done: "{% [] %}",
      failed: "{% [$items.{'item': $, 'error': $error.Error, 'cause': $error.Cause}] %}",
    },
  });
  sweep.addCatch(failed, { errors: ["States.ALL"], assign: { error: "{% $states.errorOutput %}" } });
  const stages = MapState.jsonata(scope, "Stages in order", {
    items: ProvideItems.jsonata("{% $plan.stages %}"),
    itemSelector: {
      stage: "{% $states.context.Map.Item.Value %}",
      items: "{% [$plan.items[stage = $states.context.Map.Item.Value]] %}",
    },
    maxConcurrency: 1,
    assign: { stages: "{% $states.result %}" },
  });
  stages.itemProcessor(
    Pass.jsonata(scope, "Begin the stage", {
      assign: { stage: "{% $states.input.stage %}", items: "{% $states.input.items %}" },
    }).next(sweep),
  );
  return stages;
}
