import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  GetTemplateSummaryCommand,
  ListExportsCommand,
  ListImportsCommand,
  UpdateStackCommand,
  ValidateTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import { CreateKeyPairCommand, EC2Client } from "@aws-sdk/client-ec2";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import { eventsOf, settled, useBench } from "./stack.ts";
import { thingTemplate } from "./things.ts";

test("AWS-specific parameters are checked against the account", async () => {
  const { account, cfn } = await useBench();
  const TemplateBody = thingTemplate(
    { A: {} },
    {
      Parameters: {
        Key: { Type: "AWS::EC2::KeyPair::KeyName" },
        Zones: { Type: "List<AWS::EC2::AvailabilityZone::Name>", Default: "us-east-1a,us-east-1b" },
      },
    },
  );
  const create = (StackName: string, key: string, zones = "us-east-1a") =>
    cfn.send(
      new CreateStackCommand({
        StackName,
        TemplateBody,
        Parameters: [
          { ParameterKey: "Key", ParameterValue: key },
          { ParameterKey: "Zones", ParameterValue: zones },
        ],
      }),
    );
  await create("bad", "none", "us-east-1a,eu-west-1a");
  expect((await settled(cfn, "bad")).StackStatus).toBe("ROLLBACK_COMPLETE");
  expect(await eventsOf(cfn, "bad")).toContain(
    "bad ROLLBACK_IN_PROGRESS Parameter validation failed: parameter value none for parameter name Key does not exist, parameter value eu-west-1a for parameter name Zones does not exist. Rollback requested by user.",
  );
  await account.client(EC2Client).send(new CreateKeyPairCommand({ KeyName: "mine" }));
  await create("good", "mine");
  expect((await settled(cfn, "good")).StackStatus).toBe("CREATE_COMPLETE");
});

test("parameters and dynamic references of Parameter Store's are looked up", async () => {
  const { account, cfn, things } = await useBench();
  const ssm = account.client(SSMClient);
  const TemplateBody = thingTemplate(
    { A: { Given: { Ref: "Stored" }, Read: "size {{resolve:ssm:/lab/size:1}}" } },
    { Parameters: { Stored: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/lab/size" } } },
  );
  const create = () => cfn.send(new CreateStackCommand({ StackName: "demo", TemplateBody }));
  await expect(create()).rejects.toMatchObject({
    name: "ValidationError",
    message: "Unable to fetch parameters [/lab/size] from parameter store for this account.",
  });
  await ssm.send(new PutParameterCommand({ Name: "/lab/size", Value: "7", Type: "String" }));
  await create();
  const stack = await settled(cfn, "demo");
  expect(stack.Parameters).toEqual([
    { ParameterKey: "Stored", ParameterValue: "/lab/size", ResolvedValue: "7" },
  ]);
  expect(things.live.get("A-1")).toEqual({ Given: "7", Read: "size 7" });

  // The same template is an update once the stored value has changed.
  await ssm.send(new PutParameterCommand({ Name: "/lab/size", Value: "8", Type: "String", Overwrite: true }));
  await cfn.send(new UpdateStackCommand({ StackName: "demo", UsePreviousTemplate: true }));
  await settled(cfn, "demo");
  expect(things.live.get("A-1")).toEqual({ Given: "8", Read: "size 7" });
});

test("an export is imported, and cannot go while it is", async () => {
  const { cfn } = await useBench();
  const exporting = thingTemplate(
    { A: {} },
    { Outputs: { Arn: { Value: { "Fn::GetAtt": ["A", "Arn"] }, Export: { Name: "shared" } } } },
  );
  const importing = thingTemplate({ B: { Of: { "Fn::ImportValue": "shared" } } });
  await cfn.send(new CreateStackCommand({ StackName: "early", TemplateBody: importing }));
  await settled(cfn, "early");
  expect(await eventsOf(cfn, "early")).toContain(
    "early ROLLBACK_IN_PROGRESS No export named shared found. Rollback requested by user.",
  );
  const { StackId } = await cfn.send(new CreateStackCommand({ StackName: "giver", TemplateBody: exporting }));
  await settled(cfn, "giver");
  const { Exports } = await cfn.send(new ListExportsCommand({}));
  expect(Exports).toEqual([{ ExportingStackId: StackId, Name: "shared", Value: "arn:thing:A-1" }]);
  await expect(cfn.send(new ListImportsCommand({ ExportName: "shared" }))).rejects.toMatchObject({
    message: "Export 'shared' is not imported by any stack.",
  });
  await cfn.send(new CreateStackCommand({ StackName: "taker", TemplateBody: importing }));
  await settled(cfn, "taker");
  expect((await cfn.send(new ListImportsCommand({ ExportName: "shared" }))).Imports).toEqual(["taker"]);
  await cfn.send(new DeleteStackCommand({ StackName: "giver" }));
  expect(await settled(cfn, "giver")).toMatchObject({
    StackStatus: "DELETE_FAILED",
    StackStatusReason: "Export shared cannot be deleted as it is in use by taker",
  });
  await cfn.send(new CreateStackCommand({ StackName: "twin", TemplateBody: exporting }));
  await settled(cfn, "twin");
  expect(await eventsOf(cfn, "twin")).toContain(
    "twin ROLLBACK_IN_PROGRESS Export with name shared is already exported by stack giver. Rollback requested by user.",
  );
});

const ROLE_TEMPLATE = (properties: object = {}) =>
  JSON.stringify({
    Resources: {
      Role: {
        Type: "AWS::IAM::Role",
        Properties: {
          AssumeRolePolicyDocument: {
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
            ],
          },
          ...properties,
        },
      },
    },
  });

test("IAM resources need the capability that fits", async () => {
  const { cfn } = await useBench();
  const create = (TemplateBody: string, Capabilities?: ("CAPABILITY_IAM" | "CAPABILITY_NAMED_IAM")[]) =>
    cfn.send(new CreateStackCommand({ StackName: "roles", TemplateBody, Capabilities }));
  await expect(create(ROLE_TEMPLATE())).rejects.toMatchObject({
    name: "InsufficientCapabilitiesException",
    message: "Requires capabilities : [CAPABILITY_IAM]",
  });
  const named = ROLE_TEMPLATE({ RoleName: "mine" });
  await expect(create(named, ["CAPABILITY_IAM"])).rejects.toMatchObject({
    message: "Requires capabilities : [CAPABILITY_NAMED_IAM]",
  });
  expect(await cfn.send(new ValidateTemplateCommand({ TemplateBody: named }))).toMatchObject({
    Capabilities: ["CAPABILITY_NAMED_IAM"],
    CapabilitiesReason: "The following resource(s) require capabilities: [AWS::IAM::Role]",
  });
  await create(ROLE_TEMPLATE(), ["CAPABILITY_NAMED_IAM"]);
  await settled(cfn, "roles");
  const { StackResourceDetail } = await cfn.send(
    new DescribeStackResourceCommand({ StackName: "roles", LogicalResourceId: "Role" }),
  );
  expect(StackResourceDetail!.PhysicalResourceId).toMatch(/^roles-Role-[A-Z0-9a-z]{12}$/);
  const summary = await cfn.send(new GetTemplateSummaryCommand({ StackName: "roles" }));
  expect(summary).toMatchObject({ ResourceTypes: ["AWS::IAM::Role"], Capabilities: ["CAPABILITY_IAM"] });
});

test("a stack's calls are its service role's, and a missing permission fails the resource", async () => {
  const { account, cfn } = await useBench();
  const iam = account.client(IAMClient);
  const trust = (Service: string) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }],
    });
  const make = async (RoleName: string, service: string) =>
    (await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(service) }))).Role!
      .Arn!;
  const TemplateBody = JSON.stringify({
    Resources: { Net: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: "10.0.0.0/16" } } },
  });
  const foreign = await make("foreign", "ec2.amazonaws.com");
  await expect(
    cfn.send(new CreateStackCommand({ StackName: "demo", TemplateBody, RoleARN: foreign })),
  ).rejects.toMatchObject({
    name: "ValidationError",
    message: `Role ${foreign} is invalid or cannot be assumed`,
  });
  const RoleARN = await make("deployer", "cloudformation.amazonaws.com");
  await cfn.send(new CreateStackCommand({ StackName: "demo", TemplateBody, RoleARN }));
  expect(await settled(cfn, "demo")).toMatchObject({ StackStatus: "ROLLBACK_COMPLETE", RoleARN });
  expect((await eventsOf(cfn, "demo")).find((line) => line.startsWith("Net CREATE_FAILED"))).toMatch(
    /assumed-role\/deployer\/AWSCloudFormation is not authorized to perform: ec2:CreateVpc.*\(Service: Ec2, Status Code: 403.*HandlerErrorCode: AccessDenied/,
  );
  await cfn.send(new DeleteStackCommand({ StackName: "demo" }));
  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "ec2:*", Resource: "*" }],
  });
  await iam.send(new PutRolePolicyCommand({ RoleName: "deployer", PolicyName: "ec2", PolicyDocument }));
  await cfn.send(new CreateStackCommand({ StackName: "second", TemplateBody, RoleARN }));
  expect((await settled(cfn, "second")).StackStatus).toBe("CREATE_COMPLETE");
});

test("a template comes from a bucket of the account's own", async () => {
  const { account, cfn } = await useBench();
  const s3 = account.client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket: "templates" }));
  await s3.send(
    new PutObjectCommand({ Bucket: "templates", Key: "a/demo.json", Body: thingTemplate({ A: {} }) }),
  );
  for (const [StackName, TemplateURL] of [
    ["own", `${account.endpoint}/templates/a/demo.json`],
    ["aws", "https://templates.s3.us-east-1.amazonaws.com/a/demo.json"],
  ]) {
    await cfn.send(new CreateStackCommand({ StackName, TemplateURL }));
    expect((await settled(cfn, StackName!)).StackStatus).toBe("CREATE_COMPLETE");
  }
  await expect(
    cfn.send(new CreateStackCommand({ StackName: "no", TemplateURL: `${account.endpoint}/templates/none` })),
  ).rejects.toMatchObject({ name: "ValidationError", message: expect.stringMatching(/^S3 error: /) });
});

test("stacks of different accounts and Regions do not see one another", async () => {
  const { account, cfn } = await useBench();
  await cfn.send(new CreateStackCommand({ StackName: "demo", TemplateBody: thingTemplate({ A: {} }) }));
  const elsewhere = account.client(CloudFormationClient, { region: "eu-west-1" });
  expect((await elsewhere.send(new DescribeStacksCommand({}))).Stacks ?? []).toEqual([]);
});
