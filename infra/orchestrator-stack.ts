import { BootstraplessSynthesizer, CfnOutput, CfnParameter, Stack, type StackProps } from "aws-cdk-lib";
import { Effect, Policy, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Bucket } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import { buildLab } from "../workflows/build-lab.ts";
import { cleanUp } from "../workflows/clean-up.ts";
import { FUNCTIONS, type FunctionName } from "../workflows/contract.ts";
import type { Functions } from "../workflows/machine.ts";
import { mapNetwork } from "../workflows/map-network.ts";
import { resetAccounts } from "../workflows/reset-accounts.ts";
import { solveStep } from "../workflows/solve-step.ts";
import { validateLab } from "../workflows/validate-lab.ts";
import { verifySteps } from "../workflows/verify-steps.ts";
import { acknowledgeOrchestratorFindings } from "./acknowledged-findings.ts";
import { fnd203StackGrants } from "./labs/fnd203/stack-permissions.ts";
import { functionGrants } from "./permissions/index.ts";
import { TaskFunction } from "./task-function.ts";

export interface OrchestratorProps extends StackProps {
  /** The key of each function's bundle in the orchestrator's bucket; it names the bundle's content. */
  bundleKeys: Record<FunctionName, string>;
}

const DESCRIPTIONS: Record<FunctionName, string> = {
  build: "Looks at the account, and builds a lab's stack in it",
  verify: "Checks steps of a lab, maps its network, and changes nothing",
  solve: "Does one step of a lab for whoever asks",
  cleanup: "Plans and sweeps what a lab and its participant made",
  inventory: "Lists what the account holds, and keeps the ledger",
  fleet: "Has other accounts clean up, with a role of theirs",
};

/**
 * The state machines and the functions that they invoke. The same template goes to AWS and to the local account.
 *
 * The bucket is not of the stack: it must hold the bundles before the functions can be created, and the ledger
 * for as long as a lab stands. `infra/deploy.ts` makes it and takes it away.
 */
export class OrchestratorStack extends Stack {
  constructor(scope: Construct, id: string, props: OrchestratorProps) {
    super(scope, id, {
      ...props,
      synthesizer: new BootstraplessSynthesizer(),
      description: "Handrail: state machines that build, verify, solve and clean up hands-on labs",
    });
    const parameter = new CfnParameter(this, "HandrailBucket", {
      type: "String",
      description: "The bucket that holds the functions' bundles and the ledgers",
    });
    const bucket = Bucket.fromBucketName(this, "Bucket", parameter.valueAsString);
    const context = {
      arn: (service: string, resource: string) => this.formatArn({ service, resource }),
      globalArn: (service: string, resource: string) => this.formatArn({ service, resource, region: "" }),
      awsOwnedArn: (service: string, resource: string) => this.formatArn({ service, resource, account: "" }),
      roleAnywhere: (name: string) =>
        this.formatArn({ service: "iam", region: "", account: "*", resource: "role", resourceName: name }),
      bucketArn: bucket.bucketArn,
      bucketArnOf: (name: string) =>
        this.formatArn({ service: "s3", region: "", account: "", resource: name }),
    };

    const labStackRole = new Role(this, "LabStackRole", {
      assumedBy: new ServicePrincipal("cloudformation.amazonaws.com"),
      description: "What CloudFormation may do while it creates and deletes a lab's stack",
    });
    const labStackPolicy = new Policy(this, "LabStackPolicy", {
      roles: [labStackRole],
      statements: fnd203StackGrants(context).map(
        (grant) => new PolicyStatement({ effect: Effect.ALLOW, ...grant }),
      ),
    });

    const grants = functionGrants({ ...context, labStackRoleArn: labStackRole.roleArn });
    const functions = Object.fromEntries(
      FUNCTIONS.map((name) => {
        const made = new TaskFunction(this, name, {
          bundles: bucket,
          bundleKey: props.bundleKeys[name],
          description: DESCRIPTIONS[name],
          environment: { HANDRAIL_BUCKET: bucket.bucketName, HANDRAIL_LAB_STACK_ROLE: labStackRole.roleArn },
          grants: grants[name],
        });
        return [name, made.function];
      }),
    ) as unknown as Functions; // fromEntries forgets the keys; they are FUNCTIONS, all of them.
    functions.build.node.addDependency(labStackPolicy);

    const build = buildLab(this, functions);
    const verify = verifySteps(this, functions);
    const solve = solveStep(this, functions, verify);
    const clean = cleanUp(this, functions);
    const map = mapNetwork(this, functions);
    const validate = validateLab(this, { build, verify, solve, clean });
    const reset = resetAccounts(this, functions, bucket);
    for (const [name, machine] of Object.entries({
      BuildLab: build,
      VerifySteps: verify,
      SolveStep: solve,
      CleanUp: clean,
      MapNetwork: map,
      ValidateLab: validate,
      ResetAccounts: reset,
    }))
      new CfnOutput(this, `${name}Arn`, { value: machine.stateMachine.stateMachineArn });
    acknowledgeOrchestratorFindings(this);
  }
}
