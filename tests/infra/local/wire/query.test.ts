import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { CreateTagsCommand, DescribeVpcsCommand, EC2Client, RunInstancesCommand } from "@aws-sdk/client-ec2";
import { GetRoleCommand, IAMClient, UntagRoleCommand } from "@aws-sdk/client-iam";
import { expect, test } from "vitest";
import { AwsError } from "../../../../infra/local/errors.ts";
import { cliAvailable, useTestAccount } from "../../../helpers/local-account.ts";
import { postSigned } from "../../../helpers/raw-request.ts";
import { registry, stubService } from "../../../helpers/stub-service.ts";

const created = new Date("2026-11-22T05:57:37.125Z");
let received: object;

const iam = stubService("iam", {
  GetRole: (input) => {
    if (input.RoleName === "none")
      throw new AwsError("NoSuchEntity", "The role with name none cannot be found.");
    return {
      Role: { RoleName: input.RoleName, Arn: "arn", RoleId: "AROA", Path: "/", CreateDate: created },
    };
  },
  UntagRole: (input) => {
    received = input;
    return {};
  },
});

const cloudformation = stubService("cloudformation", {
  CreateStack: (input) => {
    received = input;
    return { StackId: "id" };
  },
  DescribeStacks: () => ({
    Stacks: [
      {
        StackName: "a",
        CreationTime: created,
        StackStatus: "CREATE_COMPLETE" as const,
        Description: " a\r\n<b>\u0007 ",
      },
    ],
  }),
});

const ec2 = stubService("ec2", {
  CreateTags: (input) => {
    received = input;
    return {};
  },
  RunInstances: (input) => {
    received = input;
    return {};
  },
  DescribeVpcs: (input) => {
    if (input.VpcIds?.[0])
      throw new AwsError("InvalidVpcID.NotFound", `The vpc ID '${input.VpcIds[0]}' does not exist`);
    return { Vpcs: [] };
  },
});

const elb = stubService("elasticloadbalancing", { DeleteTargetGroup: () => ({}) });

const find = registry(iam, cloudformation, ec2, elb);

test("IAM answers whole seconds, CloudFormation milliseconds", async () => {
  const account = await useTestAccount({ find });
  const { Role } = await account.client(IAMClient).send(new GetRoleCommand({ RoleName: "a" }));
  expect(Role?.CreateDate).toEqual(new Date("2026-11-22T05:57:37Z"));
  const { Stacks } = await account.client(CloudFormationClient).send(new DescribeStacksCommand({}));
  expect(Stacks?.[0]?.CreationTime).toEqual(created);
});

test("text survives XML to the last space, line end and control character", async () => {
  const account = await useTestAccount({ find });
  const answer = await postSigned(
    account.endpoint,
    "cloudformation",
    "Action=DescribeStacks&Version=2010-05-15",
  );
  expect(answer.body).toContain("<Description> a&#xd;\n&lt;b&gt;&#x7; </Description>");
});

test("lists, nested structures and empty lists arrive", async () => {
  const account = await useTestAccount({ find });
  const input = {
    StackName: "a+b & c",
    Capabilities: ["CAPABILITY_IAM" as const, "CAPABILITY_AUTO_EXPAND" as const],
    Parameters: [{ ParameterKey: "K", ParameterValue: "a=b&c=d é" }],
    Tags: [],
  };
  await account.client(CloudFormationClient).send(new CreateStackCommand(input));
  expect(received).toMatchObject(input);
  await account.client(IAMClient).send(new UntagRoleCommand({ RoleName: "r", TagKeys: [] }));
  expect(received).toEqual({ RoleName: "r", TagKeys: [] });
});

test("an eleventh list item comes after the tenth, not after the first", async () => {
  const account = await useTestAccount({ find });
  const Resources = Array.from({ length: 12 }, (_, index) => `vpc-${index}`);
  await account.client(EC2Client).send(new CreateTagsCommand({ Resources, Tags: [{ Key: "a", Value: "" }] }));
  expect(received).toEqual({ Resources, Tags: [{ Key: "a", Value: "" }] });
});

test("EC2's own names for parameters are understood", async () => {
  const account = await useTestAccount({ find });
  const input = {
    MinCount: 1,
    MaxCount: 2,
    SecurityGroupIds: ["sg-1"],
    UserData: "IyEvYmluL3No",
    TagSpecifications: [{ ResourceType: "instance" as const, Tags: [{ Key: "Name", Value: "a" }] }],
    NetworkInterfaces: [{ DeviceIndex: 0, Groups: ["sg-2"], AssociatePublicIpAddress: true }],
  };
  await account.client(EC2Client).send(new RunInstancesCommand(input));
  expect(received).toMatchObject(input);
});

test("an answer without members is an empty element, and one without a shape none", async () => {
  const account = await useTestAccount({ find });
  const untag = "Action=UntagRole&RoleName=r&TagKeys=";
  expect((await postSigned(account.endpoint, "iam", untag)).body).not.toContain("UntagRoleResult");
  // botocore fails without the element where its model has a shape.
  const remove = "Action=DeleteTargetGroup&TargetGroupArn=a";
  const answer = await postSigned(account.endpoint, "elasticloadbalancing", remove);
  expect(answer.body).toContain("<DeleteTargetGroupResult></DeleteTargetGroupResult>");
});

test("an error of IAM is the SDK's exception, with the model's status", async () => {
  const account = await useTestAccount({ find });
  await expect(
    account.client(IAMClient).send(new GetRoleCommand({ RoleName: "none" })),
  ).rejects.toMatchObject({
    name: "NoSuchEntityException",
    Code: "NoSuchEntity",
    message: "The role with name none cannot be found.",
    $metadata: { httpStatusCode: 404 },
  });
});

test("an error of EC2 has EC2's envelope", async () => {
  const account = await useTestAccount({ find });
  await expect(
    account.client(EC2Client).send(new DescribeVpcsCommand({ VpcIds: ["vpc-1"] })),
  ).rejects.toMatchObject({
    name: "InvalidVpcID.NotFound",
    message: "The vpc ID 'vpc-1' does not exist",
  });
  const raw = await postSigned(
    account.endpoint,
    "ec2",
    "Action=DescribeVpcs&Version=2016-11-15&VpcId.1=vpc-2",
  );
  expect(raw.status).toBe(400);
  expect(raw.body).toMatch(
    /^<\?xml version="1.0" encoding="UTF-8"\?>\n<Response><Errors><Error><Code>InvalidVpcID.NotFound<\/Code><Message>The vpc ID 'vpc-2' does not exist<\/Message><\/Error><\/Errors><RequestID>[0-9a-f-]{36}<\/RequestID><\/Response>$/,
  );
});

test.each([
  [
    "ec2",
    "Action=FlyToTheMoon&Version=2016-11-15",
    "InvalidAction",
    "The action FlyToTheMoon is not valid for this web service.",
  ],
  [
    "ec2",
    "Action=DescribeVpcs&Version=2016-11-15&VpcIdd.1=a",
    "UnknownParameter",
    "The parameter VpcIdd is not recognized",
  ],
  [
    "ec2",
    "Action=CreateTags&Version=2016-11-15&Tag.1.Key=a",
    "MissingParameter",
    "The request must contain the parameter ResourceId",
  ],
  [
    "ec2",
    "Action=RunInstances&MinCount=one&MaxCount=1",
    "InvalidParameterValue",
    "Invalid value 'one' for MinCount",
  ],
  ["ec2", "Version=2016-11-15", "MissingAction", "Action"],
  [
    "iam",
    "Action=FlyToTheMoon&Version=2010-05-08",
    "InvalidAction",
    "Could not find operation FlyToTheMoon for version 2010-05-08",
  ],
  [
    "iam",
    "Action=GetRole&Version=2010-05-08",
    "ValidationError",
    "1 validation error detected: Value null at 'roleName' failed",
  ],
  ["iam", "Action=GetRole&RoleName=%E0%A4", "MalformedInput", "percent-encoding"],
])("%s refuses %s with %s", async (service, body, code, message) => {
  const account = await useTestAccount({ find });
  const answer = await postSigned(account.endpoint, service, body);
  expect(answer.status).toBe(400);
  expect(answer.body).toContain(`<Code>${code}</Code>`);
  expect(answer.body).toContain(message);
});

test.skipIf(!cliAvailable)("the AWS CLI reads answers and errors", async () => {
  const account = await useTestAccount({ find });
  const role = await account.cli(["iam", "get-role", "--role-name", "a"]);
  expect(JSON.parse(role.stdout).Role.RoleName).toBe("a");
  const none = await account.cli(["ec2", "describe-vpcs", "--vpc-ids", "vpc-1"]);
  // Older ones add how often they tried.
  expect(none.stderr).toMatch(
    /An error occurred \(InvalidVpcID\.NotFound\) when calling the DescribeVpcs operation.*: The vpc ID 'vpc-1' does not exist/,
  );
});

test("another version of a service's API is another service, and is not answered by this one", async () => {
  const account = await useTestAccount({ find });
  const post = (version: string) =>
    postSigned(
      account.endpoint,
      "elasticloadbalancing",
      `Action=DeleteTargetGroup&TargetGroupArn=arn&Version=${version}`,
    );
  expect((await post("2015-12-01")).status).toBe(200);
  const classic = await post("2012-06-01");
  expect(classic.status).toBe(501);
  expect(classic.body).toContain("does not know the version 2012-06-01 of elasticloadbalancing's API");
});
