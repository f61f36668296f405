import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeRepositoriesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { ListStateMachinesCommand, SFNClient } from "@aws-sdk/client-sfn";
import { DescribeParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { MakeClient } from "./account.ts";

/** What an account holds of everything that a CDK app, or its bootstrap stack, could leave behind. */
export async function contentsOf(client: MakeClient): Promise<object> {
  const [stacks, groups, repositories, roles, functions, buckets, machines, parameters] = await Promise.all([
    client(CloudFormationClient).send(new DescribeStacksCommand()),
    client(CloudWatchLogsClient).send(new DescribeLogGroupsCommand()),
    client(ECRClient).send(new DescribeRepositoriesCommand()),
    client(IAMClient).send(new ListRolesCommand()),
    client(LambdaClient).send(new ListFunctionsCommand()),
    client(S3Client).send(new ListBucketsCommand()),
    client(SFNClient).send(new ListStateMachinesCommand()),
    client(SSMClient).send(new DescribeParametersCommand()),
  ]);
  return {
    stacks: stacks.Stacks?.map((one) => one.StackName),
    logGroups: groups.logGroups?.map((one) => one.logGroupName),
    repositories: repositories.repositories?.map((one) => one.repositoryName),
    roles: roles.Roles?.map((one) => one.Arn),
    functions: functions.Functions?.map((one) => one.FunctionName),
    buckets: buckets.Buckets?.map((one) => one.Name),
    machines: machines.stateMachines?.map((one) => one.name),
    parameters: parameters.Parameters?.map((one) => one.Name),
  };
}
