// One file, however long: all of it asks one account, whose start takes longer than most of its tests.
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { assumeAsService } from "../../../../../infra/local/services/sts/assume.ts";
import { findSession, getSession } from "../../../../../infra/local/services/sts/sessions.ts";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";
import { stopClock } from "../../../../helpers/stop-clock.ts";

const ACCOUNT = "123456789012";
const ROOT = { AWS: `arn:aws:iam::${ACCOUNT}:root` };

let account: TestAccount;
let iam: IAMClient;
let sts: STSClient;

beforeAll(async () => {
  account = await startTestAccount();
  iam = account.client(IAMClient);
  sts = account.client(STSClient);
});
afterAll(() => account.stop());

let roles = 0;

async function makeRole(principal: object, condition?: object): Promise<{ name: string; arn: string }> {
  const name = `Role${++roles}`;
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: name,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: principal,
            Action: "sts:AssumeRole",
            ...(condition && { Condition: condition }),
          },
        ],
      }),
    }),
  );
  return { name, arn: Role!.Arn! };
}

const assume = (RoleArn: string, more: Partial<AssumeRoleCommandInput> = {}, client = sts) =>
  client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "session", ...more }));

/** A client that acts with the credentials of an assumed role. */
async function asRole(arn: string, more: Partial<AssumeRoleCommandInput> = {}) {
  const { Credentials } = await assume(arn, more);
  return {
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    sessionToken: Credentials!.SessionToken!,
  };
}

describe("GetCallerIdentity", () => {
  it("names the participant, whose id is the one that IAM knows", async () => {
    const identity = await sts.send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/participant` });
    expect(identity.UserId).toMatch(/^AIDA[A-Z2-7]{17}$/);
  });

  it("names a session of a role that may do nothing else", async () => {
    const role = await makeRole(ROOT);
    const credentials = await asRole(role.arn);
    const identity = await account.client(STSClient, { credentials }).send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/${role.name}/session`);
    expect(identity.UserId).toMatch(/^AROA[A-Z2-7]{17}:session$/);
  });
});

describe("AssumeRole", () => {
  it("opens a session that lasts an hour, or as long as asked", async () => {
    const { arn } = await makeRole(ROOT);
    stopClock();
    // On the wire are whole seconds.
    vi.setSystemTime(new Date().setUTCMilliseconds(0));
    const lasting = async (more: Partial<AssumeRoleCommandInput>) =>
      ((await assume(arn, more)).Credentials!.Expiration!.getTime() - Date.now()) / 1000;
    expect(await lasting({})).toBe(3600);
    expect(await lasting({ DurationSeconds: 900 })).toBe(900);
  });

  it.each([
    ["a service only", { Service: "lambda.amazonaws.com" }],
    ["another account", { AWS: "210987654321" }],
    ["a user of another account", { AWS: "arn:aws:iam::210987654321:user/participant" }],
  ])("refuses a role that trusts %s", async (_, principal) => {
    const { arn } = await makeRole(principal);
    await expect(assume(arn)).rejects.toMatchObject({
      name: "AccessDenied",
      message: `User: arn:aws:iam::${ACCOUNT}:user/participant is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
      $metadata: { httpStatusCode: 403 },
    });
  });

  it("says the same of a role that does not exist", async () => {
    await expect(assume(`arn:aws:iam::${ACCOUNT}:role/Nobody`)).rejects.toMatchObject({
      name: "AccessDenied",
    });
  });

  it("needs the caller's own permission where the role trusts the account, and not where it names the caller", async () => {
    const caller = await makeRole(ROOT);
    const client = account.client(STSClient, { credentials: await asRole(caller.arn) });
    const trusting = await makeRole(ROOT);
    const naming = await makeRole({ AWS: caller.arn });
    await expect(assume(trusting.arn, {}, client)).rejects.toMatchObject({ name: "AccessDenied" });
    expect((await assume(naming.arn, {}, client)).AssumedRoleUser!.Arn).toContain(naming.name);

    await iam.send(
      new PutRolePolicyCommand({
        RoleName: caller.name,
        PolicyName: "assume",
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: { Effect: "Allow", Action: "sts:AssumeRole", Resource: trusting.arn },
        }),
      }),
    );
    expect((await assume(trusting.arn, {}, client)).AssumedRoleUser!.Arn).toContain(trusting.name);
  });

  it("asks for the external id that the trust policy wants", async () => {
    const { arn } = await makeRole(ROOT, { StringEquals: { "sts:ExternalId": "lab-42" } });
    await expect(assume(arn)).rejects.toMatchObject({ name: "AccessDenied" });
    await expect(assume(arn, { ExternalId: "other" })).rejects.toMatchObject({ name: "AccessDenied" });
    expect((await assume(arn, { ExternalId: "lab-42" })).Credentials).toBeDefined();
  });

  it("narrows the session by its own policy", async () => {
    const role = await makeRole(ROOT);
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: role.name,
        PolicyName: "all",
        PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
      }),
    );
    const wide = account.client(CloudWatchLogsClient, { credentials: await asRole(role.arn) });
    expect((await wide.send(new DescribeLogGroupsCommand({}))).logGroups).toEqual([]);
    const Policy = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}';
    const narrow = account.client(CloudWatchLogsClient, { credentials: await asRole(role.arn, { Policy }) });
    await expect(narrow.send(new DescribeLogGroupsCommand({}))).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining("because no session policy allows the logs:DescribeLogGroups action"),
    });
  });

  it("ends the sessions of a role that was deleted, also when one of that name is made again", async () => {
    const role = await makeRole(ROOT);
    const allow = () =>
      iam.send(
        new PutRolePolicyCommand({
          RoleName: role.name,
          PolicyName: "logs",
          PolicyDocument:
            '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"logs:*","Resource":"*"}}',
        }),
      );
    const client = account.client(CloudWatchLogsClient, { credentials: await asRole(role.arn) });
    await expect(client.send(new DescribeLogGroupsCommand({}))).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
    await iam.send(new DeleteRoleCommand({ RoleName: role.name }));
    roles--;
    await makeRole(ROOT);
    await allow();
    await expect(client.send(new DescribeLogGroupsCommand({}))).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
    const anew = account.client(CloudWatchLogsClient, { credentials: await asRole(role.arn) });
    expect((await anew.send(new DescribeLogGroupsCommand({}))).logGroups).toEqual([]);
  });

  it.each([
    [
      { RoleSessionName: "a b" },
      "at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular",
    ],
    [{ RoleSessionName: "x" }, "Member must have length greater than or equal to 2"],
    [{ DurationSeconds: 899 }, "Member must have value greater than or equal to 900"],
    [{ DurationSeconds: 43_201 }, "Member must have value less than or equal to 43200"],
    [{ DurationSeconds: 3601 }, "exceeds the MaxSessionDuration set for this role"],
  ])("refuses %j", async (more, message) => {
    const { arn } = await makeRole(ROOT);
    await expect(assume(arn, more)).rejects.toMatchObject({
      name: "ValidationError",
      message: expect.stringContaining(message),
    });
  });

  it("limits a chained session to an hour, whatever the role allows", async () => {
    const first = await makeRole(ROOT);
    const second = await makeRole({ AWS: first.arn });
    await iam.send(new UpdateRoleCommand({ RoleName: second.name, MaxSessionDuration: 43_200 }));
    const client = account.client(STSClient, { credentials: await asRole(first.arn) });
    await expect(assume(second.arn, { DurationSeconds: 3601 }, client)).rejects.toMatchObject({
      name: "ValidationError",
      message:
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
    });
  });

  it("refuses what it does not know rather than leaving it out", async () => {
    const { arn } = await makeRole(ROOT);
    await expect(assume(arn, { Tags: [{ Key: "a", Value: "b" }] })).rejects.toMatchObject({
      message: expect.stringContaining("Tags"),
    });
  });
});

describe("sessions", () => {
  it("are found by key and token, until they expire", async () => {
    const { arn } = await makeRole(ROOT);
    const { accessKeyId, sessionToken } = await asRole(arn);
    const { cloud } = account;
    expect(findSession(cloud, accessKeyId, sessionToken)).toMatchObject({
      type: "role",
      sessionName: "session",
    });
    expect(findSession(cloud, accessKeyId, "another")).toBeUndefined();
    expect(findSession(cloud, "ASIAUNKNOWNUNKNOWN12", sessionToken)).toBeUndefined();
    getSession(cloud, accessKeyId)!.expiration = new Date(Date.now() - 1);
    expect(findSession(cloud, accessKeyId, sessionToken)).toBe("expired");
  });

  it("tell to which account a key belongs", async () => {
    const { arn } = await makeRole(ROOT);
    const { accessKeyId } = await asRole(arn);
    const ask = (AccessKeyId: string) => sts.send(new GetAccessKeyInfoCommand({ AccessKeyId }));
    expect(await ask(accessKeyId)).toMatchObject({ Account: ACCOUNT });
    expect(await ask("210987654321")).toMatchObject({ Account: "210987654321" });
    await expect(ask("AKIAIOSFODNN7EXAMPLE")).rejects.toMatchObject({ name: "ValidationError" });
  });

  it("of a user carry that user's rights, and cannot be made from a session", async () => {
    const { Credentials } = await sts.send(new GetSessionTokenCommand({}));
    const credentials = {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    };
    const client = account.client(STSClient, { credentials });
    const identity = await client.send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe(`arn:aws:iam::${ACCOUNT}:user/participant`);
    await expect(client.send(new GetSessionTokenCommand({}))).rejects.toMatchObject({ name: "AccessDenied" });
  });
});

describe("assumeAsService", () => {
  it("gives a service the role that trusts it, and no other", async () => {
    const { arn, name } = await makeRole({ Service: "lambda.amazonaws.com" });
    const session = assumeAsService(account.cloud, {
      roleArn: arn,
      service: "lambda.amazonaws.com",
      sessionName: "handrail-verify",
    });
    expect(session.principal.arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/${name}/handrail-verify`);
    expect(() =>
      assumeAsService(account.cloud, { roleArn: arn, service: "states.amazonaws.com", sessionName: "x" }),
    ).toThrow(/states.amazonaws.com is not authorized to perform: sts:AssumeRole/);
  });

  it("heeds conditions on the source", async () => {
    const { arn } = await makeRole(
      { Service: "states.amazonaws.com" },
      {
        StringEquals: { "aws:SourceAccount": ACCOUNT },
        ArnLike: { "aws:SourceArn": "arn:aws:states:*:*:stateMachine:a*" },
      },
    );
    const asking = { roleArn: arn, service: "states.amazonaws.com", sessionName: "x" };
    const machine = (name: string) => `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:${name}`;
    expect(
      assumeAsService(account.cloud, { ...asking, sourceArn: machine("abc") }).credentials,
    ).toBeDefined();
    expect(() => assumeAsService(account.cloud, { ...asking, sourceArn: machine("xyz") })).toThrow();
    expect(() => assumeAsService(account.cloud, asking)).toThrow();
  });
});
