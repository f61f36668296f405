import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { defineStore } from "../../../infra/local/cloud.ts";
import { runningEndpoint } from "../../../infra/local/home-lock.ts";
import { type LocalAccount, startLocalAccount } from "../../../infra/local/local-account.ts";
import { decodeSnapshot, encodeSnapshot } from "../../../infra/local/snapshot.ts";
import { tokenOf } from "../../../infra/local/token.ts";
import { temporaryFolder } from "../../helpers/program.ts";
import { stopClock } from "../../helpers/stop-clock.ts";

const notes = defineStore({
  name: "test",
  scope: "region",
  create: () => ({ when: new Date(0), bytes: new Uint8Array(), text: "" }),
});
const place = { accountId: "123456789012", region: "eu-west-1" };

let home: string;

beforeEach(async () => {
  home = await temporaryFolder();
});

async function start(): Promise<LocalAccount> {
  const account = await startLocalAccount({ home, pace: "instant" });
  onTestFinished(() => account.stop());
  return account;
}

test("what is stored comes back: text, times, bytes and blobs", async () => {
  const first = await start();
  const digest = await first.cloud.blobs.put(Buffer.from("a body"));
  Object.assign(first.cloud.store(notes, place), {
    when: new Date("2026-11-22T05:57:37.125Z"),
    bytes: new Uint8Array([0, 255]),
    text: "ü\u2028\u0000",
  });
  await first.stop();

  const second = await start();
  expect(second.notice).toBeUndefined();
  expect(second.cloud.store(notes, place)).toEqual({
    when: new Date("2026-11-22T05:57:37.125Z"),
    bytes: new Uint8Array([0, 255]),
    text: "ü\u2028\u0000",
  });
  expect(Buffer.from(await second.cloud.blobs.get(digest)).toString()).toBe("a body");
});

test("any plain data survives, also what looks like our own tags", () => {
  const key = fc.oneof(fc.constantFrom("$date", "$bytes", "$plain", "__proto__", "constructor"), fc.string());
  const data = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.string(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
      fc.constantFrom(null, true),
      fc.date({ noInvalidDate: true }),
      fc.uint8Array(),
      fc.array(tie("value")),
      fc.array(fc.tuple(key, tie("value"))).map((entries) => Object.fromEntries(entries)),
    ),
  })).value;
  fc.assert(
    fc.property(data, (value) => {
      const state = { a: { b: { c: { value } } } };
      expect(decodeSnapshot(encodeSnapshot(state))).toEqual(state);
    }),
  );
});

test.each([
  ["half a file", '{"format":1,"sta', "not valid JSON"],
  ["a newer format", '{"format":99,"state":{}}', "its format is 99"],
  ["other JSON", '{"format":1,"state":{"123456789012":7}}', "its state is not"],
  ["an empty file", "", "not valid JSON"],
])("%s is kept aside and said so, and the account starts empty", async (_name, text, reason) => {
  await writeFile(join(home, "account.json"), text);
  const account = await start();
  expect(account.notice).toContain(reason);
  expect(account.cloud.state).toEqual({});
  const kept = (await readdir(home)).find((name) => name.startsWith("account.corrupt-"));
  expect(await readFile(join(home, kept!), "utf8")).toBe(text);
  expect(account.notice).toContain(kept);
});

test("a file that is there and cannot be read is not replaced by an empty account", async () => {
  await mkdir(join(home, "account.json"));
  await expect(start()).rejects.toMatchObject({
    name: "HomeUnusableError",
    code: "EISDIR",
    message: expect.stringContaining("HANDRAIL_HOME"),
  });
  expect(await readdir(home)).toEqual(["account.json"]);
});

test("a home that is a file is refused with what to do", async () => {
  await writeFile(join(home, "file"), "");
  const inFile = startLocalAccount({ home: join(home, "file"), pace: "instant" });
  await expect(inFile).rejects.toMatchObject({ name: "HomeUnusableError", code: "EEXIST" });
});

test("a change is on disk soon, without a stop", async () => {
  const account = await start();
  account.cloud.store(notes, place).text = "soon";
  account.cloud.changed();
  await expect.poll(() => readFile(join(home, "account.json"), "utf8").catch(() => "")).toContain("soon");
});

test("it is the same account when it is started again, and another one where its home is gone", async () => {
  const first = await start();
  const token = tokenOf(first.cloud);
  await first.stop();
  const second = await start();
  expect(tokenOf(second.cloud)).toBe(token);
  await second.stop();
  await rm(join(home, "account.json"));
  expect(tokenOf((await start()).cloud)).not.toBe(token);
});

test("a second start is told where the first is", async () => {
  expect(await runningEndpoint(home)).toBeUndefined();
  const first = await start();
  expect(await runningEndpoint(home)).toBe(first.endpoint);
  await expect(start()).rejects.toMatchObject({
    name: "HomeInUseError",
    endpoint: first.endpoint,
    pid: process.pid,
    message: expect.stringContaining(first.endpoint),
  });
  await first.stop();
  expect(await readdir(home)).toEqual(["account.json"]);
  await start();
});

test("a start while the first is stopping waits, and finds what it saved", async () => {
  const first = await start();
  // Who starts has patience for some seconds, which writing the account down may take on a busy machine.
  stopClock();
  first.cloud.store(notes, place).text = "last words";
  const stopping = first.stop();
  const second = await start();
  await stopping;
  expect(second.cloud.store(notes, place).text).toBe("last words");
});

test("the port of a gone process that another program has now does not hold the home", async () => {
  const other = await startLocalAccount({ pace: "instant" });
  onTestFinished(() => other.stop());
  const stale = { pid: 1, token: "gone", endpoint: other.endpoint };
  await writeFile(join(home, "endpoint.json"), JSON.stringify(stale));
  await start();
});

test("of many starts at once on a stale lock, one wins", async () => {
  await writeFile(join(home, "endpoint.json"), JSON.stringify({ pid: 2 ** 22 + 1, token: "gone" }));
  const results = await Promise.allSettled(Array.from({ length: 6 }, () => start()));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("a killed process leaves a whole account, and its home is taken over", async () => {
  for (let round = 0; round < 2; round++) {
    const child = await spawnServer();
    await expect(start()).rejects.toMatchObject({ name: "HomeInUseError", pid: child.pid });
    // Killed at an odd moment of its constant saving.
    await expect
      .poll(() => readFile(join(home, "account.json"), "utf8").catch(() => ""))
      .toContain("item 19999");
    child.kill("SIGKILL");
    await once(child, "exit");
    const account = await start();
    expect(account.notice).toBeUndefined();
    expect(account.cloud.state[""]![""]!.test).toMatchObject({ count: expect.any(Number) });
    await account.stop();
  }
});

async function spawnServer(): Promise<ChildProcess> {
  const script = join(import.meta.dirname, "../../helpers/serve-home.ts");
  const child = spawn(process.execPath, [script, home], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout!, "data");
  return child;
}
