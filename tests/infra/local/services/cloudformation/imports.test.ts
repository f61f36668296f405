import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackResourceCommand,
  ExecuteChangeSetCommand,
} from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateRepositoryCommand, ECRClient } from "@aws-sdk/client-ecr";
import { CreateBucketCommand, HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import { type Bench, eventsOf, settled, useBench } from "./stack.ts";

const NAMES = { StackName: "demo", ChangeSetName: "first" };

/** Of each type that can be imported one that is there, and beside them a bucket that is not. */
const TEMPLATE = {
  Parameters: { Which: { Type: "String", Default: "there" } },
  Resources: {
    Bucket: named("AWS::S3::Bucket", { BucketName: { "Fn::Sub": "${Which}-${AWS::AccountId}" } }),
    Groups: named("AWS::Logs::LogGroup", { LogGroupName: "/there", RetentionInDays: 7 }),
    Images: named("AWS::ECR::Repository", { RepositoryName: "there" }),
    Word: named("AWS::SSM::Parameter", { Name: "there", Type: "String", Value: "new" }),
    New: named("AWS::S3::Bucket", { BucketName: "not-there-yet" }),
  },
  Outputs: {
    Arn: { Value: { "Fn::GetAtt": ["Bucket", "Arn"] } },
    Word: { Value: { "Fn::GetAtt": ["Word", "Value"] } },
  },
};

function named(Type: string, Properties: object, DeletionPolicy = "RetainExceptOnCreate") {
  return { Type, Properties, DeletionPolicy };
}

async function makeThings({ account }: Bench): Promise<void> {
  await account.client(S3Client).send(new CreateBucketCommand({ Bucket: "there-123456789012" }));
  await account.client(CloudWatchLogsClient).send(new CreateLogGroupCommand({ logGroupName: "/there" }));
  await account.client(ECRClient).send(new CreateRepositoryCommand({ repositoryName: "there" }));
  await account
    .client(SSMClient)
    .send(new PutParameterCommand({ Name: "there", Type: "String", Value: "old" }));
}

const importing = (template: object, ChangeSetType: "CREATE" | "UPDATE" = "CREATE") =>
  new CreateChangeSetCommand({
    ...NAMES,
    ChangeSetType,
    TemplateBody: JSON.stringify(template),
    ImportExistingResources: true,
  });

test("named resources that are there are taken into the stack as they are", async () => {
  const bench = await useBench();
  const { cfn } = bench;
  await makeThings(bench);
  await cfn.send(importing(TEMPLATE));
  const described = await cfn.send(new DescribeChangeSetCommand(NAMES));
  expect(described).toMatchObject({ Status: "CREATE_COMPLETE", ImportExistingResources: true });
  const actions = described.Changes!.map(({ ResourceChange: one }) => [
    one!.LogicalResourceId,
    one!.Action,
    one!.PhysicalResourceId,
  ]);
  expect(Object.fromEntries(actions.map(([id, ...rest]) => [id, rest]))).toEqual({
    Bucket: ["Import", "there-123456789012"],
    Groups: ["Import", "/there"],
    Images: ["Import", "there"],
    Word: ["Import", "there"],
    New: ["Add", undefined],
  });

  await cfn.send(new ExecuteChangeSetCommand(NAMES));
  const stack = await settled(cfn, "demo");
  expect(stack).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
  expect(stack.Outputs).toMatchObject([
    { OutputValue: "arn:aws:s3:::there-123456789012" },
    // What the template says of it is not what it is: nothing about it was changed.
    { OutputValue: "old" },
  ]);
  const events = await eventsOf(cfn, "demo");
  expect(events).toContain("Bucket IMPORT_IN_PROGRESS Resource import started.");
  expect(events).toContain("Bucket IMPORT_COMPLETE Resource import completed.");
  const { StackResourceDetail } = await cfn.send(
    new DescribeStackResourceCommand({ StackName: "demo", LogicalResourceId: "Bucket" }),
  );
  expect(StackResourceDetail).toMatchObject({ ResourceStatus: "IMPORT_COMPLETE" });
});

test("a rollback leaves what was imported, and takes away what was made", async () => {
  const bench = await useBench();
  const { cfn, account } = bench;
  await makeThings(bench);
  const Broken = named("AWS::SSM::Parameter", { Name: "aws-is-reserved", Type: "String", Value: "x" });
  const Resources = {
    ...TEMPLATE.Resources,
    Broken: { ...Broken, DependsOn: ["New", "Bucket"] },
  };
  await cfn.send(importing({ ...TEMPLATE, Resources }));
  await cfn.send(new ExecuteChangeSetCommand(NAMES));
  expect((await settled(cfn, "demo")).StackStatus).toBe("ROLLBACK_COMPLETE");
  const s3 = account.client(S3Client);
  await s3.send(new HeadBucketCommand({ Bucket: "there-123456789012" }));
  await expect(s3.send(new HeadBucketCommand({ Bucket: "not-there-yet" }))).rejects.toThrow();
});

test("an update imports as well", async () => {
  const bench = await useBench();
  const { cfn } = bench;
  const Resources = { New: TEMPLATE.Resources.New };
  await cfn.send(new CreateStackCommand({ StackName: "demo", TemplateBody: JSON.stringify({ Resources }) }));
  await settled(cfn, "demo");
  await makeThings(bench);
  await cfn.send(importing(TEMPLATE, "UPDATE"));
  await cfn.send(new ExecuteChangeSetCommand(NAMES));
  expect((await settled(cfn, "demo")).StackStatus).toBe("UPDATE_COMPLETE");
  expect(await eventsOf(cfn, "demo")).toContain("Images IMPORT_COMPLETE Resource import completed.");
});

test("what a deletion policy does not protect, or another stack has, fails the change set", async () => {
  const bench = await useBench();
  const { cfn } = bench;
  await makeThings(bench);
  const unprotected = {
    Resources: { Images: named("AWS::ECR::Repository", { RepositoryName: "there" }, "Delete") },
  };
  await cfn.send(importing(unprotected));
  expect(await cfn.send(new DescribeChangeSetCommand(NAMES))).toMatchObject({
    Status: "FAILED",
    ExecutionStatus: "UNAVAILABLE",
    StatusReason: expect.stringMatching(
      /DeletionPolicy .*resources are Images \(\{RepositoryName=there\}\)$/,
    ),
  });
  await cfn.send(new DeleteStackCommand({ StackName: "demo" }));

  const Resources = { New: TEMPLATE.Resources.New };
  const TemplateBody = JSON.stringify({ Resources });
  await cfn.send(new CreateStackCommand({ StackName: "owner", TemplateBody }));
  await settled(cfn, "owner");
  await cfn.send(importing({ Resources }));
  const { StatusReason } = await cfn.send(new DescribeChangeSetCommand(NAMES));
  expect(StatusReason).toMatch(/belong to another stack: New/);
});

test("without being asked to, a change set adds what is there already, which then fails", async () => {
  const bench = await useBench();
  const { cfn } = bench;
  await makeThings(bench);
  const Resources = { Bucket: named("AWS::S3::Bucket", { BucketName: "there-123456789012" }) };
  await cfn.send(new CreateStackCommand({ StackName: "demo", TemplateBody: JSON.stringify({ Resources }) }));
  expect((await settled(cfn, "demo")).StackStatus).toBe("ROLLBACK_COMPLETE");
  expect((await eventsOf(cfn, "demo")).join("\n")).toMatch(/Bucket CREATE_FAILED .*already exists/);
});
