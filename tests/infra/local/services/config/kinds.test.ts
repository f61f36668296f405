// One file, however long: most of it asks one account, whose start takes longer than most of its tests.
import { CloudFormationClient, CreateStackCommand } from "@aws-sdk/client-cloudformation";
import {
  ConfigServiceClient,
  type ConfigurationItem,
  GetDiscoveredResourceCountsCommand,
  GetResourceConfigHistoryCommand,
  ListDiscoveredResourcesCommand,
  type ResourceType,
} from "@aws-sdk/client-config-service";
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSubnetsCommand,
  EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { AttachRolePolicyCommand, CreatePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRole } from "../../../../helpers/actors.ts";
import { startTestAccount, type TestAccount, useTestAccount } from "../../../../helpers/local-account.ts";
import { temporaryFolder } from "../../../../helpers/program.ts";
import { ACCOUNT, makeGround, startRecording } from "./recording.ts";

let account: TestAccount;
let client: ConfigServiceClient;
let made: { instanceId: string; groupId: string; subnetId: string; vpcId: string };

beforeAll(async () => {
  account = await startTestAccount();
  await makeGround(account);
  client = await startRecording(account);
  made = await launch(account.client(EC2Client), account.client(SSMClient));
});
afterAll(() => account.stop());

async function launch(ec2: EC2Client, ssm: SSMClient) {
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand());
  const { SubnetId, VpcId } = Subnets[0]!;
  const { GroupId } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: "web", Description: "of the web", VpcId }),
  );
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: [
        {
          IpProtocol: "tcp",
          FromPort: 443,
          ToPort: 443,
          IpRanges: [{ CidrIp: "0.0.0.0/0", Description: "web" }],
        },
      ],
    }),
  );
  const Name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";
  const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names: [Name] }));
  const { Instances = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId: Parameters[0]!.Value,
      InstanceType: "t3.micro",
      MinCount: 1,
      MaxCount: 1,
      SubnetId,
      SecurityGroupIds: [GroupId!],
    }),
  );
  return {
    instanceId: Instances[0]!.InstanceId!,
    groupId: GroupId!,
    subnetId: SubnetId!,
    vpcId: VpcId!,
  };
}

async function newest(type: string, resourceId: string): Promise<ConfigurationItem> {
  const { configurationItems = [] } = await client.send(
    new GetResourceConfigHistoryCommand({ resourceType: type as ResourceType, resourceId }),
  );
  return configurationItems[0]!;
}

const links = ({ relationships = [] }: ConfigurationItem) =>
  relationships.map(({ relationshipName, resourceId }) => `${relationshipName}: ${resourceId}`);

test("an instance: its state, its groups, and what it lies in, in the words of items", async () => {
  const item = await newest("AWS::EC2::Instance", made.instanceId);
  const configuration = JSON.parse(item.configuration!);
  expect(Object.keys(configuration).slice(0, 6)).toEqual([
    "amiLaunchIndex",
    "imageId",
    "instanceId",
    "instanceType",
    "kernelId",
    "keyName",
  ]);
  expect(configuration).toMatchObject({
    instanceType: "t3.micro",
    kernelId: null,
    state: { code: 16, name: "running" },
    securityGroups: [{ groupName: "web", groupId: made.groupId }],
    launchTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+\.\d{3}Z$/),
  });
  expect(item).toMatchObject({
    availabilityZone: "us-east-1a",
    resourceCreationTime: expect.any(Date),
    arn: `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${made.instanceId}`,
  });
  expect(links(item)).toEqual(
    expect.arrayContaining([
      `Contains NetworkInterface: ${configuration.networkInterfaces[0].networkInterfaceId}`,
      `Is associated with SecurityGroup: ${made.groupId}`,
      `Is attached to Volume: ${configuration.blockDeviceMappings[0].ebs.volumeId}`,
      `Is contained in Subnet: ${made.subnetId}`,
      `Is contained in Vpc: ${made.vpcId}`,
    ]),
  );
});

test("a security group: ranges twice, ports left out of all traffic, and who uses it", async () => {
  const item = await newest("AWS::EC2::SecurityGroup", made.groupId);
  expect(item).toMatchObject({ resourceName: "web", availabilityZone: "Not Applicable" });
  expect(JSON.parse(item.configuration!)).toMatchObject({
    description: "of the web",
    ipPermissions: [
      {
        fromPort: 443,
        ipProtocol: "tcp",
        ipv6Ranges: [],
        prefixListIds: [],
        toPort: 443,
        userIdGroupPairs: [],
        ipv4Ranges: [{ cidrIp: "0.0.0.0/0", description: "web" }],
        ipRanges: ["0.0.0.0/0"],
      },
    ],
    tags: [],
  });
  const [all] = JSON.parse(item.configuration!).ipPermissionsEgress;
  expect(all).toEqual({
    ipProtocol: "-1",
    ipv6Ranges: [],
    prefixListIds: [],
    userIdGroupPairs: [],
    ipv4Ranges: [{ cidrIp: "0.0.0.0/0" }],
    ipRanges: ["0.0.0.0/0"],
  });
  expect(links(item)).toEqual(
    expect.arrayContaining([
      `Is contained in Vpc: ${made.vpcId}`,
      `Is associated with Instance: ${made.instanceId}`,
    ]),
  );
});

test("networks: both ends of each relationship", async () => {
  const vpc = links(await newest("AWS::EC2::VPC", made.vpcId));
  for (const noun of ["NetworkAcl", "NetworkInterface", "Instance", "RouteTable", "SecurityGroup", "Subnet"])
    expect(vpc.some((link) => link.startsWith(`Contains ${noun}: `))).toBe(true);
  expect(vpc.some((link) => link.startsWith("Is attached to InternetGateway: igw-"))).toBe(true);
  const subnet = links(await newest("AWS::EC2::Subnet", made.subnetId));
  expect(subnet).toContain(`Contains Instance: ${made.instanceId}`);
  expect(subnet.some((link) => link.startsWith("Is attached to NetworkAcl: acl-"))).toBe(true);
});

test("a role, its policy, and the link between them", async () => {
  const iam = account.client(IAMClient);
  await createRole(account, "auditor");
  const document = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
  };
  const { Policy } = await iam.send(
    new CreatePolicyCommand({ PolicyName: "read", PolicyDocument: JSON.stringify(document) }),
  );
  await iam.send(new AttachRolePolicyCommand({ RoleName: "auditor", PolicyArn: Policy!.Arn }));
  const { resourceIdentifiers = [] } = await client.send(
    new ListDiscoveredResourcesCommand({ resourceType: "AWS::IAM::Role", resourceName: "auditor" }),
  );
  const role = await newest("AWS::IAM::Role", resourceIdentifiers[0]!.resourceId!);
  expect(role.relationships).toEqual([
    {
      resourceType: "AWS::IAM::Policy",
      resourceId: Policy!.PolicyId,
      resourceName: "read",
      relationshipName: "Is attached to CustomerManagedPolicy",
    },
  ]);
  expect(JSON.parse(role.configuration!)).toMatchObject({
    roleName: "auditor",
    attachedManagedPolicies: [{ policyName: "read", policyArn: Policy!.Arn }],
    assumeRolePolicyDocument: expect.stringMatching(/^%7B/),
    permissionsBoundary: null,
  });
  const policy = await newest("AWS::IAM::Policy", Policy!.PolicyId!);
  expect(links(policy)).toEqual([`Is attached to Role: ${resourceIdentifiers[0]!.resourceId}`]);
  expect(JSON.parse(policy.configuration!)).toMatchObject({
    attachmentCount: 1,
    policyVersionList: [{ versionId: "v1", isDefaultVersion: true }],
  });
});

test("a stack: what it contains, and its times in its own spelling", async () => {
  const template = {
    Resources: { Bucket: { Type: "AWS::S3::Bucket", Properties: { BucketName: "of-a-stack" } } },
  };
  const { StackId } = await account
    .client(CloudFormationClient)
    .send(new CreateStackCommand({ StackName: "small", TemplateBody: JSON.stringify(template) }));
  await expect
    .poll(
      async () =>
        JSON.parse((await newest("AWS::CloudFormation::Stack", StackId!)).configuration!).stackStatus,
    )
    .toBe("CREATE_COMPLETE");
  const stack = await newest("AWS::CloudFormation::Stack", StackId!);
  expect(links(stack)).toEqual(["Contains : of-a-stack"]);
  expect(JSON.parse(stack.configuration!).creationTime).toMatch(
    /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M$/,
  );
  expect(JSON.parse(stack.supplementaryConfiguration!.StackResourceSummaries!)).toMatchObject([
    { logicalResourceId: "Bucket", physicalResourceId: "of-a-stack", resourceStatus: "CREATE_COMPLETE" },
  ]);
});

test("an instance that is terminated is deleted to Config, while EC2 shows it for an hour", async () => {
  await account.client(EC2Client).send(new TerminateInstancesCommand({ InstanceIds: [made.instanceId] }));
  await expect
    .poll(async () => (await newest("AWS::EC2::Instance", made.instanceId)).configurationItemStatus)
    .toBe("ResourceDeleted");
});

test("after a restart histories are there, recording goes on, and nothing is recorded twice", async () => {
  const home = await temporaryFolder();
  const first = await useTestAccount({ home });
  await makeGround(first);
  const before = await startRecording(first);
  const counts = await before.send(new GetDiscoveredResourceCountsCommand({}));
  await first.stop();
  const second = await useTestAccount({ home });
  const after = second.client(ConfigServiceClient);
  expect(await after.send(new GetDiscoveredResourceCountsCommand({}))).toMatchObject({
    totalDiscoveredResources: counts.totalDiscoveredResources,
  });
  const ec2 = second.client(EC2Client);
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand());
  const ask = (resourceType: ResourceType, resourceId: string) =>
    after.send(new GetResourceConfigHistoryCommand({ resourceType, resourceId }));
  expect((await ask("AWS::EC2::Subnet", Subnets[0]!.SubnetId!)).configurationItems).toHaveLength(1);
  const { GroupId } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: "new", Description: "d", VpcId: Subnets[0]!.VpcId }),
  );
  await ask("AWS::EC2::SecurityGroup", GroupId!);
  await ec2.send(
    new AuthorizeSecurityGroupEgressCommand({
      GroupId,
      IpPermissions: [{ IpProtocol: "tcp", FromPort: 1, ToPort: 1, IpRanges: [{ CidrIp: "10.0.0.0/8" }] }],
    }),
  );
  expect((await ask("AWS::EC2::SecurityGroup", GroupId!)).configurationItems).toHaveLength(2);
});
