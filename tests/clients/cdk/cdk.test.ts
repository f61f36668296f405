import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  waitUntilStackDeleteComplete,
} from "@aws-sdk/client-cloudformation";
import {
  DescribeRepositoriesCommand,
  ECRClient,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
} from "@aws-sdk/client-ecr";
import { DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  ListObjectVersionsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { beforeAll, expect, test } from "vitest";
import { afterAllTests, temporaryFolder } from "../../helpers/program.ts";
import { trap } from "../../helpers/trap.ts";
import { type CdkAccount, type MakeClient, openAccount } from "./account.ts";
import { cdk } from "./cli.ts";
import { contentsOf } from "./contents.ts";

const APP = new URL("./app.ts", import.meta.url).pathname;
const ENVIRONMENT = "aws://123456789012/us-east-1";
const BUCKET = "cdk-hnb659fds-assets-123456789012-us-east-1";
const DEPLOY_ROLE = "cdk-hnb659fds-deploy-role-123456789012-us-east-1";

const app = (greeting: string) => [
  ...["--app", `${process.execPath} ${APP}`],
  ...["--context", `greeting=${greeting}`],
];

/** One account, in which each test goes on from where the one before it ended: what is tested is a life. */
let account: CdkAccount;
let before: object;
const atTheEnd = afterAllTests();
beforeAll(async () => {
  account = await openAccount(atTheEnd);
  before = await contentsOf(account.client);
});

/** What the CLI put together for the first deployment: synthesis is not what is tested. */
const again = () => ["--app", `${account.place.home}/cdk.out`];

test("an account is bootstrapped, and then is so", async () => {
  expect(await account.cdk("bootstrap", ENVIRONMENT)).toMatch(/bootstrapped\./);
  await expectBootstrapped(account.client);
  expect(await account.cdk("bootstrap", ENVIRONMENT)).toMatch(/bootstrapped \(no changes\)\./);
});

test("the CLI acts through the bootstrap stack's roles, and by their policies", async () => {
  const { client, place } = account;
  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Action: "cloudformation:CreateChangeSet", Resource: "*" }],
  });
  const iam = client(IAMClient);
  const names = { RoleName: DEPLOY_ROLE, PolicyName: "no-change-sets" };
  await iam.send(new PutRolePolicyCommand({ ...names, PolicyDocument }));
  const refused = await cdk(place, "deploy", "--require-approval", "never", ...app("Hello"));
  expect(refused.exitCode).toBe(1);
  expect(refused.stdout + refused.stderr).toMatch(
    new RegExp(`assumed-role/${DEPLOY_ROLE}/.* is not authorized to perform: cloudformation:CreateChangeSet`),
  );
  await iam.send(new DeleteRolePolicyCommand(names));
});

test("a small app's life: deployed, changed, destroyed", async () => {
  const { client } = account;
  expect(await account.cdk("list", ...app("Hello"))).toMatch(/^Greeter$/m);
  const deployed = await account.cdk("deploy", "--require-approval", "never", ...again());
  expect(deployed).toMatch(/Greeter \| +\d+\/\d+ \| .* \| CREATE_COMPLETE +\| AWS::Lambda::Function/);
  expect(deployed).toMatch(/Greeter\.WordName = Greeter-Word/);
  expect(await greeted(client, deployed)).toBe("Hello, Ada");
  const { Stacks } = await client(CloudFormationClient).send(
    new DescribeStacksCommand({ StackName: "Greeter" }),
  );
  expect(Stacks![0]!.RoleARN).toMatch(/cdk-hnb659fds-cfn-exec-role-/);
  expect(await account.cdk("deploy", "--force", "--require-approval", "never", ...again())).toMatch(
    /Greeter \(no changes\)/,
  );

  const changed = ["--output", `${account.place.home}/changed`, ...app("Good evening")];
  const difference = await account.cdk("diff", ...changed);
  expect(difference).toMatch(/\[-\] Hello\s.*\[\+\] Good evening/s);
  expect(difference).not.toMatch(/Could not create a change set/);
  const update = await account.cdk(
    ...["deploy", "--require-approval", "never", "--app", `${account.place.home}/changed`],
  );
  expect(update).toMatch(/UPDATE_COMPLETE +\| AWS::Lambda::Function/);
  expect(update).not.toMatch(/AWS::S3::Bucket /);
  expect(await greeted(client, update)).toBe("Good evening, Ada");

  expect(await account.cdk("destroy", "--force", ...again())).toMatch(/Greeter: destroyed/);
});

test("what the bootstrap stack leaves behind is taken into the next one, and can be deleted", async () => {
  const { client, escapes } = account;
  const cfn = client(CloudFormationClient);
  await deleteStack(cfn);
  expect(await account.cdk("bootstrap", ENVIRONMENT)).toMatch(
    /IMPORT_COMPLETE +\| AWS::S3::Bucket +\| StagingBucket/,
  );
  const { StackResources = [] } = await cfn.send(
    new DescribeStackResourcesCommand({ StackName: "CDKToolkit", LogicalResourceId: "StagingBucket" }),
  );
  expect(StackResources[0]).toMatchObject({ PhysicalResourceId: BUCKET, ResourceStatus: "IMPORT_COMPLETE" });
  await deleteBootstrapStack(client);
  expect(await contentsOf(client)).toEqual(before);
  expect(escapes()).toBe(0);
});

test("the trap is on every way out", async () => {
  const home = await temporaryFolder();
  const { url: proxy, calls } = await trap();
  // A name that nobody can own (RFC 2606): what is asked of it can only come to the proxy.
  const { exitCode } = await cdk(
    { home, endpoint: "https://aws.invalid", proxy },
    ...["bootstrap", ENVIRONMENT],
  );
  expect(exitCode).toBe(1);
  expect(calls()).toBeGreaterThan(0);
});

async function expectBootstrapped(client: MakeClient): Promise<void> {
  const ecr = client(ECRClient);
  const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand());
  expect(repositories).toMatchObject([{ imageTagMutability: "IMMUTABLE" }]);
  const { repositoryName } = repositories[0]!;
  const { policyText } = await ecr.send(new GetRepositoryPolicyCommand({ repositoryName }));
  expect(policyText).toContain("LambdaECRImageRetrievalPolicy");
  const { lifecyclePolicyText } = await ecr.send(new GetLifecyclePolicyCommand({ repositoryName }));
  expect(JSON.parse(lifecyclePolicyText!).rules).toHaveLength(1);
  const { Status } = await client(S3Client).send(new GetBucketVersioningCommand({ Bucket: BUCKET }));
  expect(Status).toBe("Enabled");
  const { Parameter } = await client(SSMClient).send(
    new GetParameterCommand({ Name: "/cdk-bootstrap/hnb659fds/version" }),
  );
  expect(Number(Parameter!.Value)).toBeGreaterThanOrEqual(30);
}

/** What the deployed machine says to Ada. */
async function greeted(client: MakeClient, output: string): Promise<unknown> {
  const [, stateMachineArn] = /Greeter\.MachineArn = (\S+)/.exec(output) ?? [];
  const sfn = client(SFNClient);
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify({ name: "Ada" }) }),
  );
  for (;;) {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== "RUNNING") return JSON.parse(execution.output ?? `"${execution.status}"`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function deleteStack(cfn: CloudFormationClient): Promise<void> {
  const StackName = "CDKToolkit";
  await cfn.send(new DeleteStackCommand({ StackName }));
  await waitUntilStackDeleteComplete({ client: cfn, minDelay: 1, maxWaitTime: 110 }, { StackName });
}

/** As people do it who want to be rid of it: the stack, then the bucket, which it leaves behind. */
async function deleteBootstrapStack(client: MakeClient): Promise<void> {
  await deleteStack(client(CloudFormationClient));
  const s3 = client(S3Client);
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET }));
  expect(Versions.length).toBeGreaterThan(0);
  await s3.send(
    new DeleteObjectsCommand({
      Bucket: BUCKET,
      Delete: { Objects: Versions.map(({ Key, VersionId }) => ({ Key, VersionId })) },
    }),
  );
  await s3.send(new DeleteBucketCommand({ Bucket: BUCKET }));
}
