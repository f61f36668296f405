import { Duration } from "aws-cdk-lib";
import {
  Choice,
  Condition,
  Fail,
  type IChainable,
  Map as MapState,
  Pass,
  ProvideItems,
  Succeed,
} from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import { ERRORS, VALIDATION_STATES } from "./contract.ts";
import { LabMachine } from "./machine.ts";
import { runMachine } from "./nested.ts";

/** The machines that a participant's keys start, and that validating drives in their place. */
export interface DrivenMachines {
  build: LabMachine;
  verify: LabMachine;
  solve: LabMachine;
  clean: LabMachine;
}

const LAB = "{% $lab %}";
const STEP = "{% $step %}";

const TROUBLE = { trouble: "{% $states.errorOutput.Error & ': ' & $states.errorOutput.Cause %}" };

/** A failure's cause may have 32,768 characters (API reference, "ExecutionFailedEventDetails"). */
const CAUSE = 32_000;

/**
 * Proves a lab: builds it, has each step's check fail, then the step solved and its check pass, then solved again with
 * nothing left to do, and cleans up, whatever went wrong before. It uses the machines that participants use, and no way of
 * its own.
 *
 * Input: ValidateInput. Output: ValidateOutput; fails with `NotValid` where something was not proven, or at VALIDATION_STATES.cleanUp,
 * whose cause has what is left. That is its last task, so that it can be redriven from there.
 */
export function validateLab(scope: Construct, machines: DrivenMachines): LabMachine {
  const note = Pass.jsonata(scope, "Note what to prove", {
    assign: {
      lab: "{% $states.input.lab %}",
      walk: "{% $states.input.walk %}",
      red: "{% $states.input.red %}",
      proofs: [],
      trouble: "{% '' %}",
    },
  });
  const build = runMachine(
    scope,
    VALIDATION_STATES.build,
    machines.build,
    {
      lab: LAB,
      suffix: "{% $states.input.suffix %}",
      template: "{% $states.input.template ? $states.input.template : '' %}",
      owner: "{% $states.context.Execution.Name %}",
    },
    { about: { verb: "build-lab", lab: "$lab" } },
  );
  const cleanUp = runMachine(
    scope,
    VALIDATION_STATES.cleanUp,
    machines.clean,
    { lab: LAB, approval: "given" },
    { about: { verb: "clean-up", lab: "$lab" } },
  );
  const prove = MapState.jsonata(scope, "Prove each step", {
    items: ProvideItems.jsonata("{% $walk %}"),
    // One after the other, as a participant goes: a step may look at what those before it left.
    maxConcurrency: 1,
    assign: { proofs: "{% $states.result %}" },
  });
  prove.itemProcessor(proveStep(scope, machines));
  // A build that was refused has touched nothing, and what stands there is not ours to clean up.
  const refused = Fail.jsonata(scope, "Refused", {
    error: ERRORS.refused,
    cause: "{% $parse($states.input.cause).Cause %}",
  });
  const isRefused = Choice.jsonata(scope, "Refused?")
    .when(Condition.jsonata(`{% $contains($states.input.cause, '"${ERRORS.refused}"') %}`), refused)
    .otherwise(cleanUp);
  build.addCatch(isRefused, {
    errors: ["States.ALL"],
    assign: TROUBLE,
    outputs: "{% {'cause': '' & $states.errorOutput.Cause} %}",
  });
  prove.addCatch(cleanUp, { errors: ["States.ALL"], assign: TROUBLE });

  const unproven = `$proofs[$exists(error) or green != 'met' or again != 'met' or callsAgain > 0 or ($red = 'must' and 'met' in red.status)]`;
  const verdict = Choice.jsonata(scope, "All proven?")
    .when(
      Condition.jsonata(`{% $trouble = '' and $count(${unproven}) = 0 %}`),
      Succeed.jsonata(scope, "Valid", {
        outputs: { lab: LAB, proofs: "{% $proofs %}", cleanUp: "{% $states.input %}" },
      }),
    )
    .otherwise(
      Fail.jsonata(scope, "Not valid", {
        error: ERRORS.notValid,
        cause: `{% $substring($trouble != '' ? $trouble : $string([${unproven}]), 0, ${CAUSE}) %}`,
      }),
    );
  return new LabMachine(scope, "validate-lab", {
    comment:
      "Proves a lab: each check red before its step is solved and green after, and nothing left at the end",
    timeout: Duration.hours(12),
    definition: note.next(build).next(prove).next(cleanUp).next(verdict),
  });
}

/** One step: seen unmet, solved, and solved again. What goes wrong with it is noted, and the next one has its turn. */
function proveStep(scope: Construct, { verify, solve }: DrivenMachines): IChainable {
  const begin = Pass.jsonata(scope, "Begin the step", {
    assign: {
      step: "{% $states.input.step %}",
      toSee: "{% $states.input.red %}",
      proof: { step: "{% $states.input.step %}", red: [] },
    },
  });
  const about = { lab: "$lab", step: "$step" };
  const seeRed = runMachine(
    scope,
    VALIDATION_STATES.red,
    verify,
    { lab: LAB, steps: "{% $toSee %}" },
    {
      about: { verb: "verify-steps", ...about },
      assign: {
        proof:
          "{% $merge([$proof, {'red': [$states.result.Output.results.{'step': step, 'status': status}]}]) %}",
      },
    },
  );
  const solveIt = (name: string, status: string, calls: string) =>
    runMachine(
      scope,
      name,
      solve,
      { lab: LAB, step: STEP },
      {
        about: { verb: "solve-step", ...about },
        assign: {
          proof: `{% $merge([$proof, {'${status}': $states.result.Output.results[0].status, '${calls}': $count($states.result.Output.actions)}]) %}`,
        },
      },
    );
  const solved = solveIt(VALIDATION_STATES.solve, "green", "calls");
  const again = solveIt(VALIDATION_STATES.again, "again", "callsAgain");
  const proven = Pass.jsonata(scope, "Proof", { outputs: "{% $proof %}" });
  for (const state of [seeRed, solved, again])
    state.addCatch(proven, {
      errors: ["States.ALL"],
      assign: {
        proof:
          "{% $merge([$proof, {'error': {'name': $states.errorOutput.Error, 'cause': $substring($states.errorOutput.Cause, 0, 2000)}}]) %}",
      },
    });
  return begin.next(
    Choice.jsonata(scope, "Unmet until now?")
      .when(Condition.jsonata("{% $count($toSee) > 0 %}"), seeRed.next(solved))
      .otherwise(solved.next(again).next(proven)),
  );
}
