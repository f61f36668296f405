// One file, however long: all of it asks one account, whose start takes longer than most of its tests.
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import * as ec2 from "@aws-sdk/client-ec2";
import {
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  GetPublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { makeCall } from "../../../../../infra/local/dispatch.ts";
import { servicePrincipal } from "../../../../../infra/local/principal.ts";
import { iamState } from "../../../../../infra/local/services/iam/store.ts";
import { assumeAsService } from "../../../../../infra/local/services/sts/assume.ts";
import { createActor, createRole } from "../../../../helpers/actors.ts";
import { cliAvailable, startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";
import { lookUp, newest, recordOf } from "./history.ts";

let account: TestAccount;
let vpcId: string;
beforeAll(async () => {
  account = await startTestAccount();
  const { Vpc } = await account
    .client(ec2.EC2Client)
    .send(new ec2.CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
  vpcId = Vpc!.VpcId!;
});
afterAll(() => account.stop());

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

describe("EC2", () => {
  let client: ec2.EC2Client;
  beforeAll(() => {
    client = account.client(ec2.EC2Client);
  });

  it("shows network ACLs as its XML does", async () => {
    const { NetworkAcl } = await client.send(
      new ec2.CreateNetworkAclCommand({
        VpcId: vpcId,
        TagSpecifications: [{ ResourceType: "network-acl", Tags: [{ Key: "Name", Value: "web" }] }],
      }),
    );
    const networkAclId = NetworkAcl!.NetworkAclId!;
    const made = await newest(account, "CreateNetworkAcl");
    expect(made.requestParameters).toMatchObject({
      vpcId,
      tagSpecificationSet: {
        items: [{ resourceType: "network-acl", tags: [{ key: "Name", value: "web" }] }],
      },
    });
    const deny = { ruleNumber: 32767, aclProtocol: "-1", ruleAction: "deny", cidrBlock: "0.0.0.0/0" };
    expect(made.responseElements).toMatchObject({
      requestId: made.requestID,
      networkAcl: {
        networkAclId,
        vpcId,
        default: false,
        associationSet: {},
        entrySet: {
          items: [
            { ...deny, egress: true, icmpTypeCode: {}, portRange: {} },
            { ...deny, egress: false },
          ],
        },
        tagSet: { items: [{ key: "Name", value: "web" }] },
      },
    });

    const entry = { NetworkAclId: networkAclId, RuleNumber: 100, Egress: false, CidrBlock: "0.0.0.0/0" };
    await client.send(
      new ec2.CreateNetworkAclEntryCommand({
        ...entry,
        Protocol: "6",
        RuleAction: "deny",
        PortRange: { From: 22, To: 22 },
      }),
    );
    const added = await newest(account, "CreateNetworkAclEntry");
    expect(added.requestParameters).toEqual({
      networkAclId,
      ruleNumber: 100,
      egress: false,
      ruleAction: "deny",
      icmpTypeCode: {},
      portRange: { from: 22, to: 22 },
      aclProtocol: "6",
      cidrBlock: "0.0.0.0/0",
    });
    expect(added.responseElements).toEqual({ requestId: added.requestID, _return: true });
    expect((await lookUp(account, "ResourceName", networkAclId)).map(({ EventName }) => EventName)).toEqual([
      "CreateNetworkAclEntry",
      "CreateNetworkAcl",
    ]);
  });

  it("shows a security group's rules with every kind of peer", async () => {
    const { GroupId } = await client.send(
      new ec2.CreateSecurityGroupCommand({ GroupName: "g", Description: "d", VpcId: vpcId }),
    );
    const made = await newest(account, "CreateSecurityGroup");
    expect(made.requestParameters).toEqual({ groupName: "g", groupDescription: "d", vpcId });
    expect(made.responseElements).toMatchObject({ _return: true, groupId: GroupId });
    await client.send(
      new ec2.AuthorizeSecurityGroupEgressCommand({
        GroupId,
        IpPermissions: [
          { IpProtocol: "tcp", FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: "10.1.0.0/16" }] },
        ],
      }),
    );
    const rule = await newest(account, "AuthorizeSecurityGroupEgress");
    expect(rule.requestParameters).toEqual({
      groupId: GroupId,
      ipPermissions: {
        items: [
          {
            ipProtocol: "tcp",
            fromPort: 22,
            toPort: 22,
            groups: {},
            ipRanges: { items: [{ cidrIp: "10.1.0.0/16" }] },
            ipv6Ranges: {},
            prefixListIds: {},
          },
        ],
      },
    });
    expect(rule.responseElements).toMatchObject({
      _return: true,
      securityGroupRuleSet: {
        items: [{ groupId: GroupId, isEgress: true, fromPort: 22, cidrIpv4: "10.1.0.0/16" }],
      },
    });
    const IpPermissions = [
      { IpProtocol: "tcp", FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: "0.0.0.0/0" }] },
    ];
    await client.send(new ec2.AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    const ingress = {
      groupId: GroupId,
      ipPermissions: {
        items: [
          {
            ipProtocol: "tcp",
            fromPort: 80,
            toPort: 80,
            groups: {},
            ipRanges: { items: [{ cidrIp: "0.0.0.0/0" }] },
            ipv6Ranges: {},
            prefixListIds: {},
          },
        ],
      },
    };
    expect((await newest(account, "AuthorizeSecurityGroupIngress")).requestParameters).toEqual(ingress);
    await client.send(new ec2.RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    expect((await newest(account, "RevokeSecurityGroupIngress")).requestParameters).toEqual(ingress);
  });

  it("shows a new Internet gateway with an association that the API does not answer", async () => {
    await client.send(new ec2.CreateInternetGatewayCommand({}));
    expect((await newest(account, "CreateInternetGateway")).responseElements).toMatchObject({
      internetGateway: { attachmentSet: {}, association: {}, tagSet: {} },
    });
  });

  it("shows no answer to reads, and the sets that were not asked for", async () => {
    const Filters = [{ Name: "vpc-id", Values: [vpcId] }];
    await client.send(new ec2.DescribeNetworkAclsCommand({ Filters }));
    expect(await newest(account, "DescribeNetworkAcls")).toMatchObject({
      readOnly: true,
      responseElements: null,
      requestParameters: {
        networkAclIdSet: {},
        filterSet: { items: [{ name: "vpc-id", valueSet: { items: [{ value: vpcId }] } }] },
      },
    });
  });

  it("shows calls of its second generation as they were sent", async () => {
    const input = { VpcId: vpcId, ServiceName: "com.amazonaws.us-east-1.s3" };
    await client.send(new ec2.CreateVpcEndpointCommand(input));
    const { requestParameters, responseElements } = await newest(account, "CreateVpcEndpoint");
    expect(requestParameters).toMatchObject({ CreateVpcEndpointRequest: input });
    expect(responseElements).toMatchObject({
      CreateVpcEndpointResponse: {
        xmlns: "http://ec2.amazonaws.com/doc/2016-11-15/",
        vpcEndpoint: { vpcId },
      },
    });
  });

  it("says whose mistake it was, and what was asked for", async () => {
    const NetworkAclId = "acl-0123456789abcdef0";
    await client.send(new ec2.DeleteNetworkAclCommand({ NetworkAclId })).catch(() => undefined);
    expect(await newest(account, "DeleteNetworkAcl")).toMatchObject({
      errorCode: "Client.InvalidNetworkAclID.NotFound",
      requestParameters: { networkAclId: NetworkAclId },
      responseElements: null,
    });
    const actor = await createActor(account);
    await account
      .client(ec2.EC2Client, { credentials: actor.credentials })
      .send(new ec2.CreateTagsCommand({ Resources: [vpcId], Tags: [{ Key: "a", Value: "b" }] }))
      .catch(() => undefined);
    expect(await newest(account, "CreateTags")).toMatchObject({
      errorCode: "Client.UnauthorizedOperation",
      requestParameters: {
        resourcesSet: { items: [{ resourceId: vpcId }] },
        tagSet: { items: [{ key: "a", value: "b" }] },
      },
    });
  });
});

it("writes a record's members in CloudTrail's order", async () => {
  const [event] = await lookUp(account, "EventName", "CreateVpc");
  const record = recordOf(event!);
  expect(Object.keys(record)).toEqual([
    "eventVersion",
    "userIdentity",
    "eventTime",
    "eventSource",
    "eventName",
    "awsRegion",
    "sourceIPAddress",
    "userAgent",
    "requestParameters",
    "responseElements",
    "requestID",
    "eventID",
    "readOnly",
    "eventType",
    "managementEvent",
    "recipientAccountId",
    "eventCategory",
  ]);
  expect(record).toMatchObject({
    userIdentity: {
      type: "IAMUser",
      principalId: iamState(account.cloud, "123456789012").users.participant!.id,
      arn: "arn:aws:iam::123456789012:user/participant",
      accountId: "123456789012",
      userName: "participant",
    },
    eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    sourceIPAddress: "127.0.0.1",
    userAgent: expect.stringContaining("aws-sdk-js"),
    eventType: "AwsApiCall",
    managementEvent: true,
    eventCategory: "Management",
  });
});

it("says which role a session is of, also when the role is gone", async () => {
  const arn = await createRole(account, "Worn");
  const { Credentials } = await account
    .client(STSClient)
    .send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: "alice" }));
  const assumed = await newest(account, "AssumeRole");
  expect(assumed).toMatchObject({
    readOnly: true,
    requestParameters: { roleArn: arn, roleSessionName: "alice" },
    responseElements: {
      credentials: { accessKeyId: Credentials!.AccessKeyId },
      assumedRoleUser: { arn: "arn:aws:sts::123456789012:assumed-role/Worn/alice" },
    },
    resources: [{ accountId: "123456789012", type: "AWS::IAM::Role", ARN: arn }],
  });
  expect(JSON.stringify(assumed)).not.toContain(Credentials!.SecretAccessKey);
  expect(JSON.stringify(assumed)).not.toContain(Credentials!.SessionToken);

  const credentials = {
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    sessionToken: Credentials!.SessionToken!,
  };
  await account
    .client(IAMClient, { credentials })
    .send(new GetRoleCommand({ RoleName: "x" }))
    .catch(() => undefined);
  const [event] = await lookUp(account, "Username", "alice");
  expect(recordOf(event!).userIdentity).toEqual({
    type: "AssumedRole",
    principalId: expect.stringMatching(/^AROA\w+:alice$/),
    arn: "arn:aws:sts::123456789012:assumed-role/Worn/alice",
    accountId: "123456789012",
    accessKeyId: credentials.accessKeyId,
    sessionContext: {
      sessionIssuer: {
        type: "Role",
        principalId: expect.stringMatching(/^AROA\w+$/),
        arn,
        accountId: "123456789012",
        userName: "Worn",
      },
      attributes: { creationDate: expect.stringMatching(/Z$/), mfaAuthenticated: "false" },
    },
  });
  expect(recordOf(event!)).toMatchObject({ errorCode: "AccessDenied", requestParameters: null });
});

it("says which service made a call for its caller", async () => {
  const TemplateBody = JSON.stringify({
    Parameters: { Secret: { Type: "String" } },
    Resources: { Group: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "made-by-stack" } } },
  });
  const cloudFormation = account.client(CloudFormationClient);
  await cloudFormation.send(
    new CreateStackCommand({
      StackName: "stack",
      TemplateBody,
      Parameters: [{ ParameterKey: "Secret", ParameterValue: "hush" }],
    }),
  );
  const status = async () =>
    (await cloudFormation.send(new DescribeStacksCommand({ StackName: "stack" }))).Stacks![0]!.StackStatus;
  while ((await status()) === "CREATE_IN_PROGRESS");
  const stack = await newest(account, "CreateStack");
  expect(stack.requestParameters).toEqual({
    stackName: "stack",
    parameters: [{ parameterKey: "Secret" }],
  });
  expect(await newest(account, "CreateLogGroup")).toMatchObject({
    userIdentity: { type: "IAMUser", userName: "participant", invokedBy: "cloudformation.amazonaws.com" },
    sourceIPAddress: "cloudformation.amazonaws.com",
    userAgent: "cloudformation.amazonaws.com",
    requestParameters: { logGroupName: "made-by-stack" },
  });
});

it("says which service acted for itself, or in the role that is linked to it", async () => {
  const place = { accountId: "123456789012", region: "eu-west-1" };
  const asService = makeCall(account.cloud, {
    ...place,
    principal: servicePrincipal("config.amazonaws.com", place.accountId),
  });
  await asService.invoke("ec2", "DescribeSubnets", {});
  const [event] = await lookUp(account, "EventName", "DescribeSubnets", place.region);
  expect(event).not.toHaveProperty("Username");
  expect(event).not.toHaveProperty("AccessKeyId");
  expect(recordOf(event!)).toMatchObject({
    userIdentity: { type: "AWSService", invokedBy: "config.amazonaws.com" },
    sourceIPAddress: "config.amazonaws.com",
    userAgent: "config.amazonaws.com",
  });

  const { Role } = await account
    .client(IAMClient)
    .send(new CreateServiceLinkedRoleCommand({ AWSServiceName: "config.amazonaws.com" }));
  const { principal } = assumeAsService(account.cloud, {
    roleArn: Role!.Arn!,
    service: "config.amazonaws.com",
    sessionName: "AWSConfig-Describe",
  });
  // Refused or not, it is a call.
  await makeCall(account.cloud, { ...place, principal })
    .invoke("ec2", "DescribeVpcs", {})
    .catch(() => undefined);
  const [linked] = await lookUp(account, "Username", "AWSConfig-Describe", place.region);
  expect(linked).not.toHaveProperty("AccessKeyId");
  const { userIdentity, sourceIPAddress } = recordOf(linked!);
  expect(sourceIPAddress).toBe("config.amazonaws.com");
  expect(userIdentity).toMatchObject({
    type: "AssumedRole",
    invokedBy: "config.amazonaws.com",
    sessionContext: { sessionIssuer: { arn: Role!.Arn, userName: "AWSServiceRoleForConfig" } },
  });
  expect(userIdentity).not.toHaveProperty("accessKeyId");
});

it("shows IAM's documents as text, its times as words, and its errors by the model's names", async () => {
  const iam = account.client(IAMClient);
  await iam.send(new CreateRoleCommand({ RoleName: "r", AssumeRolePolicyDocument: TRUST }));
  const made = await newest(account, "CreateRole");
  expect(made.requestParameters).toEqual({ roleName: "r", assumeRolePolicyDocument: TRUST });
  expect(made.responseElements).toMatchObject({
    role: {
      roleName: "r",
      arn: "arn:aws:iam::123456789012:role/r",
      createDate: expect.stringMatching(/^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M$/),
      assumeRolePolicyDocument: encodeURIComponent(TRUST),
    },
  });
  await iam
    .send(new PutRolePolicyCommand({ RoleName: "nobody", PolicyName: "p", PolicyDocument: "{}" }))
    .catch(() => undefined);
  expect(await newest(account, "PutRolePolicy")).toMatchObject({
    errorCode: expect.stringMatching(/Exception$/),
    responseElements: null,
  });
});

it("shows S3's settings by the names of the query, and a policy as what it is", async () => {
  const s3 = account.client(S3Client);
  const Bucket = "records-bucket";
  await s3.send(
    new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
  );
  expect(await newest(account, "CreateBucket")).toMatchObject({
    userAgent: expect.stringMatching(/^\[.*\]$/),
    requestParameters: {
      bucketName: Bucket,
      Host: `${Bucket}.s3.amazonaws.com`,
      CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
    },
    responseElements: null,
    resources: [{ accountId: "123456789012", type: "AWS::S3::Bucket", ARN: `arn:aws:s3:::${Bucket}` }],
  });
  const policy = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "config.amazonaws.com" },
        Action: "s3:GetBucketAcl",
        Resource: `arn:aws:s3:::${Bucket}`,
      },
    ],
  };
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(policy) }));
  expect(await newest(account, "PutBucketPolicy")).toMatchObject({
    requestParameters: { bucketName: Bucket, bucketPolicy: policy, policy: "" },
  });
  await s3.send(new GetPublicAccessBlockCommand({ Bucket })).catch(() => undefined);
  expect(await newest(account, "GetBucketPublicAccessBlock")).toMatchObject({
    readOnly: true,
    requestParameters: { publicAccessBlock: "" },
  });
});

it("shows a body of S3 as its XML: with its namespace, and what occurs once as itself", async () => {
  const s3 = account.client(S3Client, { region: "eu-west-1" });
  const Bucket = "records-of-bodies";
  const xmlns = "http://s3.amazonaws.com/doc/2006-03-01/";
  const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" as const };
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  expect((await newest(account, "CreateBucket", "eu-west-1")).requestParameters).toEqual({
    bucketName: Bucket,
    Host: `${Bucket}.s3.eu-west-1.amazonaws.com`,
    CreateBucketConfiguration: { xmlns, LocationConstraint: "eu-west-1" },
  });
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const } }];
  const ServerSideEncryptionConfiguration = { Rules };
  await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
  expect((await newest(account, "PutBucketEncryption", "eu-west-1")).requestParameters).toMatchObject({
    ServerSideEncryptionConfiguration: { xmlns, Rule: Rules[0] },
    encryption: "",
  });
  const TagSet = [
    { Key: "a", Value: "1" },
    { Key: "b", Value: "2" },
  ];
  await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
  expect((await newest(account, "PutBucketTagging", "eu-west-1")).requestParameters).toMatchObject({
    Tagging: { xmlns, TagSet: { Tag: TagSet } },
    tagging: "",
  });
});

describe("what is nobody's business", () => {
  test("a private key, a parameter's value, a function's package and environment", async () => {
    const key = await account
      .client(ec2.EC2Client)
      .send(new ec2.CreateKeyPairCommand({ KeyName: "k", KeyType: "ed25519" }));
    await account
      .client(SSMClient)
      .send(new PutParameterCommand({ Name: "p", Value: "hush-hush", Type: "SecureString" }));
    await account
      .client(LambdaClient)
      .send(
        new CreateFunctionCommand({
          FunctionName: "f",
          Role: "arn:aws:iam::123456789012:role/none",
          Runtime: "nodejs24.x",
          Handler: "index.handler",
          Code: { ZipFile: Buffer.from("hush-hush".repeat(10)) },
          Environment: { Variables: { TOKEN: "hush-hush" } },
        }),
      )
      .catch(() => undefined);
    expect((await newest(account, "CreateKeyPair")).responseElements).toMatchObject({
      keyMaterial: "<sensitiveDataRemoved>",
    });
    expect((await newest(account, "PutParameter")).requestParameters).toMatchObject({
      name: "p",
      value: "HIDDEN_DUE_TO_SECURITY_REASONS",
    });
    expect((await newest(account, "CreateFunction20150331")).requestParameters).toMatchObject({
      functionName: "f",
      environment: {},
      code: {},
    });
    // Nor is any of it in what is kept.
    const kept = JSON.stringify(account.cloud.state["123456789012"]!["us-east-1"]!["cloudtrail-events"]);
    expect(kept).not.toContain("hush-hush");
    expect(kept).not.toContain(Buffer.from("hush-hush").toString("base64"));
    expect(kept).not.toContain(key.KeyMaterial!.split("\n")[1]);
  });
});

it.skipIf(!cliAvailable)("is read by the AWS CLI", async () => {
  const attribute = "AttributeKey=EventName,AttributeValue=CreateVpc";
  const { stdout, stderr } = await account.cli([
    "cloudtrail",
    "lookup-events",
    "--lookup-attributes",
    attribute,
    "--output",
    "json",
  ]);
  expect(stderr).toBe("");
  expect(JSON.parse(stdout).Events).toMatchObject([{ EventName: "CreateVpc", Username: "participant" }]);
});
