import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import * as api from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  cliAvailable,
  startTestAccount,
  type TestAccount,
  type TestCredentials,
} from "../../../../../helpers/local-account.ts";
import { stopClock } from "../../../../../helpers/stop-clock.ts";
import { launchNode, makeRole } from "../managed-node.ts";
import { RawClient } from "./raw-client.ts";

let account: TestAccount;
let ssm: api.SSMClient;
let target: string;
let other: string;

beforeAll(async () => {
  account = await startTestAccount();
  ssm = account.client(api.SSMClient);
  await makeRole(account);
  target = await launchNode(account);
  other = await launchNode(account, {
    TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "Team", Value: "Red" }] }],
  });
});
afterAll(() => account.stop());

const start = (input: Partial<api.StartSessionCommandInput> = {}) =>
  ssm.send(new api.StartSessionCommand({ Target: target, ...input }));
const sessions = async (State: api.SessionState, Filters?: api.SessionFilter[], more: object = {}) =>
  (await ssm.send(new api.DescribeSessionsCommand({ State, Filters, ...more }))).Sessions!;

/** Credentials of a role that may do this. */
async function as(name: string, Statement: object[]): Promise<TestCredentials> {
  const iam = account.client(IAMClient);
  const trust = {
    Statement: [{ Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "sts:AssumeRole" }],
  };
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: name,
      AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", ...trust }),
    }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: name,
      PolicyName: "it",
      PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }),
    }),
  );
  const { Credentials } = await account
    .client(STSClient)
    .send(new AssumeRoleCommand({ RoleArn: Role!.Arn, RoleSessionName: "alice" }));
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!;
  return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
}

describe("sessions", () => {
  it("are active until they are terminated, and then history", async () => {
    const { SessionId, TokenValue } = await start({ Reason: "to look around" });
    expect(SessionId).toMatch(/^participant-[a-z2-7]{26}$/);
    expect(TokenValue!.length).toBeLessThanOrEqual(300);
    const Filters = [{ key: "SessionId" as const, value: SessionId! }];
    expect(await sessions("History", Filters)).toEqual([]);
    expect(await sessions("Active", Filters)).toMatchObject([
      {
        SessionId,
        Target: target,
        Status: "Connected",
        Owner: "arn:aws:iam::123456789012:user/participant",
        DocumentName: "SSM-SessionManagerRunShell",
        Reason: "to look around",
        StartDate: expect.any(Date),
      },
    ]);
    expect(await ssm.send(new api.TerminateSessionCommand({ SessionId }))).toMatchObject({ SessionId });
    expect(await sessions("Active", Filters)).toEqual([]);
    expect(await sessions("History", Filters)).toMatchObject([
      { Status: "Terminated", EndDate: expect.any(Date) },
    ]);
  });

  it("are found by every filter, newest first, page by page", async () => {
    // Also of two that begin at the same moment.
    stopClock();
    const before = new Date(Date.now() - 60_000).toISOString();
    const after = new Date(Date.now() + 60_000).toISOString();
    const mine = await start({ Target: other });
    const newer = await start({ Target: other });
    const ids = async (...Filters: api.SessionFilter[]) =>
      (await sessions("Active", [{ key: "Target", value: other }, ...Filters])).map((it) => it.SessionId);
    const both = [newer.SessionId, mine.SessionId];
    expect(await ids()).toEqual(both);
    expect(await ids({ key: "InvokedAfter", value: before }, { key: "InvokedBefore", value: after })).toEqual(
      both,
    );
    expect(await ids({ key: "InvokedAfter", value: after })).toEqual([]);
    expect(await ids({ key: "InvokedBefore", value: before })).toEqual([]);
    expect(await ids({ key: "Owner", value: "arn:aws:iam::123456789012:user/participant" })).toEqual(both);
    expect(await ids({ key: "Owner", value: "arn:aws:iam::123456789012:user/other" })).toEqual([]);
    expect(await ids({ key: "Status", value: "Connected" })).toEqual(both);
    expect(await ids({ key: "Status", value: "Failed" })).toEqual([]);
    expect(await ids({ key: "AccessType", value: "Standard" })).toEqual(both);
    const first = await ssm.send(new api.DescribeSessionsCommand({ State: "Active", MaxResults: 1 }));
    expect(first.Sessions!.map((it) => it.SessionId)).toEqual([newer.SessionId]);
    const next = await sessions("Active", undefined, { MaxResults: 1, NextToken: first.NextToken });
    expect(next.map((it) => it.SessionId)).toEqual([mine.SessionId]);
    for (const [input, name] of [
      [{ State: "Past" }, "ValidationException"],
      [{ State: "Active", Filters: [{ key: "Colour", value: "red" }] }, "InvalidFilterKey"],
      [{ State: "Active", Filters: [{ key: "InvokedAfter", value: "yesterday" }] }, "ValidationException"],
      [{ State: "Active", NextToken: "nonsense" }, "InvalidNextToken"],
      [{ State: "Active", MaxResults: 201 }, "ValidationException"],
    ] as const)
      await expect(
        ssm.send(new api.DescribeSessionsCommand(input as unknown as api.DescribeSessionsCommandInput)), // wrong on purpose
      ).rejects.toMatchObject({ name });
  });

  it("do not begin where there is no node, or no such document", async () => {
    await expect(start({ Target: "i-0123456789abcdef0" })).rejects.toMatchObject({
      name: "TargetNotConnected",
      message: "i-0123456789abcdef0 is not connected.",
    });
    await expect(start({ DocumentName: "No-Such-Document" })).rejects.toMatchObject({
      name: "InvalidDocument",
    });
    // The implicit document is no error where there is none; the same by its name is.
    await expect(start({ DocumentName: "SSM-SessionManagerRunShell" })).rejects.toMatchObject({
      name: "InvalidDocument",
    });
    await expect(start({ DocumentName: "AWS-RunShellScript" })).rejects.toMatchObject({
      name: "InvalidDocument",
    });
    await expect(start({ DocumentName: "AWS-StartPortForwardingSession" })).rejects.toMatchObject({
      name: "NotImplemented",
    });
    await expect(
      ssm.send(new api.ResumeSessionCommand({ SessionId: "participant-nosuchsession" })),
    ).rejects.toMatchObject({ name: "DoesNotExistException" });
  });

  it("of a single command run it and end", async () => {
    const run = async (command: string) => {
      const { StreamUrl, TokenValue } = await start({
        DocumentName: "AWS-StartInteractiveCommand",
        Parameters: { command: [command] },
      });
      const client = new RawClient(StreamUrl!);
      await client.open(TokenValue!);
      await client.shakeHands();
      await client.end();
      return client.screen();
    };
    expect(await run("whoami && echo done")).toBe("ssm-user\ndone\n");
    await expect(
      start({ DocumentName: "AWS-StartInteractiveCommand", Parameters: { order: ["ls"] } }),
    ).rejects.toMatchObject({ name: "InvalidParameters" });
    await expect(start({ DocumentName: "AWS-StartInteractiveCommand" })).rejects.toMatchObject({
      name: "InvalidParameters",
    });
  });

  it("outlive their account's process as history only", async () => {
    const { SessionId } = await start();
    // What the next process does with what it finds in the store.
    const { ssm: service } = await import("../../../../../../infra/local/services/ssm/index.ts");
    service.resume!(account.cloud);
    expect(await sessions("History", [{ key: "SessionId", value: SessionId! }])).toMatchObject([
      { Status: "Terminated" },
    ]);
  });
});

describe("a policy", () => {
  const instance = (id: string) => `arn:aws:ec2:us-east-1:123456789012:instance/${id}`;

  it("says on which instances, and with which documents, sessions may be started", async () => {
    const credentials = await as("OneInstance", [
      { Effect: "Allow", Action: "ssm:StartSession", Resource: instance(target) },
    ]);
    const client = account.client(api.SSMClient, { credentials });
    const { SessionId } = await client.send(new api.StartSessionCommand({ Target: target }));
    expect(SessionId).toMatch(/^alice-/);
    await expect(client.send(new api.StartSessionCommand({ Target: other }))).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining(`ssm:StartSession on resource: ${instance(other)}`),
    });
    await expect(
      client.send(
        new api.StartSessionCommand({ Target: target, DocumentName: "AWS-StartInteractiveCommand" }),
      ),
    ).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining("arn:aws:ssm:us-east-1::document/AWS-StartInteractiveCommand"),
    });
  });

  it("can go by an instance's tags", async () => {
    const credentials = await as("ByTag", [
      {
        Effect: "Allow",
        Action: "ssm:StartSession",
        Resource: instance("*"),
        Condition: { StringEquals: { "ssm:resourceTag/Team": "Red" } },
      },
    ]);
    const client = account.client(api.SSMClient, { credentials });
    await client.send(new api.StartSessionCommand({ Target: other }));
    await expect(client.send(new api.StartSessionCommand({ Target: target }))).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
  });

  it("lets one terminate one's own sessions alone", async () => {
    const credentials = await as("OwnSessions", [
      { Effect: "Allow", Action: "ssm:StartSession", Resource: instance("*") },
      {
        Effect: "Allow",
        Action: ["ssm:TerminateSession", "ssm:ResumeSession"],
        Resource: "arn:aws:ssm:*:*:session/*",
        Condition: { StringLike: { "ssm:resourceTag/aws:ssmmessages:session-id": ["${aws:userid}"] } },
      },
    ]);
    const client = account.client(api.SSMClient, { credentials });
    const { SessionId: own } = await client.send(new api.StartSessionCommand({ Target: target }));
    const { SessionId: theirs } = await start();
    await expect(client.send(new api.TerminateSessionCommand({ SessionId: theirs }))).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
    await client.send(new api.TerminateSessionCommand({ SessionId: own }));
  });
});

it.skipIf(!cliAvailable)("sessions are listed with the AWS CLI", async () => {
  const { SessionId } = await start();
  const { stdout } = await account.cli([
    ...["ssm", "describe-sessions", "--state", "Active", "--filters", `key=SessionId,value=${SessionId}`],
  ]);
  expect(JSON.parse(stdout).Sessions).toMatchObject([{ SessionId, Status: "Connected", OutputUrl: {} }]);
});
