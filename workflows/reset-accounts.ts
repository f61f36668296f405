import { Duration, Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import {
  Choice,
  Condition,
  DistributedMap,
  Fail,
  type IChainable,
  ProvideItems,
  QueryLanguage,
  Succeed,
  Wait,
  WaitTime,
} from "aws-cdk-lib/aws-stepfunctions";
import { CallAwsService } from "aws-cdk-lib/aws-stepfunctions-tasks";
import type { Construct } from "constructs";
import { ERRORS, machineName } from "./contract.ts";
import { type Functions, invoke, LabMachine, retryNotYet } from "./machine.ts";

/** A clean-up that leaves something is begun again so often in all; whoever redrives the reset gives it as many again. */
const PASSES = 3;

/** What holds a thing may let go of it by itself: an interface of a load balancer that is going, a delivery to come. */
const BETWEEN_PASSES = Duration.minutes(1);

/** A stack takes six to fifteen minutes to go, and a stage waits an hour for one at most; see `clean-up`. */
const LONGEST_CLEAN_UP = Duration.hours(26);

/**
 * How often it is looked whether a clean-up has ended: soon at first, as a plan takes seconds only. Each look takes on a role and
 * is a state transition.
 */
const LOOKS = { interval: Duration.seconds(20), backoffRate: 2, maxDelay: Duration.minutes(2) };

/** Redriven, an execution's context counts it; on AWS it says nothing of it before (Developer Guide, "Context object"). */
const RUNS = "$sum([1, $states.context.Execution.RedriveCount])";

const MOST = `${PASSES} * ${RUNS}`;

/** Where results are kept in the orchestrator's bucket. */
const RESULTS = "resets";

/**
 * Cleans a lab up in many accounts: each is a child execution that has the account's own `clean-up` do it, so that what goes
 * is decided there, by its own ledger. Accounts that must not, or cannot, be touched are refused with a reason.
 *
 * Input: ResetInput. Output: ResetOutput; fails with `NotAllReset` where an account did not end well, and with
 * `States.ExceedToleratedFailureThreshold` where so many did not that the rest were given up; a redrive then goes on with those.
 * A child's output is an AccountReset; it fails with `Quarantined`, or `NotPlanned`, whose cause is a Quarantine.
 *
 * @param bucket keeps what Step Functions writes down of each child: a state's data is too small for hundreds of them
 */
export function resetAccounts(scope: Construct, functions: Functions, bucket: IBucket): LabMachine {
  const { fleet } = functions;
  const list = invoke(
    scope,
    "List the accounts",
    fleet,
    { do: "list", reset: "{% $states.input %}" },
    { assign: { reset: "{% $states.input %}", accounts: "{% $states.result.Payload.accounts %}" } },
  );
  const each = new AccountsMap(scope, "Each account", bucket);
  each.itemProcessor(resetAccount(scope, functions));
  const count = CallAwsService.jsonata(scope, "How did they fare?", {
    service: "sfn",
    action: "describeMapRun",
    parameters: { MapRunArn: "{% $states.input.MapRunArn %}" },
    iamResources: [mapRunsOf(scope)],
    outputs: "{% $states.result.ItemCounts.{'accounts': Total, 'succeeded': Succeeded} %}",
  });
  const all = Succeed.jsonata(scope, "All are as they should be", {
    outputs: "{% $merge([{'lab': $reset.lab, 'mode': $reset.mode}, $states.input]) %}",
  });
  const notAll = Fail.jsonata(scope, "Some are not", {
    error: ERRORS.notAllReset,
    cause:
      "{% $states.input.(accounts - succeeded) & ' of ' & $states.input.accounts & ' accounts did not end well. The executions of the Map Run say why.' %}",
  });
  const machine = new LabMachine(scope, "reset-accounts", {
    comment: "Cleans a lab up in many accounts at once, and proves for each that nothing is left",
    // As long as a course's accounts may take, a few at a time.
    timeout: Duration.days(7),
    definition: list
      .next(each)
      .next(count)
      .next(
        Choice.jsonata(scope, "All well?")
          .when(Condition.jsonata("{% $states.input.succeeded = $states.input.accounts %}"), all)
          .otherwise(notAll),
      ),
  });
  // What the CDK would grant is the whole bucket, the functions' code and the ledgers included.
  machine.stateMachine.addToRolePolicy(
    new PolicyStatement({
      actions: ["s3:PutObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"],
      resources: [bucket.arnForObjects(`${RESULTS}/*`)],
    }),
  );
  return machine;
}

/** A Map whose limits are the execution's own: the CDK takes numbers only. */
class AccountsMap extends DistributedMap {
  readonly #bucket: IBucket;

  constructor(scope: Construct, id: string, bucket: IBucket) {
    super(scope, id, {
      queryLanguage: QueryLanguage.JSONATA,
      // Part of the names of its children, and of the permissions for them.
      label: "Accounts",
      items: ProvideItems.jsonata("{% $accounts %}"),
      itemSelector: {
        listed: "{% $states.context.Map.Item.Value %}",
        lab: "{% $reset.lab %}",
        mode: "{% $reset.mode %}",
        alias: "{% $reset.alias %}",
        reset: "{% $states.context.Execution.Name %}",
      },
    });
    this.#bucket = bucket;
  }

  override toStateJson(language?: QueryLanguage): object {
    return {
      ...super.toStateJson(language),
      MaxConcurrency: "{% $reset.concurrency %}",
      ToleratedFailurePercentage: "{% $reset.tolerate %}",
      ResultWriter: {
        Resource: `arn:${Stack.of(this).partition}:states:::s3:putObject`,
        Arguments: { Bucket: this.#bucket.bucketName, Prefix: RESULTS },
      },
    };
  }
}

/** The Map Runs of the machine, by its name: it cannot refer to itself. */
const mapRunsOf = (scope: Construct): string =>
  Stack.of(scope).formatArn({ service: "states", resource: `mapRun:${machineName("reset-accounts")}/*` });

/** One account: looked at, and then pass after pass until it is clean or has had as many as it gets. */
function resetAccount(scope: Construct, { fleet }: Functions): IChainable {
  const check = invoke(
    scope,
    "May it be reset?",
    fleet,
    { do: "check", listed: "{% $states.input.listed %}", alias: "{% $states.input.alias %}" },
    {
      assign: {
        lab: "{% $states.input.lab %}",
        mode: "{% $states.input.mode %}",
        reset: "{% $states.input.reset %}",
        account: "{% $states.result.Payload.account %}",
        machine: "{% $states.result.Payload.(machine ? machine : '') %}",
        pass: 1,
        transitions: 0,
        last: null,
      },
    },
  );
  const refused = Succeed.jsonata(scope, "Left alone", {
    outputs: { outcome: "refused", account: "{% $account %}", refused: "{% $states.input.refused %}" },
  });
  // Where the passes are used up it is this state that fails: a redrive comes back to it, with passes to spare.
  const begin = invoke(
    scope,
    "Begin a pass",
    fleet,
    {
      do: "start",
      lab: "{% $lab %}",
      mode: "{% $mode %}",
      account: "{% $account %}",
      machine: "{% $machine %}",
      reset: "{% $reset %}",
      since: "{% $states.context.Execution.StartTime %}",
      pass: "{% $pass %}",
      // A plan either can be made or cannot.
      most: `{% $mode = 'plan' ? ${RUNS} : ${MOST} %}`,
      again: `{% $pass > 1 or ${RUNS} > 1 %}`,
      last: "{% $last %}",
    },
    { assign: { execution: "{% $states.result.Payload.execution %}" } },
  );
  const look = invoke(
    scope,
    "Look what came of it",
    fleet,
    { do: "look", mode: "{% $mode %}", account: "{% $account %}", execution: "{% $execution %}" },
    {
      outputs: "{% $states.result.Payload.result %}",
      assign: {
        transitions: "{% $transitions + $states.result.Payload.transitions %}",
        // What somebody stopped is not begun again before somebody redrives it.
        pass: `{% $states.result.Payload.result.stopped ? ${MOST} + 1 : $pass + 1 %}`,
        last: "{% $states.result.Payload.result.left ? {'passes': $pass, 'execution': $execution, 'transitions': $transitions + $states.result.Payload.transitions, 'stopped': $states.result.Payload.result.stopped, 'left': $states.result.Payload.result.left} : null %}",
      },
    },
  );
  look.addRetry({ ...retryNotYet(LOOKS.maxDelay.toSeconds(), LONGEST_CLEAN_UP.toMinutes()), ...LOOKS });
  const wait = new Wait(scope, "Give it a moment", { time: WaitTime.duration(BETWEEN_PASSES) });
  const ended = Succeed.jsonata(scope, "As it should be", {
    outputs: {
      outcome: "{% $states.input.outcome %}",
      account: "{% $account %}",
      passes: "{% $pass - 1 %}",
      execution: "{% $execution %}",
      transitions: "{% $transitions %}",
      result: "{% $states.input %}",
    },
  });
  return check.next(
    Choice.jsonata(scope, "May it not?")
      .when(Condition.jsonata("{% $exists($states.input.refused) %}"), refused)
      .otherwise(
        begin
          .next(look)
          .next(
            Choice.jsonata(scope, "Is anything left?")
              .when(Condition.jsonata("{% $states.input.outcome = 'left' %}"), wait.next(begin))
              .otherwise(ended),
          ),
      ),
  );
}
