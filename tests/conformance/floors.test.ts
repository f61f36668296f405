import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { readRecordings, recordingsFolder } from "./recordings.ts";

const absent = !readRecordings();
if (absent)
  console.log(`SKIPPED: the floors of the conformance; there are no recordings in ${recordingsFolder()}.`);

// A process of its own: playing puts the recordings' functions in the place of the account's Lambda.
test.skipIf(absent)(
  "every category of the recordings agrees with AWS in at least as many scenarios as its floor says",
  async () => {
    const run = spawn(process.execPath, [new URL("run.ts", import.meta.url).pathname], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const exit = new Promise((resolve) => run.once("close", resolve));
    const [report, complaints] = await Promise.all([text(run.stdout), text(run.stderr)]);
    expect.soft(complaints).toBe("");
    expect(await exit, report).toBe(0);
    expect(report).toMatch(/^all +\d+\/\d+/m);
  },
  300_000,
);
