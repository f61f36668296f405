import { get, type IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import { CreateVpcCommand, DeleteVpcCommand, DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { expect, onTestFinished, test, vi } from "vitest";
import { type Change, watchChanges } from "../../../infra/local/changes/feed.ts";
import { watchMoves } from "../../../infra/local/changes/moves.ts";
import { Clock } from "../../../infra/local/clock.ts";
import { Cloud, type ExecutionNews, MemoryBlobs } from "../../../infra/local/cloud.ts";
import { type Principal, servicePrincipal } from "../../../infra/local/principal.ts";
import type { CompletedCall } from "../../../infra/local/service.ts";
import { tokenOf } from "../../../infra/local/token.ts";
import { type TestAccount, useTestAccount } from "../../helpers/local-account.ts";
import { sendRaw } from "../../helpers/raw-request.ts";
import { holdTimers } from "../../helpers/stop-clock.ts";

/** The stream's lines as they come. */
async function open(
  account: TestAccount,
  place: Record<string, string> = { account: "123456789012", region: "us-east-1" },
) {
  const request = get(`${account.endpoint}/_handrail/changes?${new URLSearchParams(place)}`, {
    agent: false,
  });
  onTestFinished(() => void request.destroy());
  const response = await new Promise<IncomingMessage>((resolve) => request.once("response", resolve));
  const lines = createInterface(response)[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    return done ? "ended" : JSON.parse(value);
  };
  expect(await next()).toEqual({ type: "watching" });
  return { next, request, response };
}

const createVpc = new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" });

test("calls that change something are told, those close together at once; then what may only be visible now", async () => {
  const account = await useTestAccount();
  const { next } = await open(account);
  const ec2 = account.client(EC2Client);
  holdTimers();
  await ec2.send(new DescribeVpcsCommand());
  await expect(ec2.send(new DeleteVpcCommand({ VpcId: "vpc-0123456789abcdef0" }))).rejects.toThrow();
  await Promise.all([ec2.send(createVpc), ec2.send(createVpc)]);
  vi.advanceTimersByTime(1_000);
  expect(await next()).toEqual({ type: "called", operation: "ec2:CreateVpc", calls: 2 });
  expect(await next()).toEqual({ type: "visible" });
});

test("other accounts and Regions are nobody's business; a global service's calls are everybody's", async () => {
  const account = await useTestAccount();
  const { next } = await open(account);
  await account.client(EC2Client, { region: "eu-west-1" }).send(createVpc);
  const credentials = { accessKeyId: "210987654321", secretAccessKey: "test" };
  await account.client(EC2Client, { credentials }).send(createVpc);
  await createRole(account, "eu-west-1", "of-mine");
  expect(await next()).toMatchObject({ operation: "iam:CreateRole", calls: 1 });
});

const role = (roleName: string, sessionName = "s"): Principal => ({
  type: "role",
  accountId: "123456789012",
  arn: `arn:aws:sts::123456789012:assumed-role/${roleName}/${sessionName}`,
  id: `AROA:${sessionName}`,
  roleName,
  sessionName,
  accessKeyId: "ASIA",
});

/** A session of one of the orchestrator's roles. */
const ofHandrail = (sessionName: string) => role("handrail-orchestrator-Role-1A2B", sessionName);

test.each<[told: boolean, who: string, principal: Principal, service?: string]>([
  [true, "a server of the lab", role("FND203-Demo-Stack-ServerRole-1A2B")],
  [true, "the function that solves", ofHandrail("handrail-solve")],
  [true, "the function that cleans up", ofHandrail("handrail-cleanup")],
  [true, "CloudFormation with the orchestrator's role", ofHandrail("AWSCloudFormation")],
  [false, "the function that solves, to its log,", ofHandrail("handrail-solve"), "logs"],
  [false, "the function that verifies", ofHandrail("handrail-verify")],
  [false, "the function that keeps the ledger", ofHandrail("handrail-inventory")],
  [false, "a state machine of Handrail's", ofHandrail("AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEf")],
  [false, "a service in the role that is linked to it", role("AWSServiceRoleForConfig")],
  [false, "a service for itself", servicePrincipal("cloudtrail.amazonaws.com", "123456789012")],
])("%s: what is done by %s is told", async (told, _who, principal, service = "s3") => {
  const { cloud, heard, controller } = listen();
  const call = (by: Principal, of: string, operation: string): CompletedCall => ({
    service: of,
    operation,
    input: {},
    output: {},
    principal: by,
    accountId: "123456789012",
    region: "us-east-1",
    requestId: "r",
    origin: { sourceIp: "127.0.0.1", userAgent: "test" },
    at: new Date(),
  });
  for (const listener of cloud.onCompleted) listener(call(principal, service, "PutObject"));
  for (const listener of cloud.onCompleted) listener(call(role("participant"), "s3", "DeleteObject"));
  await expect
    .poll(() => heard[0], { timeout: 15_000 })
    .toEqual(
      told
        ? { type: "called", operation: "s3:PutObject", calls: 2 }
        : { type: "called", operation: "s3:DeleteObject", calls: 1 },
    );
  controller.abort();
  expect(cloud.onCompleted.size).toBe(0);
  expect(cloud.onExecution.size).toBe(0);
});

test("executions that begin or end are told of, those close together at once", () => {
  withTimersByHand();
  const { cloud, heard, controller } = listen();
  const at = (region: string, what: ExecutionNews["what"] = "begun") => {
    const news = { accountId: "123456789012", region, executionArn: "a", what };
    for (const listener of cloud.onExecution) listener(news);
  };
  at("eu-west-1");
  at("us-east-1", "moved");
  vi.advanceTimersByTime(1_000);
  expect(heard).toEqual([]);
  at("us-east-1");
  at("us-east-1");
  vi.advanceTimersByTime(1_000);
  expect(heard).toEqual([{ type: "executions" }]);
  at("us-east-1");
  vi.advanceTimersByTime(1_000);
  expect(heard).toHaveLength(2);
  controller.abort();
});

test("executions that move are told of by name, those close together at once, and an end without delay", () => {
  withTimersByHand();
  const { cloud } = listen();
  const controller = new AbortController();
  const heard: string[][] = [];
  const place = { accountId: "123456789012", region: "us-east-1" };
  watchMoves(cloud, place, ({ executions }) => heard.push(executions), controller.signal);
  const at = (executionArn: string, what: ExecutionNews["what"], region = "us-east-1") => {
    for (const listener of cloud.onExecution) listener({ ...place, region, executionArn, what });
  };
  at("elsewhere", "ended", "eu-west-1");
  for (const arn of ["a", "b", "a"]) at(arn, "moved");
  vi.advanceTimersByTime(100);
  expect(heard).toEqual([["a", "b"]]);
  at("a", "moved");
  at("a", "ended");
  vi.advanceTimersByTime(0);
  expect(heard.slice(1)).toEqual([["a"]]);
  at("b", "moved");
  controller.abort();
  expect(cloud.onExecution.size).toBe(1);
  vi.advanceTimersByTime(100);
  expect(heard).toHaveLength(2);
});

function withTimersByHand() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
}

/** What a reader in us-east-1 hears of a cloud with nothing in it. */
function listen() {
  const cloud = new Cloud({ clock: new Clock("instant"), blobs: new MemoryBlobs() });
  const heard: Change[] = [];
  const controller = new AbortController();
  const place = { accountId: "123456789012", region: "us-east-1" };
  watchChanges(cloud, place, (change) => heard.push(change), controller.signal);
  return { cloud, heard, controller };
}

test("the stream ends with the account, at once", async () => {
  const account = await useTestAccount();
  const { next } = await open(account);
  // A connection that does not end is cut off by a timer.
  holdTimers();
  await account.stop();
  expect(await next()).toBe("ended");
});

test("a client that leaves is forgotten", async () => {
  const account = await useTestAccount();
  const before = account.cloud.onCompleted.size;
  const { request } = await open(account);
  expect(account.cloud.onCompleted.size).toBe(before + 1);
  request.destroy();
  await expect.poll(() => account.cloud.onCompleted.size, { timeout: 15_000 }).toBe(before);
});

test("whoever means another local account is refused", async () => {
  const [account, other] = await Promise.all([useTestAccount(), useTestAccount()]);
  const path = (token: string) =>
    `/_handrail/changes?account=123456789012&region=us-east-1&token=${encodeURIComponent(token)}`;
  expect(await sendRaw(account.endpoint, { path: path(tokenOf(other.cloud)) })).toMatchObject({
    status: 403,
    body: "The token is another local account's.\n",
  });
  await open(account, { account: "123456789012", region: "us-east-1", token: tokenOf(account.cloud) });
});

test("a request without a place is refused, and one of a web page as well", async () => {
  const account = await useTestAccount();
  expect(await sendRaw(account.endpoint, { path: "/_handrail/changes" })).toMatchObject({ status: 400 });
  const path = "/_handrail/changes?account=123456789012&region=us-east-1";
  expect(await sendRaw(account.endpoint, { path, headers: { host: "evil.example" } })).toMatchObject({
    status: 403,
  });
});

const createRole = (account: TestAccount, region: string, RoleName: string) =>
  account.client(IAMClient, { region }).send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "sts:AssumeRole" }],
      }),
    }),
  );
