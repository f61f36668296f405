import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GetRoleCommand, IAMClient, PutRolePermissionsBoundaryCommand } from "@aws-sdk/client-iam";
import { CreateFunctionCommand, LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, ListBucketsCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Actor, allow, createActor, createRole } from "../../helpers/actors.ts";
import { startTestAccount, type TestAccount } from "../../helpers/local-account.ts";

const ACCOUNT = "123456789012";
let account: TestAccount;
let iam: IAMClient;

beforeAll(async () => {
  account = await startTestAccount();
  iam = account.client(IAMClient);
});
afterAll(() => account.stop());

const everything = { Action: "*", Resource: "*" };

describe("a denial is in the service's own form", () => {
  let nobody: Actor;
  beforeAll(async () => {
    nobody = await createActor(account);
  });
  const because = (action: string) => `because no identity-based policy allows the ${action} action`;

  it("EC2", async () => {
    const { credentials, arn } = nobody;
    await expect(
      account.client(EC2Client, { credentials }).send(new DescribeVpcsCommand({})),
    ).rejects.toMatchObject({
      name: "UnauthorizedOperation",
      message: `You are not authorized to perform this operation. User: ${arn} is not authorized to perform: ec2:DescribeVpcs ${because("ec2:DescribeVpcs")}`,
      $metadata: { httpStatusCode: 403 },
    });
  });

  it("Query: CloudFormation and IAM", async () => {
    const { credentials, arn } = nobody;
    await expect(
      account.client(CloudFormationClient, { credentials }).send(new DescribeStacksCommand({})),
    ).rejects.toMatchObject({
      name: "AccessDenied",
      message: expect.stringContaining(because("cloudformation:DescribeStacks")),
      $metadata: { httpStatusCode: 403 },
    });
    await expect(
      account.client(IAMClient, { credentials }).send(new GetRoleCommand({ RoleName: nobody.name })),
    ).rejects.toMatchObject({
      name: "AccessDenied",
      message: `User: ${arn} is not authorized to perform: iam:GetRole on resource: role ${nobody.name} ${because("iam:GetRole")}`,
    });
  });

  it("JSON: Systems Manager and Logs", async () => {
    const { credentials, arn } = nobody;
    await expect(
      account.client(SSMClient, { credentials }).send(new GetParameterCommand({ Name: "/lab/x" })),
    ).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: `User: ${arn} is not authorized to perform: ssm:GetParameter on resource: arn:aws:ssm:us-east-1:${ACCOUNT}:parameter/lab/x ${because("ssm:GetParameter")}`,
      $metadata: { httpStatusCode: 400 },
    });
    await expect(
      account.client(CloudWatchLogsClient, { credentials }).send(new DescribeLogGroupsCommand({})),
    ).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining(`arn:aws:logs:us-east-1:${ACCOUNT}:log-group::log-stream:`),
    });
  });

  it("REST JSON: Lambda", async () => {
    const { credentials } = nobody;
    await expect(
      account.client(LambdaClient, { credentials }).send(new ListFunctionsCommand({})),
    ).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining("lambda:ListFunctions on resource: * because"),
      $metadata: { httpStatusCode: 403 },
    });
  });

  it("REST XML: S3", async () => {
    const { credentials, arn } = nobody;
    await account.client(S3Client).send(new CreateBucketCommand({ Bucket: "authorise-lab" }));
    await expect(
      account.client(S3Client, { credentials }).send(new ListObjectsV2Command({ Bucket: "authorise-lab" })),
    ).rejects.toMatchObject({
      name: "AccessDenied",
      message: `User: ${arn} is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::authorise-lab" ${because("s3:ListBucket")}`,
      $metadata: { httpStatusCode: 403 },
    });
    await expect(
      account.client(S3Client, { credentials }).send(new ListBucketsCommand({})),
    ).rejects.toMatchObject({ message: expect.stringContaining("s3:ListAllMyBuckets") });
  });

  it("says where an explicit deny stands", async () => {
    const { credentials, arn } = await createActor(account, everything, {
      Effect: "Deny",
      Action: "ec2:*",
      Resource: "*",
    });
    await expect(
      account.client(EC2Client, { credentials }).send(new DescribeVpcsCommand({})),
    ).rejects.toMatchObject({
      message: `You are not authorized to perform this operation. User: ${arn} is not authorized to perform: ec2:DescribeVpcs with an explicit deny in an identity-based policy`,
    });
  });
});

describe("a call is authorised", () => {
  it("as soon as the policy allows it, and no longer than it does", async () => {
    const { name, credentials } = await createActor(account);
    const ec2 = account.client(EC2Client, { credentials });
    await allow(account, name, { Action: "ec2:Describe*", Resource: "*" });
    expect((await ec2.send(new DescribeVpcsCommand({}))).Vpcs).toBeDefined();
    await allow(account, name, { Action: "ec2:DescribeSubnets", Resource: "*" });
    await expect(ec2.send(new DescribeVpcsCommand({}))).rejects.toMatchObject({
      name: "UnauthorizedOperation",
    });
  });

  it("by Region, resource and variable", async () => {
    const parameter = (region: string, name: string) => `arn:aws:ssm:${region}:${ACCOUNT}:parameter/${name}`;
    const { credentials, name } = await createActor(account, {
      Action: "ssm:PutParameter",
      Resource: parameter("*", "lab/*"),
      Condition: { StringEquals: { "aws:RequestedRegion": "us-east-1" } },
    });
    const put = (Name: string, region = "us-east-1") =>
      account
        .client(SSMClient, { credentials, region })
        .send(new PutParameterCommand({ Name, Value: "x", Type: "String" }));
    expect((await put("/lab/one")).Version).toBe(1);
    await expect(put("/lab/one", "eu-west-1")).rejects.toMatchObject({ name: "AccessDeniedException" });
    await expect(put("/other/one")).rejects.toMatchObject({ name: "AccessDeniedException" });
    await allow(account, name, {
      Action: "ssm:PutParameter",
      Resource: parameter("*", "role/${aws:PrincipalAccount}"),
    });
    expect((await put(`/role/${ACCOUNT}`)).Version).toBe(1);
  });

  it("for a log group named with and without its star", async () => {
    const group = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/lab/`;
    const { credentials } = await createActor(account, {
      Action: "logs:CreateLogGroup",
      Resource: [`${group}plain`, `${group}starred:*`],
    });
    const logs = account.client(CloudWatchLogsClient, { credentials });
    await logs.send(new CreateLogGroupCommand({ logGroupName: "/lab/plain" }));
    await logs.send(new CreateLogGroupCommand({ logGroupName: "/lab/starred" }));
    await expect(
      logs.send(new CreateLogGroupCommand({ logGroupName: "/lab/plainer" })),
    ).rejects.toMatchObject({ name: "AccessDeniedException" });
  });

  it("within a permissions boundary", async () => {
    const { name, credentials } = await createActor(account, everything);
    const ec2 = account.client(EC2Client, { credentials });
    expect((await ec2.send(new DescribeVpcsCommand({}))).Vpcs).toBeDefined();
    await iam.send(
      new PutRolePermissionsBoundaryCommand({
        RoleName: name,
        PermissionsBoundary: "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess",
      }),
    );
    await expect(ec2.send(new DescribeVpcsCommand({}))).rejects.toMatchObject({
      message: expect.stringContaining("because no permissions boundary allows the ec2:DescribeVpcs action"),
    });
  });

  it("only with iam:PassRole for the service, where it hands over a role", async () => {
    const passed = await createRole(account, "Passed", { Service: "lambda.amazonaws.com" });
    const { name, credentials, arn } = await createActor(account, { Action: "lambda:*", Resource: "*" });
    const create = () =>
      account.client(LambdaClient, { credentials }).send(
        new CreateFunctionCommand({
          FunctionName: "passing",
          Role: passed,
          Runtime: "nodejs24.x",
          Handler: "index.handler",
          Code: { ZipFile: new Uint8Array([1, 2, 3]) },
        }),
      );
    const passTo = (service: string) =>
      allow(
        account,
        name,
        { Action: "lambda:*", Resource: "*" },
        {
          Action: "iam:PassRole",
          Resource: "arn:aws:iam::*:role/Passed",
          Condition: { StringEquals: { "iam:PassedToService": service } },
        },
      );
    const denied = {
      name: "AccessDeniedException",
      message: `User: ${arn} is not authorized to perform: iam:PassRole on resource: ${passed} because no identity-based policy allows the iam:PassRole action`,
    };
    await expect(create()).rejects.toMatchObject(denied);
    await passTo("states.amazonaws.com");
    await expect(create()).rejects.toMatchObject(denied);
    await passTo("lambda.amazonaws.com");
    // Authorised now; what Lambda says is that these three bytes are no package.
    await expect(create()).rejects.not.toMatchObject({ name: "AccessDeniedException" });
  });
});
