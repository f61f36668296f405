import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { Effect, Policy, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Code, Function as LambdaFunction, Runtime, Tracing } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import type { FunctionName } from "../workflows/contract.ts";

/** What one kind of call may act on: actions spelled out, so that a reader and a test can hold them against the code. */
export interface Grant {
  actions: string[];
  resources: string[];
  conditions?: Record<string, Record<string, string | string[]>>;
}

interface TaskFunctionProps {
  /** The bucket that carries the bundles, and the bundle's key in it. */
  bundles: IBucket;
  bundleKey: string;
  description: string;
  environment: Record<string, string>;
  grants: Grant[];
}

/**
 * One task function: a bundle, a role of its own that may do what `grants` say and write its own log, and the
 * log group. The name in the account is `handrail-<name>`.
 */
export class TaskFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, name: FunctionName, props: TaskFunctionProps) {
    super(scope, `${name}-function`);
    const functionName = `handrail-${name}`;
    const logGroup = new LogGroup(this, "Log", {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    // One policy, and not AWSLambdaBasicExecutionRole: that one may create and write every log group.
    const policy = new Policy(this, "Policy", {
      roles: [this.role],
      statements: props.grants.map((grant) => new PolicyStatement({ effect: Effect.ALLOW, ...grant })),
    });
    logGroup.grantWrite(this.role);
    this.function = new LambdaFunction(this, "Function", {
      functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      handler: "index.handler",
      code: Code.fromBucket(props.bundles, props.bundleKey),
      role: this.role,
      // Twice what the slowest call takes; no task sleeps, waiting belongs to the machines.
      timeout: Duration.seconds(60),
      memorySize: 512,
      tracing: Tracing.ACTIVE,
      logGroup,
      environment: props.environment,
    });
    this.function.node.addDependency(policy);
  }
}
