import { Duration, RemovalPolicy } from "aws-cdk-lib";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import {
  DefinitionBody,
  type IChainable,
  JitterType,
  LogLevel,
  QueryLanguage,
  type RetryProps,
  StateMachine,
  TaskInput,
} from "aws-cdk-lib/aws-stepfunctions";
import { LambdaInvoke, type LambdaInvokeJsonataProps } from "aws-cdk-lib/aws-stepfunctions-tasks";
import { Construct } from "constructs";
import { ERRORS, type FunctionName, machineName, type Verb } from "./contract.ts";

/** The functions that machines invoke, by name. */
export type Functions = Record<FunctionName, IFunction>;

/**
 * A hiccup of Lambda itself, or of an AWS service that throttled the task: worth a few more tries, spread out so
 * that steps checked side by side do not come back together. So is a session of a role that was over in the middle of a
 * task: the next try begins another.
 */
const RETRY_HICCUPS: RetryProps = {
  errors: [
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.TooManyRequestsException",
    "ThrottlingException",
    "Throttling",
    "RequestLimitExceeded",
    "ExpiredTokenException",
    "ExpiredToken",
  ],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxAttempts: 6,
  maxDelay: Duration.seconds(30),
  jitterStrategy: JitterType.FULL,
};

/** Polling: the task says that AWS is still at it. `minutes` bounds the waiting at one look each `seconds`. */
export function retryNotYet(seconds: number, minutes: number): RetryProps {
  return {
    errors: [ERRORS.notYet],
    interval: Duration.seconds(seconds),
    backoffRate: 1,
    maxAttempts: Math.ceil((minutes * 60) / seconds),
  };
}

/** Invokes a function with a payload and takes its answer as the state's result. */
export function invoke(
  scope: Construct,
  name: string,
  lambdaFunction: IFunction,
  payload: Record<string, unknown>,
  props: Omit<LambdaInvokeJsonataProps, "lambdaFunction" | "payload"> = {},
): LambdaInvoke {
  const task = LambdaInvoke.jsonata(scope, name, {
    lambdaFunction,
    payload: TaskInput.fromObject(payload),
    outputs: "{% $states.result.Payload %}",
    retryOnServiceExceptions: false,
    ...props,
  });
  task.addRetry(RETRY_HICCUPS);
  return task;
}

/**
 * A state machine with our defaults: JSONata, everything logged, traced, and bounded in time. Its name in the
 * account is `handrail-<verb>`, and its log group lies under /aws/vendedlogs, which spares the account's
 * resource-policy quota.
 */
export class LabMachine extends Construct {
  readonly stateMachine: StateMachine;

  constructor(
    scope: Construct,
    verb: Verb,
    props: { definition: IChainable; timeout: Duration; comment: string },
  ) {
    super(scope, verb);
    this.stateMachine = new StateMachine(this, "Machine", {
      stateMachineName: machineName(verb),
      comment: props.comment,
      queryLanguage: QueryLanguage.JSONATA,
      definitionBody: DefinitionBody.fromChainable(props.definition),
      timeout: props.timeout,
      tracingEnabled: true,
      logs: {
        level: LogLevel.ALL,
        includeExecutionData: true,
        destination: new LogGroup(this, "Log", {
          logGroupName: `/aws/vendedlogs/states/${machineName(verb)}`,
          retention: RetentionDays.ONE_WEEK,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      },
    });
  }
}
