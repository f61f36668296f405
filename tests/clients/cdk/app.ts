import { fileURLToPath } from "node:url";
import { App, CfnOutput, RemovalPolicy, Stack } from "aws-cdk-lib";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { BlockPublicAccess, Bucket } from "aws-cdk-lib/aws-s3";
import { StringParameter } from "aws-cdk-lib/aws-ssm";
import { DefinitionBody, StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { LambdaInvoke } from "aws-cdk-lib/aws-stepfunctions-tasks";

/**
 * A small CDK app as people write them: a function from an asset, the machine that invokes it, and what they need.
 * `-c greeting=WORD` is what a later deployment changes.
 */
const app = new App();
const greeting: string = app.node.tryGetContext("greeting") ?? "Hello";
const stack = new Stack(app, "Greeter", {
  description: "Greets whoever asks.",
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
  tags: { Team: "greetings" },
});

const greet = new LambdaFunction(stack, "Greet", {
  runtime: Runtime.NODEJS_24_X,
  handler: "index.handler",
  code: Code.fromAsset(fileURLToPath(new URL("./greet", import.meta.url))),
  environment: { GREETING: greeting },
  logGroup: new LogGroup(stack, "Log", {
    retention: RetentionDays.ONE_WEEK,
    removalPolicy: RemovalPolicy.DESTROY,
  }),
});
const machine = new StateMachine(stack, "Machine", {
  definitionBody: DefinitionBody.fromChainable(
    LambdaInvoke.jsonata(stack, "Greet them", {
      lambdaFunction: greet,
      outputs: "{% $states.result.Payload %}",
    }),
  ),
});
const bucket = new Bucket(stack, "Bucket", {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  removalPolicy: RemovalPolicy.DESTROY,
});
bucket.grantRead(greet);
const parameter = new StringParameter(stack, "Word", { stringValue: greeting });

new CfnOutput(stack, "MachineArn", { value: machine.stateMachineArn });
new CfnOutput(stack, "WordName", { value: parameter.parameterName, exportName: "greeter-word" });
