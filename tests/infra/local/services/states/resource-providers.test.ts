import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DescribeStateMachineCommand, ListTagsForResourceCommand } from "@aws-sdk/client-sfn";
import { expect, it, vi } from "vitest";
import { cliAvailable, useTestAccount } from "../../../../helpers/local-account.ts";
import { settled } from "../cloudformation/stack.ts";
import { createMachineRole, jsonata, Machines, ROLE, SOON } from "./machine-fixture.ts";

const template = (answer: string) =>
  JSON.stringify({
    Resources: {
      Role: {
        Type: "AWS::IAM::Role",
        Properties: {
          AssumeRolePolicyDocument: {
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" },
            ],
          },
        },
      },
      Machine: {
        Type: "AWS::StepFunctions::StateMachine",
        Properties: {
          RoleArn: { "Fn::GetAtt": ["Role", "Arn"] },
          DefinitionString: jsonata({ Say: { Type: "Pass", Output: "${answer}", End: true } }),
          DefinitionSubstitutions: { answer },
          Tags: [{ Key: "own", Value: "yes" }],
        },
      },
    },
    Outputs: {
      Arn: { Value: { Ref: "Machine" } },
      Name: { Value: { "Fn::GetAtt": ["Machine", "Name"] } },
    },
  });

it("a stack makes a machine, changes it in place, and takes it away", async () => {
  const account = await useTestAccount();
  const cloudformation = account.client(CloudFormationClient);
  const machines = new Machines(account);
  const outputs = async (status: string) =>
    await vi.waitFor(async () => {
      const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: "lab" }));
      expect(Stacks![0]).toMatchObject({ StackStatus: status });
      return Object.fromEntries(
        Stacks![0]!.Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]),
      );
    }, SOON);
  const stack = { StackName: "lab", Capabilities: ["CAPABILITY_IAM" as const] };
  await cloudformation.send(new CreateStackCommand({ ...stack, TemplateBody: template("one") }));
  const { Arn, Name } = await outputs("CREATE_COMPLETE");
  expect(Name).toMatch(/^Machine-\w+$/);
  expect((await machines.end(await machines.start(Arn!))).output).toBe('"one"');
  const { tags } = await machines.sfn.send(new ListTagsForResourceCommand({ resourceArn: Arn }));
  expect(tags).toContainEqual({ key: "own", value: "yes" });
  expect(tags).toContainEqual({ key: "aws:cloudformation:stack-name", value: "lab" });

  await cloudformation.send(new UpdateStackCommand({ ...stack, TemplateBody: template("two") }));
  expect((await outputs("UPDATE_COMPLETE")).Arn).toBe(Arn);
  expect((await machines.end(await machines.start(Arn!))).output).toBe('"two"');

  await cloudformation.send(new DeleteStackCommand({ StackName: "lab" }));
  await vi.waitFor(
    () =>
      expect(
        machines.sfn.send(new DescribeStateMachineCommand({ stateMachineArn: Arn })),
      ).rejects.toMatchObject({ name: "StateMachineDoesNotExist" }),
    SOON,
  );
});

it.skipIf(!cliAvailable)("the AWS CLI makes and starts a machine", async () => {
  const account = await useTestAccount();
  await createMachineRole(account);
  const definition = jsonata({ Pass: { Type: "Pass", End: true } });
  const created = await account.cli([
    ...["stepfunctions", "create-state-machine", "--name", "by-hand", "--role-arn", ROLE],
    ...["--definition", definition, "--query", "stateMachineArn", "--output", "text"],
  ]);
  expect(created).toMatchObject({ stderr: "", code: 0 });
  const started = await account.cli([
    ...["stepfunctions", "start-execution", "--state-machine-arn", created.stdout.trim()],
    ...["--input", '{"a":1}', "--query", "executionArn", "--output", "text"],
  ]);
  const { output } = await new Machines(account).end(started.stdout.trim());
  expect(output).toBe('{"a":1}');
});

it("a machine's definition can lie in a bucket, and a tag that the template drops is dropped", async () => {
  const account = await useTestAccount();
  const s3 = account.client(S3Client);
  const machines = new Machines(account);
  await createMachineRole(account);
  const Bucket = "definitions";
  await s3.send(new CreateBucketCommand({ Bucket }));
  const Body = jsonata({ Say: { Type: "Pass", Output: "${word}", End: true } });
  await s3.send(new PutObjectCommand({ Bucket, Key: "say.asl.json", Body }));
  const template = (Tags: object[]) =>
    JSON.stringify({
      Resources: {
        Machine: {
          Type: "AWS::StepFunctions::StateMachine",
          Properties: {
            RoleArn: ROLE,
            DefinitionS3Location: { Bucket, Key: "say.asl.json" },
            DefinitionSubstitutions: { word: "hello" },
            Tags,
          },
        },
      },
      Outputs: { Arn: { Value: { Ref: "Machine" } } },
    });
  const cloudformation = account.client(CloudFormationClient);
  const StackName = "lab";
  const first = template([
    { Key: "stays", Value: "yes" },
    { Key: "goes", Value: "yes" },
  ]);
  await cloudformation.send(new CreateStackCommand({ StackName, TemplateBody: first }));
  const resourceArn = (await settled(cloudformation, StackName)).Outputs![0]!.OutputValue!;
  expect((await machines.end(await machines.start(resourceArn))).output).toBe('"hello"');

  const second = template([{ Key: "stays", Value: "yes" }]);
  await cloudformation.send(new UpdateStackCommand({ StackName, TemplateBody: second }));
  await settled(cloudformation, StackName);
  const { tags = [] } = await machines.sfn.send(new ListTagsForResourceCommand({ resourceArn }));
  expect(tags.map(({ key }) => key)).toContain("stays");
  expect(tags.map(({ key }) => key)).not.toContain("goes");
});

it("a stack's alias leads to the version of its machine's latest revision", async () => {
  const account = await useTestAccount();
  await createMachineRole(account);
  const cloudformation = account.client(CloudFormationClient);
  const machines = new Machines(account);
  const template = (word: string, Type = "ALL_AT_ONCE") =>
    JSON.stringify({
      Resources: {
        Machine: {
          Type: "AWS::StepFunctions::StateMachine",
          Properties: {
            RoleArn: ROLE,
            DefinitionString: jsonata({ Say: { Type: "Pass", Output: word, End: true } }),
          },
        },
        Version: {
          Type: "AWS::StepFunctions::StateMachineVersion",
          Properties: {
            StateMachineArn: { Ref: "Machine" },
            StateMachineRevisionId: { "Fn::GetAtt": ["Machine", "StateMachineRevisionId"] },
          },
        },
        Alias: {
          Type: "AWS::StepFunctions::StateMachineAlias",
          Properties: {
            Name: "live",
            DeploymentPreference: { StateMachineVersionArn: { Ref: "Version" }, Type },
          },
        },
      },
      Outputs: { Alias: { Value: { Ref: "Alias" } } },
    });
  const StackName = "lab";
  await cloudformation.send(new CreateStackCommand({ StackName, TemplateBody: template("one") }));
  const { StackId, Outputs } = await settled(cloudformation, StackName);
  const arn = Outputs![0]!.OutputValue!;
  expect(arn).toMatch(/:live$/);
  expect(await machines.end(await machines.start(arn))).toMatchObject({ output: '"one"' });
  await cloudformation.send(new UpdateStackCommand({ StackName, TemplateBody: template("two") }));
  expect(await settled(cloudformation, StackName)).toMatchObject({ StackStatus: "UPDATE_COMPLETE" });
  const ended = await machines.end(await machines.start(arn));
  expect(ended.output).toBe('"two"');
  expect(ended.stateMachineVersionArn).toMatch(/:2$/);
  await cloudformation.send(new UpdateStackCommand({ StackName, TemplateBody: template("x", "LINEAR") }));
  expect(await settled(cloudformation, StackName)).toMatchObject({
    StackStatus: "UPDATE_ROLLBACK_COMPLETE",
  });
  await cloudformation.send(new DeleteStackCommand({ StackName }));
  await settled(cloudformation, StackId!);
  await expect(machines.start(arn)).rejects.toMatchObject({ name: "StateMachineDoesNotExist" });
});
