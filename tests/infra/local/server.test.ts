import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, onTestFinished, test, vi } from "vitest";
import { AwsError } from "../../../infra/local/errors.ts";
import { injectFault } from "../../../infra/local/faults.ts";
import { startLocalAccount } from "../../../infra/local/local-account.ts";
import { createRole } from "../../helpers/actors.ts";
import { TEST_CREDENTIALS, type TestCredentials, useTestAccount } from "../../helpers/local-account.ts";
import { temporaryFolder } from "../../helpers/program.ts";
import { authorization, sendRaw } from "../../helpers/raw-request.ts";
import { holdTimers } from "../../helpers/stop-clock.ts";
import { registry, stubService } from "../../helpers/stub-service.ts";

const find = registry(
  stubService("sts", {
    GetCallerIdentity: (_input, call) => ({ Account: call.accountId }),
  }),
);

const whoAmI = {
  method: "POST",
  path: "/",
  headers: { authorization: authorization("sts"), "content-type": "application/x-www-form-urlencoded" },
  body: "Action=GetCallerIdentity&Version=2011-06-15",
};

test("health says who and how fast, and what tells this account from others", async () => {
  const account = await useTestAccount({ find });
  const answer = await sendRaw(account.endpoint, { path: "/_handrail/health" });
  expect(JSON.parse(answer.body)).toEqual({
    accountId: "123456789012",
    pace: "instant",
    pid: process.pid,
    token: expect.stringMatching(/^handrail-[0-9a-f-]{36}$/),
  });
});

test("a port in use is refused with what to do", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as AddressInfo;
  await expect(startLocalAccount({ pace: "instant", port })).rejects.toMatchObject({
    name: "PortInUseError",
    port,
    message: expect.stringMatching(new RegExp(`Port ${port} .* --port`)),
  });
});

test("where any other port will do, one in use is passed over, and what the home said is not lost", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as AddressInfo;
  const home = await temporaryFolder();
  await writeFile(join(home, "account.json"), "{ not a state");
  const account = await startLocalAccount({ pace: "instant", home, port, anyPortIfTaken: true });
  onTestFinished(() => account.stop());
  expect(new URL(account.endpoint).port).not.toBe(String(port));
  expect(account.notice).toMatch(/could not be read/);
});

test.each(["evil.example", "127.0.0.1.evil.example:80", "localhost.evil.example", "10.0.0.1"])(
  "a request by the name of %s is refused",
  async (host) => {
    const account = await useTestAccount({ find });
    const answer = await sendRaw(account.endpoint, { ...whoAmI, headers: { ...whoAmI.headers, host } });
    expect(answer.status).toBe(403);
  },
);

test.each(["127.0.0.1:1", "localhost", "[::1]:80", "sts.localhost"])(
  "a request to %s is answered",
  async (host) => {
    const account = await useTestAccount({ find });
    const answer = await sendRaw(account.endpoint, { ...whoAmI, headers: { ...whoAmI.headers, host } });
    expect(answer.body).toContain("<Account>123456789012</Account>");
  },
);

test("a web page cannot call the account", async () => {
  const account = await useTestAccount({ find });
  const from = (origin: string) =>
    sendRaw(account.endpoint, { ...whoAmI, headers: { ...whoAmI.headers, origin } });
  expect((await from("https://evil.example")).status).toBe(403);
  expect((await from("null")).status).toBe(403);
  expect((await from("http://localhost:3000")).status).toBe(200);
});

test("a proxied request for the account itself is answered, one for another host is not the account's", async () => {
  const account = await useTestAccount({ find });
  const own = await sendRaw(account.endpoint, { ...whoAmI, path: `${account.endpoint}/` });
  expect(own.body).toContain("<Account>123456789012</Account>");
  const other = await sendRaw(account.endpoint, { path: "http://10.0.0.5/index.html" });
  expect(other.body).not.toContain("<Account>");
  expect(other.status).toBeGreaterThanOrEqual(400);
});

test.each([
  ["/a?x=%", authorization("s3"), "x"],
  ["/", undefined, "Action=%"],
])("malformed percent-encoding is 400, in %s too", async (path, signed, body) => {
  const account = await useTestAccount({ find });
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    ...(signed && { authorization: signed }),
  };
  expect((await sendRaw(account.endpoint, { method: "POST", path, headers, body })).status).toBe(400);
});

test("a body too large is refused before it is read", async () => {
  const account = await useTestAccount({ find });
  const headers = { ...whoAmI.headers, "content-length": String(1024 ** 3), expect: "100-continue" };
  const answer = await sendRaw(account.endpoint, { ...whoAmI, headers, body: "" });
  expect(answer.status).toBe(413);
});

const begun = Promise.withResolvers<void>();
const endless = stubService("sts", {
  GetCallerIdentity: () => {
    begun.resolve();
    return new Promise(() => undefined);
  },
});

test("stopping cuts off a call that never ends, within a second", async () => {
  const account = await startLocalAccount({ pace: "instant", find: registry(endless) });
  const call = sendRaw(account.endpoint, whoAmI);
  call.catch(() => undefined);
  await begun.promise;
  holdTimers();
  const stopped = account.stop();
  vi.advanceTimersByTime(1_000);
  await stopped;
  await expect(call).rejects.toMatchObject({ code: "ECONNRESET" });
});

test("an injected fault meets the calls it names, as often as it says", async () => {
  const account = await useTestAccount({ find });
  const client = account.client(STSClient);
  const identify = () => client.send(new GetCallerIdentityCommand({}));
  const error = () => new AwsError("Throttling", "Rate exceeded");
  injectFault(account.cloud, { service: "sts", operation: "AssumeRole", error });
  const remove = injectFault(account.cloud, {
    service: "sts",
    operation: "GetCallerIdentity",
    times: 2,
    error,
  });
  await expect(identify()).rejects.toMatchObject({ name: "Throttling" });
  await expect(identify()).rejects.toMatchObject({ name: "Throttling" });
  await expect(identify()).resolves.toMatchObject({ Account: "123456789012" });
  remove();
  const end = injectFault(account.cloud, { error });
  await expect(identify()).rejects.toMatchObject({ name: "Throttling" });
  end();
  await expect(identify()).resolves.toBeDefined();
});

test("a call that is held up is answered once it may go on", async () => {
  const account = await useTestAccount({ find });
  const mayGoOn = Promise.withResolvers<void>();
  const meets = vi.fn(() => true);
  injectFault(account.cloud, { meets, times: 1, until: mayGoOn.promise });
  const client = account.client(STSClient);
  const answered = vi.fn();
  const held = client.send(new GetCallerIdentityCommand({})).then(answered);
  await expect.poll(() => meets.mock.calls.length).toBe(1);
  // Another one goes past it, there and back.
  await client.send(new GetCallerIdentityCommand({}));
  expect(answered).not.toHaveBeenCalled();
  mayGoOn.resolve();
  await held;
});

test("an injected fault of one account leaves every other alone, also where a session of it calls", async () => {
  const account = await useTestAccount();
  const other = { accessKeyId: "210987654321", secretAccessKey: "test" };
  const identify = (credentials: TestCredentials) =>
    account.client(STSClient, { credentials }).send(new GetCallerIdentityCommand({}));
  const AWS = other.accessKeyId;
  const RoleArn = await createRole(account, "Visited", { AWS });
  const { Credentials } = await account
    .client(STSClient, { credentials: other })
    .send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "visitor" }));
  const session = {
    accessKeyId: Credentials!.AccessKeyId!,
    secretAccessKey: Credentials!.SecretAccessKey!,
    sessionToken: Credentials!.SessionToken!,
  };
  const error = () => new AwsError("Throttling", "Rate exceeded");
  injectFault(account.cloud, { service: "sts", accountId: "123456789012", error });
  await expect(identify(TEST_CREDENTIALS)).rejects.toMatchObject({ name: "Throttling" });
  await expect(identify(session)).rejects.toMatchObject({ name: "Throttling" });
  await expect(identify(other)).resolves.toMatchObject({ Account: "210987654321" });
});
