import { Duration } from "aws-cdk-lib";
import { Choice, Condition, Succeed } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import { ERRORS } from "./contract.ts";
import { type Functions, invoke, LabMachine, retryNotYet } from "./machine.ts";

/**
 * Builds a lab: look first, write down what the account has, then make the key pair and the stack, and wait
 * until the web servers answer. Last, see who can talk to whom, so that it can be told later what the steps changed.
 * Starting it again picks up a lab that is there already.
 *
 * Input: BuildInput. Output: BuildOutput.
 */
export function buildLab(scope: Construct, { build, inventory, verify }: Functions): LabMachine {
  const lab = "{% $lab %}";
  const template = "{% $template %}";
  const stackId = "{% $stackId %}";

  const checkAccount = invoke(
    scope,
    "Check the account",
    build,
    {
      do: "check-account",
      lab: "{% $states.input.lab %}",
      suffix: "{% $states.input.suffix %}",
      template: "{% $states.input.template ? $states.input.template : '' %}",
      owner: "{% $states.input.owner ? $states.input.owner : '' %}",
    },
    {
      assign: {
        lab: "{% $states.input.lab %}",
        suffix: "{% $states.input.suffix %}",
        owner: "{% $states.input.owner ? $states.input.owner : $states.context.Execution.Name %}",
        template: "{% $states.input.template ? $states.input.template : '' %}",
        plan: "{% $states.result.Payload %}",
        stackId: "{% $states.result.Payload.stackId ? $states.result.Payload.stackId : '' %}",
      },
    },
  );
  const writeLedger = invoke(scope, "Write the ledger", inventory, {
    do: "record",
    lab,
    build: "{% $owner %}",
    suffix: "{% $suffix %}",
  });
  const createKeyPair = invoke(scope, "Create the key pair", build, { do: "create-key-pair", lab });
  const createStack = invoke(
    scope,
    "Create the stack",
    build,
    { do: "create-stack", lab, template, plan: "{% $plan %}" },
    { assign: { stackId: "{% $states.result.Payload.stackId %}" } },
  );
  // CloudFormation's own waiter looks every 30 s for an hour; the lab takes five to nine minutes.
  const awaitStack = invoke(scope, "Wait for the stack", build, { do: "await-stack", lab, stackId });
  awaitStack.addRetry(retryNotYet(15, 30));
  // User data runs on after CREATE_COMPLETE: another one to four minutes until the pages are there.
  const probe = (name: string, last: boolean) =>
    invoke(scope, name, build, { do: "probe-sites", lab, stackId, last });
  const probeSites = probe("Wait for the web servers", false);
  probeSites.addRetry(retryNotYet(15, 10));
  const lastLook = probe("See which web servers answer", true);
  const describe = invoke(scope, "Describe the lab", build, {
    do: "describe",
    lab,
    stackId,
    sites: "{% $states.input.sites %}",
  });
  const mapNetwork = invoke(
    scope,
    "Map the network",
    verify,
    { do: "map-network", lab },
    { outputs: "{% $merge([$states.input, { 'network': $states.result.Payload }]) %}" },
  );
  // A lab without a map is built all the same.
  mapNetwork.addCatch(Succeed.jsonata(scope, "Built, without a map"), { outputs: "{% $states.input %}" });
  describe.next(mapNetwork);
  // A page that never answers is worth telling, and no reason to call the lab not built.
  probeSites.addCatch(lastLook, { errors: [ERRORS.notYet] });
  lastLook.next(describe);
  awaitStack.next(probeSites);
  probeSites.next(describe);

  return new LabMachine(scope, "build-lab", {
    comment: "Builds a lab's stack once the account has been looked at and written down",
    timeout: Duration.hours(1),
    definition: checkAccount.next(
      Choice.jsonata(scope, "Built before?")
        .when(Condition.jsonata("{% $stackId != '' %}"), awaitStack)
        .otherwise(writeLedger.next(createKeyPair).next(createStack).next(awaitStack)),
    ),
  });
}
