import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";
import { temporaryFolder } from "../../../../helpers/program.ts";
import { createFunction, createRole, invoke } from "./function-fixture.ts";

let account: TestAccount;
beforeAll(async () => {
  account = await startTestAccount();
  await createRole(account);
});
afterAll(() => account.stop());

async function messages(logGroupName: string, of = account): Promise<string[]> {
  const { events = [] } = await of
    .client(CloudWatchLogsClient)
    .send(new FilterLogEventsCommand({ logGroupName }));
  return events.map((event) => event.message ?? "");
}

const CHATTY = {
  "index.mjs": `export const handler = async () => {
    console.log("two\\nlines", { a: 1 });
    console.warn("careful");
    console.debug("details");
    process.stdout.write("raw");
  };`,
};

test("a function's lines are in its log group, framed by Lambda's", async () => {
  await createFunction(account, "chatty", CHATTY);
  const { log } = await invoke(account, "chatty");
  const id = "[0-9a-f-]{36}";
  const time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";
  const expected = [
    /^INIT_START Runtime Version: nodejs:24\./,
    new RegExp(`^START RequestId: ${id} Version: \\$LATEST\n$`),
    new RegExp(`^${time}\t${id}\tINFO\ttwo\nlines \\{ a: 1 \\}\n$`),
    new RegExp(`^${time}\t${id}\tWARN\tcareful\n$`),
    new RegExp(`^${time}\t${id}\tDEBUG\tdetails\n$`),
    /^raw$/,
    new RegExp(`^END RequestId: ${id}\n$`),
    new RegExp(
      `^REPORT RequestId: ${id}\tDuration: [\\d.]+ ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\tMax Memory Used: \\d+ MB\tInit Duration: [\\d.]+ ms\t\n$`,
    ),
  ];
  const written = await messages("/aws/lambda/chatty");
  expect(written).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  expect(log).toBe(written.join(""));
  await invoke(account, "chatty");
  const second = await messages("/aws/lambda/chatty");
  expect(second.filter((line) => line.startsWith("INIT_START"))).toHaveLength(1);
});

test("in JSON, from a level on, in a group of one's choice", async () => {
  await createFunction(account, "in-json", CHATTY, {
    LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "WARN", LogGroup: "/shared" },
  });
  await invoke(account, "in-json");
  const records = (await messages("/shared"))
    .filter((line) => line !== "raw")
    .map((line) => JSON.parse(line));
  expect(records).toMatchObject([
    { type: "platform.initStart" },
    { type: "platform.start", record: { version: "$LATEST" } },
    { level: "WARN", message: "careful", requestId: expect.any(String) },
    { type: "platform.report", record: { status: "success", metrics: { memorySizeMB: 128 } } },
  ]);
});

test("a role that may not write logs has none", async () => {
  const Role = await createRole(account, { name: "silent", actions: [] });
  await createFunction(account, "silent", CHATTY, { Role });
  expect((await invoke(account, "silent")).log).toContain("careful");
  const { logGroups } = await account
    .client(CloudWatchLogsClient)
    .send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/aws/lambda/silent" }));
  expect(logGroups).toEqual([]);
});

test("an asynchronous event is tried three times", async () => {
  await createFunction(account, "fails", {
    "index.mjs": "export const handler = async (event) => { throw new Error(`no ${event.a}`); };",
  });
  const answer = await account
    .client(LambdaClient)
    .send(new InvokeCommand({ FunctionName: "fails", InvocationType: "Event", Payload: '{"a":7}' }));
  expect(answer.StatusCode).toBe(202);
  await vi.waitFor(
    async () => {
      const starts = (await messages("/aws/lambda/fails")).filter((line) => line.startsWith("START"));
      expect(starts).toHaveLength(3);
      // The same event each time.
      expect(new Set(starts).size).toBe(1);
    },
    { timeout: 90_000, interval: 20 },
  );
});

test("an event that was being handled when the account stopped is handled after its restart", async () => {
  const home = await temporaryFolder();
  const before = await startTestAccount({ home });
  await createRole(before);
  await createFunction(
    before,
    "waits",
    {
      "index.mjs": `import { existsSync, writeFileSync } from "node:fs";
        export const handler = async (event) => {
          writeFileSync(event.begun, "");
          while (!existsSync(event.until)) await new Promise((resolve) => setTimeout(resolve, 10));
          console.log("done");
        };`,
    },
    { Timeout: 600 },
  );
  const [until, begun] = [path.join(home, "go-on"), path.join(home, "begun")];
  const Payload = JSON.stringify({ until, begun });
  await before
    .client(LambdaClient)
    .send(new InvokeCommand({ FunctionName: "waits", InvocationType: "Event", Payload }));
  await expect.poll(() => existsSync(begun), { timeout: 90_000 }).toBe(true);
  await before.stop();
  await writeFile(until, "");
  const after = await startTestAccount({ home });
  onTestFinished(() => after.stop());
  await vi.waitFor(
    async () => expect((await messages("/aws/lambda/waits", after)).join()).toContain("INFO\tdone"),
    { timeout: 90_000, interval: 20 },
  );
});
