import { CreateBucketCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import * as api from "@aws-sdk/client-ssm";
import { afterEach, expect, test, vi } from "vitest";
import { type TestAccount, useTestAccount } from "../../../../../helpers/local-account.ts";
import { temporaryFolder } from "../../../../../helpers/program.ts";
import { AGENT_ACTIONS, launchNode, makeRole } from "../managed-node.ts";
import { RawClient } from "./raw-client.ts";

afterEach(() => {
  vi.useRealTimers();
});

const MINUTE = 60_000;

async function prefer(account: TestAccount, inputs: object): Promise<void> {
  const needed = {
    s3EncryptionEnabled: false,
    cloudWatchEncryptionEnabled: false,
    cloudWatchStreamingEnabled: false,
    runAsEnabled: false,
  };
  const Content = JSON.stringify({
    schemaVersion: "1.0",
    sessionType: "Standard_Stream",
    inputs: { ...needed, ...inputs },
  });
  await account
    .client(api.SSMClient)
    .send(
      new api.CreateDocumentCommand({ Name: "SSM-SessionManagerRunShell", Content, DocumentType: "Session" }),
    );
}

async function open(account: TestAccount, Target: string) {
  const ssm = account.client(api.SSMClient);
  const { SessionId, StreamUrl, TokenValue } = await ssm.send(new api.StartSessionCommand({ Target }));
  const client = new RawClient(StreamUrl!);
  await client.open(TokenValue!);
  await client.shakeHands();
  await client.until("$ ");
  return { client, id: SessionId! };
}

/** Sessions wait for people, so that their time-outs pass in real time: here time is moved. */
async function prepared(inputs: object) {
  const account = await useTestAccount();
  await makeRole(account);
  const target = await launchNode(account);
  await prefer(account, inputs);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  return await open(account, target);
}

test("a session without input ends after the idle time of the preferences", async () => {
  const { client } = await prepared({ idleSessionTimeout: "5" });
  vi.advanceTimersByTime(4.9 * MINUTE);
  client.type("echo still here\r");
  await client.until("\nstill here\n");
  vi.advanceTimersByTime(4.9 * MINUTE);
  expect(client.frames.some((it) => it.messageType === "channel_closed")).toBe(false);
  vi.advanceTimersByTime(0.2 * MINUTE);
  expect(await client.end()).toBe("Your session timed out due to inactivity.");
});

test("a session ends after its maximum duration, whatever is typed", async () => {
  const { client } = await prepared({ maxSessionDuration: "30", idleSessionTimeout: "20" });
  vi.advanceTimersByTime(19 * MINUTE);
  client.type("echo busy\r");
  await client.until("\nbusy\n");
  vi.advanceTimersByTime(12 * MINUTE);
  expect(await client.end()).toContain("maximum duration of 30 minutes");
});

test("a session that nobody opens, or whose client does not answer, is not kept for ever", async () => {
  const account = await useTestAccount();
  await makeRole(account);
  const Target = await launchNode(account);
  const ssm = account.client(api.SSMClient);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const unopened = await ssm.send(new api.StartSessionCommand({ Target }));
  const silent = await ssm.send(new api.StartSessionCommand({ Target }));
  const connected = await ssm.send(new api.StartSessionCommand({ Target }));
  const client = new RawClient(silent.StreamUrl!);
  await client.open(silent.TokenValue!);
  await client.frame(
    ({ sequenceNumber, messageType }) => messageType === "output_stream_data" && sequenceNumber === 0,
  );
  const waiting = new RawClient(connected.StreamUrl!);
  await waiting.connected();
  vi.advanceTimersByTime(15_000);
  expect(await client.end()).toContain("Handshake timed out.");
  expect(await waiting.closed).toMatchObject({ code: 1008 });
  vi.advanceTimersByTime(20 * MINUTE);
  const { Sessions } = await ssm.send(new api.DescribeSessionsCommand({ State: "History" }));
  expect(Object.fromEntries(Sessions!.map((it) => [it.SessionId, it.Status]))).toEqual({
    [unopened.SessionId!]: "Terminated",
    [silent.SessionId!]: "Failed",
    [connected.SessionId!]: "Terminated",
  });
});

test("a log that was on its way arrives after a restart, and a session that went on is history", async () => {
  const home = await temporaryFolder();
  const first = await useTestAccount({ home });
  await makeRole(first, [...AGENT_ACTIONS, "s3:PutObject"]);
  const target = await launchNode(first);
  await first.client(S3Client).send(new CreateBucketCommand({ Bucket: "session-logs" }));
  await prefer(first, { s3BucketName: "session-logs" });
  await first.stop();

  const second = await useTestAccount({ home, pace: "fast" });
  const ssm = second.client(api.SSMClient);
  const isConnected = async () =>
    (await ssm.send(new api.GetConnectionStatusCommand({ Target: target }))).Status;
  await expect.poll(isConnected, { timeout: 60_000 }).toBe("connected");
  const ended = await open(second, target);
  const going = await open(second, target);
  ended.client.type("exit\r");
  await ended.client.end();
  // It is in the store once its text is among the blobs.
  await expect.poll(() => JSON.stringify(second.cloud.state)).toContain(`"key":"${ended.id}.log"`);
  await second.stop();

  const third = await useTestAccount({ home });
  const objects = async () =>
    (await third.client(S3Client).send(new ListObjectsV2Command({ Bucket: "session-logs" }))).Contents?.map(
      (it) => it.Key,
    );
  await expect.poll(objects).toEqual([`${ended.id}.log`]);
  const history = await third
    .client(api.SSMClient)
    .send(new api.DescribeSessionsCommand({ State: "History" }));
  expect(history.Sessions!.map((it) => [it.SessionId, it.Status])).toEqual([
    [going.id, "Terminated"],
    [ended.id, "Terminated"],
  ]);
});
