import { stat, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { healthOf } from "../../../cli/local-process.ts";
import { HomeLock, runningEndpoint } from "../../../infra/local/home-lock.ts";
import { temporaryFolder } from "../../helpers/program.ts";

test("an account that begins to stop while it is being asked is no longer one to join", async () => {
  const home = await temporaryFolder();
  const says = (endpoint?: string) =>
    writeFile(join(home, "endpoint.json"), JSON.stringify({ pid: process.pid, token: "t", endpoint }));
  let stops = false;
  const account = createServer(async (_, response) => {
    if (stops) await says();
    response.end(JSON.stringify({ pid: process.pid }));
  });
  await new Promise<void>((resolve) => account.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void account.close());
  const endpoint = `http://127.0.0.1:${(account.address() as { port: number }).port}`;
  await says(endpoint);
  expect(await runningEndpoint(home)).toBe(endpoint);
  stops = true;
  expect(await runningEndpoint(home)).toBeUndefined();
});

test.each(["null", "5", "{}", "<html>"])(
  "another program that has the port, and answers %s, is no account",
  async (said) => {
    const home = await temporaryFolder();
    const program = createServer((_, response) => response.end(said));
    await new Promise<void>((resolve) => program.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void program.close());
    const endpoint = `http://127.0.0.1:${(program.address() as { port: number }).port}`;
    await writeFile(join(home, "endpoint.json"), JSON.stringify({ pid: process.pid, token: "t", endpoint }));
    expect(await runningEndpoint(home)).toBeUndefined();
    expect(await healthOf(endpoint)).toBeUndefined();
  },
);

test("whoever takes long to start or to stop keeps its home meanwhile, and only then", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const home = await temporaryFolder();
  const file = join(home, "endpoint.json");
  const age = () => utimes(file, 0, 0);
  const written = async () => (await stat(file)).mtimeMs;
  const lock = await HomeLock.acquire(home);
  await age();
  vi.advanceTimersByTime(2_000);
  await expect.poll(written).toBeGreaterThan(0);
  await lock.announce("http://127.0.0.1:1");
  expect(vi.getTimerCount()).toBe(0);
  await lock.announce(undefined);
  await age();
  vi.advanceTimersByTime(2_000);
  await expect.poll(written).toBeGreaterThan(0);
  await lock.release();
  expect(vi.getTimerCount()).toBe(0);
});
