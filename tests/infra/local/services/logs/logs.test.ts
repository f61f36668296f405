// One file, however long: all of it asks one account, whose start takes longer than most of its tests.
import * as api from "@aws-sdk/client-cloudwatch-logs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { appendLogEvents } from "../../../../../infra/local/services/logs/append.ts";
import { parseFilterPattern } from "../../../../../infra/local/services/logs/filter-pattern.ts";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";

const HERE = { accountId: "123456789012", region: "us-east-1" };

/** Near enough that no limit on late events takes what was logged then. */
const MINUTE_AGO = Date.now() - 60_000;

let account: TestAccount;
let logs: api.CloudWatchLogsClient;

beforeAll(async () => {
  account = await startTestAccount();
  logs = account.client(api.CloudWatchLogsClient);
});
afterAll(() => account.stop());

const createGroup = (logGroupName: string, more: Partial<api.CreateLogGroupCommandInput> = {}) =>
  logs.send(new api.CreateLogGroupCommand({ logGroupName, ...more }));
const createStream = (logGroupName: string, logStreamName: string) =>
  logs.send(new api.CreateLogStreamCommand({ logGroupName, logStreamName }));
const put = (logGroupName: string, logStreamName: string, logEvents: api.InputLogEvent[]) =>
  logs.send(new api.PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
const describeGroup = async (logGroupNamePrefix: string) =>
  (await logs.send(new api.DescribeLogGroupsCommand({ logGroupNamePrefix }))).logGroups!;

describe("log groups", () => {
  it("are made once, described, and deleted once", async () => {
    await createGroup("/lab/one", { tags: { Lab: "1" } });
    await expect(createGroup("/lab/one")).rejects.toMatchObject({
      name: "ResourceAlreadyExistsException",
      message: "The specified log group already exists",
    });
    const [group] = await describeGroup("/lab/one");
    const arn = "arn:aws:logs:us-east-1:123456789012:log-group:/lab/one";
    expect(group).toMatchObject({
      arn: `${arn}:*`,
      logGroupArn: arn,
      metricFilterCount: 0,
      logGroupClass: "STANDARD",
    });
    expect(group).not.toHaveProperty("retentionInDays");

    await logs.send(new api.TagResourceCommand({ resourceArn: arn, tags: { Owner: "me" } }));
    await logs.send(new api.UntagResourceCommand({ resourceArn: arn, tagKeys: ["Lab"] }));
    const { tags } = await logs.send(new api.ListTagsForResourceCommand({ resourceArn: arn }));
    expect(tags).toEqual({ Owner: "me" });

    const remove = () => logs.send(new api.DeleteLogGroupCommand({ logGroupName: "/lab/one" }));
    await remove();
    expect(await describeGroup("/lab/one")).toEqual([]);
    await expect(remove()).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "The specified log group does not exist.",
    });
  });

  it("can be protected from deletion", async () => {
    await createGroup("/lab/kept", { deletionProtectionEnabled: true });
    const remove = () => logs.send(new api.DeleteLogGroupCommand({ logGroupName: "/lab/kept" }));
    await expect(remove()).rejects.toMatchObject({ name: "ValidationException" });
    await logs.send(
      new api.PutLogGroupDeletionProtectionCommand({
        logGroupIdentifier: "/lab/kept",
        deletionProtectionEnabled: false,
      }),
    );
    await remove();
  });

  it("keep events as long as their retention says", async () => {
    const DAY = 24 * 60 * 60 * 1000;
    const day = (days: number, message: string) => ({
      timestamp: new Date(Date.now() - days * DAY),
      message,
    });
    appendLogEvents(account.cloud, HERE, "/lab/retained", "s", [day(10, "old"), day(1, "new")]);
    const messages = async () => {
      const found = await logs.send(new api.FilterLogEventsCommand({ logGroupName: "/lab/retained" }));
      return found.events!.map(({ message }) => message);
    };
    expect(await messages()).toEqual(["old", "new"]);
    const retain = (retentionInDays: number) =>
      logs.send(new api.PutRetentionPolicyCommand({ logGroupName: "/lab/retained", retentionInDays }));
    await retain(7);
    expect(await messages()).toEqual(["new"]);
    expect(await describeGroup("/lab/retained")).toMatchObject([{ retentionInDays: 7 }]);
    await expect(retain(8)).rejects.toMatchObject({ name: "InvalidParameterException" });
    await logs.send(new api.DeleteRetentionPolicyCommand({ logGroupName: "/lab/retained" }));
    expect(await messages()).toEqual(["old", "new"]);
  });
});

describe("log events", () => {
  it("are read forward, backward and from where one left off", async () => {
    await createGroup("/lab/read");
    await createStream("/lab/read", "s");
    const now = Date.now();
    await put(
      "/lab/read",
      "s",
      Array.from({ length: 10 }, (_, i) => ({ timestamp: now + i, message: `line ${i}` })),
    );
    const read = async (more: Partial<api.GetLogEventsCommandInput>) => {
      const page = await logs.send(
        new api.GetLogEventsCommand({ logGroupName: "/lab/read", logStreamName: "s", limit: 4, ...more }),
      );
      return { ...page, lines: page.events!.map(({ message }) => Number(message!.slice(5))) };
    };
    const tail = await read({});
    expect(tail.lines).toEqual([6, 7, 8, 9]);
    expect((await read({ nextToken: tail.nextBackwardToken })).lines).toEqual([2, 3, 4, 5]);
    const head = await read({ startFromHead: true });
    expect(head.lines).toEqual([0, 1, 2, 3]);
    const end = await read({ nextToken: tail.nextForwardToken });
    expect(end.lines).toEqual([]);
    // At the end, the token stays: so that a client can follow the stream.
    expect(end.nextForwardToken).toBe(tail.nextForwardToken);
    await put("/lab/read", "s", [{ timestamp: now + 10, message: "line 10" }]);
    expect((await read({ nextToken: end.nextForwardToken })).lines).toEqual([10]);
    expect((await read({ startTime: now + 2, endTime: now + 4 })).lines).toEqual([2, 3]);
  });

  it("are found across streams, in order of time", async () => {
    appendLogEvents(account.cloud, HERE, "/lab/found", "a", [
      { timestamp: new Date(2000), message: "ERROR two" },
    ]);
    appendLogEvents(account.cloud, HERE, "/lab/found", "b", [
      { timestamp: new Date(3000), message: "info three" },
      { timestamp: new Date(1000), message: "ERROR one" },
    ]);
    const filter = async (more: Partial<api.FilterLogEventsCommandInput>) => {
      const { events } = await logs.send(
        new api.FilterLogEventsCommand({ logGroupName: "/lab/found", ...more }),
      );
      return events!.map(({ message, logStreamName }) => `${logStreamName}: ${message}`);
    };
    expect(await filter({})).toEqual(["b: ERROR one", "a: ERROR two", "b: info three"]);
    expect(await filter({ filterPattern: "ERROR" })).toEqual(["b: ERROR one", "a: ERROR two"]);
    expect(await filter({ logStreamNames: ["b"], startTime: 2000 })).toEqual(["b: info three"]);
    expect(await filter({ limit: 1 })).toEqual(["b: ERROR one"]);
  });

  it("must be in order, and neither too old nor too new", async () => {
    await createGroup("/lab/order");
    await createStream("/lab/order", "s");
    const now = Date.now();
    const at = (timestamp: number) => ({ timestamp, message: "x" });
    await expect(put("/lab/order", "s", [at(now), at(now - 1)])).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "Log events in a single PutLogEvents request must be in chronological order.",
    });
    const DAY = 24 * 60 * 60 * 1000;
    expect((await put("/lab/order", "s", [at(now - 15 * DAY)])).rejectedLogEventsInfo).toEqual({
      tooOldLogEventEndIndex: 1,
    });
    expect((await put("/lab/order", "s", [at(now), at(now + DAY / 2)])).rejectedLogEventsInfo).toEqual({
      tooNewLogEventStartIndex: 1,
    });
    await expect(put("/lab/order", "other", [at(now)])).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "The specified log stream does not exist.",
    });
  });

  it("give streams their order", async () => {
    for (const [name, time] of [
      ["a", 3000],
      ["b", 1000],
      ["c", 2000],
    ] as const)
      appendLogEvents(account.cloud, HERE, "/lab/streams", name, [
        { timestamp: new Date(time), message: name },
      ]);
    const list = async (more: Partial<api.DescribeLogStreamsCommandInput>) => {
      const { logStreams } = await logs.send(
        new api.DescribeLogStreamsCommand({ logGroupName: "/lab/streams", ...more }),
      );
      return logStreams!.map(({ logStreamName }) => logStreamName).join("");
    };
    expect(await list({})).toBe("abc");
    expect(await list({ orderBy: "LastEventTime", descending: true })).toBe("acb");
    expect(await list({ logStreamNamePrefix: "b" })).toBe("b");
    await expect(list({ orderBy: "LastEventTime", logStreamNamePrefix: "b" })).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
  });
});

/** Timestamps of events, in the order in which they arrive; some are late, and some of the same moment. */
const arrivals = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 40 });

test("a stream has its events by time and arrival, however long and late they are", async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(arrivals, fc.integer({ min: 1, max: 9_000 }), async (times, length) => {
      const name = `/lab/long/${count++}`;
      const lines = times.map((time, index) => ({
        timestamp: new Date(MINUTE_AGO + time),
        message: `${index} ${"x".repeat(length)}`,
      }));
      for (const line of lines) appendLogEvents(account.cloud, HERE, name, "s", [line]);
      const sorted = lines.toSorted((a, b) => a.timestamp.getTime() - b.timestamp.getTime());
      const read = async (range: { startTime?: number; endTime?: number }) => {
        const input = { logGroupName: name, logStreamName: "s", startFromHead: true, ...range };
        const { events = [] } = await logs.send(new api.GetLogEventsCommand(input));
        return events.map(({ timestamp, message }) => ({ timestamp: new Date(timestamp!), message }));
      };
      expect(await read({})).toEqual(sorted);
      const [from, to] = [MINUTE_AGO + 10, MINUTE_AGO + 30];
      expect(await read({ startTime: from, endTime: to })).toEqual(
        sorted.filter(({ timestamp }) => timestamp.getTime() >= from && timestamp.getTime() < to),
      );
      const [group] = await describeGroup(name);
      expect(group!.storedBytes).toBe(sorted.reduce((sum, { message }) => sum + message.length + 26, 0));
      const { logStreams } = await logs.send(new api.DescribeLogStreamsCommand({ logGroupName: name }));
      expect(logStreams![0]).toMatchObject({
        firstEventTimestamp: sorted[0]!.timestamp.getTime(),
        lastEventTimestamp: sorted.at(-1)!.timestamp.getTime(),
      });
      await logs.send(new api.DeleteLogGroupCommand({ logGroupName: name }));
    }),
    { numRuns: 30 },
  );
});

test("a stream keeps its latest ten thousand events, and the oldest go", async () => {
  const lines = Array.from({ length: 12_000 }, (_, index) => ({
    timestamp: new Date(MINUTE_AGO + index),
    message: `line ${index}`,
  }));
  for (let from = 0; from < lines.length; from += 100)
    appendLogEvents(account.cloud, HERE, "/lab/endless", "s", lines.slice(from, from + 100));
  const read = async (startFromHead: boolean) => {
    const input = { logGroupName: "/lab/endless", logStreamName: "s", startFromHead };
    return (await logs.send(new api.GetLogEventsCommand(input))).events!;
  };
  const latest = await read(false);
  expect(latest).toHaveLength(10_000);
  expect(latest.at(-1)!.message).toBe("line 11999");
  const first = (await read(true))[0]!.timestamp! - MINUTE_AGO;
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThanOrEqual(2_000);
});

test("a group keeps the fifty streams that were written to last", async () => {
  await createGroup("/many");
  await createStream("/many", "silent");
  for (let count = 1; count < 50; count++) {
    appendLogEvents(account.cloud, HERE, "/many", `stream-${count}`, ["a line"]);
  }
  const names = async () => {
    const input = { logGroupName: "/many", limit: 50 };
    const { logStreams = [] } = await logs.send(new api.DescribeLogStreamsCommand(input));
    return logStreams.map((stream) => stream.logStreamName);
  };
  expect(await names()).toContain("silent");
  appendLogEvents(account.cloud, HERE, "/many", "stream-50", ["a line"]);
  expect(await names()).toHaveLength(50);
  expect(await names()).not.toContain("silent");
  expect(await names()).toContain("stream-50");
});

describe("appendLogEvents", () => {
  it("writes in a role's name only what the role may", async () => {
    const nobody = {
      type: "role",
      accountId: HERE.accountId,
      arn: "arn:aws:sts::123456789012:assumed-role/Nobody/x",
      id: "AROAXXXXXXXXXXXXXXXXX:x",
      roleName: "Nobody",
      sessionName: "x",
      accessKeyId: "ASIAXXXXXXXXXXXXXXXX",
    } as const;
    expect(appendLogEvents(account.cloud, HERE, "/lab/denied", "s", ["x"], nobody)).toBe(false);
    expect(await describeGroup("/lab/denied")).toEqual([]);
    expect(appendLogEvents(account.cloud, HERE, "/lab/denied", "s", ["x"])).toBe(true);
    expect(await describeGroup("/lab/denied")).toHaveLength(1);
  });
});

describe("resource policies", () => {
  it("are put, listed and deleted", async () => {
    const policyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "delivery.logs.amazonaws.com" },
          Action: "logs:PutLogEvents",
          Resource: "*",
        },
      ],
    });
    await logs.send(new api.PutResourcePolicyCommand({ policyName: "delivery", policyDocument }));
    const { resourcePolicies } = await logs.send(new api.DescribeResourcePoliciesCommand({}));
    expect(resourcePolicies).toMatchObject([{ policyName: "delivery", policyDocument }]);
    const remove = () => logs.send(new api.DeleteResourcePolicyCommand({ policyName: "delivery" }));
    await remove();
    await expect(remove()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});

describe("filter patterns", () => {
  it.each([
    ["", "anything", true],
    ["ERROR", "an ERROR here", true],
    ["ERROR", "an error here", false],
    ["ERROR timeout", "timeout: ERROR", true],
    ["ERROR timeout", "ERROR", false],
    ["?ERROR ?WARN", "WARN", true],
    ["?ERROR ?WARN", "INFO", false],
    ["ERROR -ignored", "ERROR ignored", false],
    ['"task failed"', "the task failed", true],
    ['"task failed"', "failed task", false],
  ])("%s on %s is %s", (pattern, message, expected) =>
    expect(parseFilterPattern(pattern)(message)).toBe(expected),
  );

  it("of other kinds are refused loudly", () => {
    for (const pattern of ['{ $.level = "x" }', "[a, b]", "%x.*%"])
      expect(() => parseFilterPattern(pattern)).toThrow(/terms only/);
  });
});
