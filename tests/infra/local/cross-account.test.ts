import { CloudFormationClient, ListStacksCommand } from "@aws-sdk/client-cloudformation";
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  ListRolesCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import {
  CreateAccountCommand,
  ListAccountsCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateActivityCommand, ListActivitiesCommand, SFNClient } from "@aws-sdk/client-sfn";
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { getSession } from "../../../infra/local/services/sts/sessions.ts";
import { createActor } from "../../helpers/actors.ts";
import {
  startTestAccount,
  TEST_CREDENTIALS,
  type TestAccount,
  type TestCredentials,
} from "../../helpers/local-account.ts";
import { credentialsOf, foundOrganization } from "./services/organizations/fleet.ts";

/** The instructor's account, two of participants, one of nobody's; all but the last are an organisation. */
const HOME = TEST_CREDENTIALS.accessKeyId;
const LAB = "210987654321";
const OTHER_LAB = "310987654321";
const STRANGER = "410987654321";

let account: TestAccount;
let organizationId: string;
beforeAll(async () => {
  account = await startTestAccount();
  const { organization } = await foundOrganization(account, LAB, OTHER_LAB);
  organizationId = organization.Id!;
});
afterAll(() => account.stop());

let roles = 0;

/** A role of another account that trusts whom it is told, and may do everything there. */
async function roleIn(accountId: string, statement: object = {}): Promise<string> {
  const iam = account.client(IAMClient, { credentials: credentialsOf(accountId) });
  const trust = {
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${HOME}:root` },
    Action: "sts:AssumeRole",
    ...statement,
  };
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: `Visited${++roles}`,
      AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
    }),
  );
  const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
  await iam.send(new AttachRolePolicyCommand({ RoleName: Role!.RoleName, PolicyArn }));
  return Role!.Arn!;
}

async function assume(
  RoleArn: string,
  credentials: TestCredentials = TEST_CREDENTIALS,
  more: Partial<AssumeRoleCommandInput> = {},
): Promise<TestCredentials> {
  const { Credentials } = await account
    .client(STSClient, { credentials })
    .send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "reset", ...more }));
  return {
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    sessionToken: Credentials!.SessionToken!,
  };
}

const denied = { name: "AccessDenied", $metadata: { httpStatusCode: 403 } };

test("a session in another account has that account's things, and no longer its own", async () => {
  await account.client(S3Client).send(new CreateBucketCommand({ Bucket: "of-home" }));
  const credentials = await assume(await roleIn(LAB));
  const { Account } = await account.client(STSClient, { credentials }).send(new GetCallerIdentityCommand({}));
  expect(Account).toBe(LAB);

  const s3 = account.client(S3Client, { credentials });
  await s3.send(new CreateBucketCommand({ Bucket: "of-the-lab" }));
  expect((await s3.send(new ListBucketsCommand({}))).Buckets).toMatchObject([{ Name: "of-the-lab" }]);
  await expect(s3.send(new ListObjectsV2Command({ Bucket: "of-home" }))).rejects.toMatchObject(denied);
  const atHome = account.client(S3Client).send(new ListObjectsV2Command({ Bucket: "of-the-lab" }));
  await expect(atHome).rejects.toMatchObject(denied);

  const sfn = account.client(SFNClient, { credentials });
  const { activityArn } = await sfn.send(new CreateActivityCommand({ name: "of-the-lab" }));
  expect(activityArn).toBe(`arn:aws:states:us-east-1:${LAB}:activity:of-the-lab`);
  expect((await account.client(SFNClient).send(new ListActivitiesCommand({}))).activities).toEqual([]);
  const { Roles } = await account.client(IAMClient, { credentials }).send(new ListRolesCommand({}));
  for (const { Arn } of Roles!) expect(Arn).toContain(LAB);
  const { StackSummaries } = await account
    .client(CloudFormationClient, { credentials })
    .send(new ListStacksCommand({}));
  expect(StackSummaries).toEqual([]);
});

test("both accounts must allow it: the role's trust, and the caller's own policies", async () => {
  const trusting = await roleIn(LAB);
  const powerless = await createActor(account);
  await expect(assume(trusting, powerless.credentials)).rejects.toMatchObject({
    ...denied,
    message: `User: ${powerless.arn} is not authorized to perform: sts:AssumeRole on resource: ${trusting}`,
  });
  // Even where the trust names the role itself, which would be enough within an account.
  const named = await roleIn(LAB, { Principal: { AWS: `arn:aws:iam::${HOME}:role/${powerless.name}` } });
  await expect(assume(named, powerless.credentials)).rejects.toMatchObject(denied);

  const allowed = await createActor(account, { Action: "sts:AssumeRole", Resource: trusting });
  await expect(assume(trusting, allowed.credentials)).resolves.toBeDefined();
  await expect(assume(await roleIn(LAB), allowed.credentials)).rejects.toMatchObject(denied);
  await expect(assume(trusting, credentialsOf(STRANGER))).rejects.toMatchObject(denied);
});

const PAST = "2020-01-01T00:00:00Z";
const FUTURE = "2100-01-01T00:00:00Z";

describe("a trust's conditions", () => {
  const participant = `arn:aws:iam::${HOME}:user/participant`;
  test.each<[name: string, holds: boolean, condition: () => object]>([
    ["aws:PrincipalOrgID", true, () => ({ StringEquals: { "aws:PrincipalOrgID": organizationId } })],
    ["aws:PrincipalOrgID", false, () => ({ StringEquals: { "aws:PrincipalOrgID": "o-0000000000" } })],
    [
      "aws:PrincipalOrgPaths",
      true,
      () => ({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": `${organizationId}/*` } }),
    ],
    ["aws:ResourceOrgID", true, () => ({ StringEquals: { "aws:ResourceOrgID": organizationId } })],
    ["aws:PrincipalArn", true, () => ({ ArnLike: { "aws:PrincipalArn": participant } })],
    ["aws:PrincipalArn", false, () => ({ ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${LAB}:*` } })],
    ["aws:PrincipalAccount", true, () => ({ StringEquals: { "aws:PrincipalAccount": HOME } })],
    ["aws:PrincipalAccount", false, () => ({ StringEquals: { "aws:PrincipalAccount": LAB } })],
    ["aws:ResourceAccount", true, () => ({ StringEquals: { "aws:ResourceAccount": LAB } })],
    ["aws:ResourceAccount", false, () => ({ StringEquals: { "aws:ResourceAccount": HOME } })],
    ["aws:CurrentTime before", true, () => ({ DateLessThan: { "aws:CurrentTime": FUTURE } })],
    ["aws:CurrentTime before", false, () => ({ DateLessThan: { "aws:CurrentTime": PAST } })],
    ["aws:CurrentTime after", true, () => ({ DateGreaterThan: { "aws:CurrentTime": PAST } })],
    ["aws:EpochTime", false, () => ({ NumericGreaterThan: { "aws:EpochTime": "4102444800" } })],
    ["sts:ExternalId", false, () => ({ StringEquals: { "sts:ExternalId": "lab-42" } })],
  ])("%s: %s", async (_, holds, condition) => {
    const role = await roleIn(LAB, { Condition: condition() });
    if (holds) await expect(assume(role)).resolves.toBeDefined();
    else await expect(assume(role)).rejects.toMatchObject(denied);
  });

  test("an external id is the one that was agreed upon", async () => {
    const role = await roleIn(LAB, { Condition: { StringEquals: { "sts:ExternalId": "lab-42" } } });
    await expect(assume(role, TEST_CREDENTIALS, { ExternalId: "lab-42" })).resolves.toBeDefined();
    await expect(assume(role, TEST_CREDENTIALS, { ExternalId: "lab-43" })).rejects.toMatchObject(denied);
  });
});

test("a bucket opened to an organisation is open to its accounts, and to nobody else", async () => {
  const s3 = account.client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket: "for-all-labs" }));
  await s3.send(new PutObjectCommand({ Bucket: "for-all-labs", Key: "guide", Body: "read me" }));
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::for-all-labs/*",
      Condition: { StringEquals: { "aws:PrincipalOrgID": organizationId } },
    },
  });
  await s3.send(new PutBucketPolicyCommand({ Bucket: "for-all-labs", Policy }));
  const read = (accountId: string) =>
    account
      .client(S3Client, { credentials: credentialsOf(accountId) })
      .send(new GetObjectCommand({ Bucket: "for-all-labs", Key: "guide" }));
  expect(await (await read(OTHER_LAB)).Body?.transformToString()).toBe("read me");
  await expect(read(STRANGER)).rejects.toMatchObject(denied);
});

test("a session that is over is refused by every service, in its own words", async () => {
  const credentials = await assume(await roleIn(LAB), TEST_CREDENTIALS, { DurationSeconds: 900 });
  const calls = [
    () => account.client(S3Client, { credentials }).send(new ListBucketsCommand({})),
    () => account.client(SFNClient, { credentials }).send(new ListActivitiesCommand({})),
    () => account.client(IAMClient, { credentials }).send(new ListRolesCommand({})),
    () => account.client(CloudFormationClient, { credentials }).send(new ListStacksCommand({})),
  ];
  for (const call of calls) await expect(call()).resolves.toBeDefined();
  // Real minutes, at whatever pace: what is over is the time that the session was given.
  getSession(account.cloud, credentials.accessKeyId)!.expiration = new Date(Date.now() - 1);
  const over = ["ExpiredToken", "ExpiredTokenException", "ExpiredToken", "ExpiredToken"];
  for (const [index, call] of calls.entries())
    await expect(call()).rejects.toMatchObject({ name: over[index] });
});

test("a session taken with a session goes from account to account, and lasts an hour at most", async () => {
  const first = await roleIn(LAB);
  const second = await roleIn(OTHER_LAB, { Principal: { AWS: first } });
  const RoleName = second.slice(second.lastIndexOf("/") + 1);
  await account
    .client(IAMClient, { credentials: credentialsOf(OTHER_LAB) })
    .send(new UpdateRoleCommand({ RoleName, MaxSessionDuration: 43_200 }));
  const chained = await assume(first);
  await expect(assume(second, chained, { DurationSeconds: 3601 })).rejects.toMatchObject({
    name: "ValidationError",
    message: expect.stringContaining("role chaining"),
  });
  const credentials = await assume(second, chained);
  const { Account } = await account.client(STSClient, { credentials }).send(new GetCallerIdentityCommand({}));
  expect(Account).toBe(OTHER_LAB);
  // The trust names the role in between, and not who stands behind it.
  await expect(assume(second)).rejects.toMatchObject(denied);
});

test("an account that an organisation created is administered by its management account alone", async () => {
  const management = account.client(OrganizationsClient);
  await management.send(
    new CreateAccountCommand({ Email: "new@example.com", AccountName: "New", RoleName: "Admin" }),
  );
  const find = async () =>
    (await management.send(new ListAccountsCommand({}))).Accounts?.find(
      ({ Email }) => Email === "new@example.com",
    )?.Id;
  await expect.poll(find).toBeDefined();
  const role = `arn:aws:iam::${await find()}:role/Admin`;
  const s3 = account.client(S3Client, { credentials: await assume(role) });
  await s3.send(new CreateBucketCommand({ Bucket: "of-the-new-one" }));
  await expect(assume(role, credentialsOf(LAB))).rejects.toMatchObject(denied);
});
