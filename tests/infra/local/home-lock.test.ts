import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runningEndpoint } from "../../../infra/local/home-lock.ts";
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
