import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PROGRAM } from "../../../drive/program.ts";
import { runningEndpoint } from "../../../infra/local/home-lock.ts";
import { processesOf, temporaryFolder } from "../../helpers/program.ts";
import { openTerminal } from "../../helpers/terminal.ts";

const FIXTURE = new URL("../../helpers/mishap.ts", import.meta.url);

/** The program, in which a mishap happens at a SIGUSR2. */
const openWith = (mishap: string, home: string, pace = "instant") =>
  openTerminal({
    home,
    args: ["--home", home, "--pace", pace],
    env: { NODE_OPTIONS: `--import=${FIXTURE}`, MISHAP: mishap },
  });

/** To end, an account saves what it holds: on a busy machine that takes a while. */
const ENDING = { timeout: 60_000 };

/** Nothing runs any more, and whoever comes next may have the home. */
async function expectNothingLeft(home: string): Promise<void> {
  await expect.poll(() => processesOf(home), ENDING).toEqual([]);
  expect(await runningEndpoint(home)).toBeUndefined();
}

/** A bug, as BSD's sysexits call it. */
const EX_SOFTWARE = 70;

test("an error that nobody caught is told of below the screen that was there, and the build goes on", async () => {
  const home = await temporaryFolder();
  const terminal = openWith("throw", home, "fast");
  await terminal.shows(/Press b to build/);
  await terminal.builds();
  await terminal.shows(/▸ Wait for the stack/);
  terminal.kill("SIGUSR2");
  expect(await terminal.ended).toBe(EX_SOFTWARE);
  terminal.expectAsItWas();
  expect(terminal.text().trim().replaceAll(/\s+/g, " ")).toBe(
    "handrail: a mishap This is a bug in Handrail. HANDRAIL_DEBUG=1 shows where. What was running in the account goes on; handrail shows it again.",
  );
  await expectNothingLeft(home);

  const again = openTerminal({ home, args: ["--pace", "instant"] });
  await again.shows(/✓ Check the account/);
  await again.shows(/The lab is built\./);
});

test("so is what a promise was rejected with that nobody waited for", async () => {
  const home = await temporaryFolder();
  const terminal = openWith("reject", home);
  await terminal.shows(/Press b to build/);
  terminal.kill("SIGUSR2");
  expect(await terminal.ended).toBe(EX_SOFTWARE);
  terminal.expectAsItWas();
  expect(terminal.text().trim()).toMatch(/^handrail: a mishap\nThis is a bug in Handrail\./);
  await expectNothingLeft(home);
});

test("what is written past the screen is kept in terminal.log, and disturbs nothing", async () => {
  const home = await temporaryFolder();
  const terminal = openWith("write", home);
  await terminal.shows(/Press b to build/);
  terminal.kill("SIGUSR2");
  const log = () => readFile(join(home, "terminal.log"), "utf8").catch(() => "");
  for (const stray of ["console", "stdout", "stderr", "warning"])
    await expect.poll(log).toMatch(new RegExp(`^\\d{4}-\\S+Z .*stray: ${stray}$`, "m"));
  terminal.press("j");
  await terminal.shows(/› · Record every call/);
  terminal.press("q");
  expect(await terminal.ended).toBe(0);
  expect(terminal.disturbances()).toEqual([]);
  expect(terminal.raw()).not.toContain("stray");
});

test.each([
  ["and its signal is sent", [process.execPath, PROGRAM]],
  // In a session of its own no signal comes: reading and writing fail, and that is all.
  ["and no signal tells of it", ["/usr/bin/setsid", "--wait", process.execPath, PROGRAM]],
] as const)(
  "a terminal that is closed under it, %s: it ends, and so does its account",
  async (_, program) => {
    const home = await temporaryFolder();
    const [file, ...args] = program;
    const terminal = openTerminal({
      home,
      program: [file, ...args],
      args: ["--home", home, "--pace", "fast"],
    });
    await terminal.shows(/Press b to build/);
    // While it draws.
    await terminal.builds();
    await terminal.shows(/handrail-build-lab running/);
    expect(await processesOf(home)).not.toEqual([]);
    terminal.close();
    await expectNothingLeft(home);
  },
);

test("where no screen can be drawn it says so, and works in plain lines", async () => {
  const home = await temporaryFolder();
  const env = { TERM: "dumb", HANDRAIL_HOME: undefined };
  const terminal = openTerminal({ home, env, columns: 200 });
  await terminal.shows(
    /This terminal cannot draw a screen \(TERM=dumb\).*handrail --help lists the commands/,
  );
  await terminal.shows(/in the local account 123456789012/);
  expect(terminal.raw()).not.toContain("\x1b");
  terminal.press("\x03");
  expect(await terminal.ended).toBe(130);

  // What costs money is not begun.
  const aws = openTerminal({ home, env, columns: 200, args: ["--aws"] });
  expect(await aws.ended).toBe(3);
  await expect.poll(() => aws.text()).toMatch(/no terminal that can draw a screen.*handrail validate --aws/);
});

test.each([
  ["input", "</dev/null"],
  ["output", "| cat; exit ${PIPESTATUS[0]}"],
])("a pipe as standard %s is no terminal either", async (_, redirection) => {
  const home = await temporaryFolder();
  const command = `${process.execPath} ${PROGRAM} --aws ${redirection}`;
  const terminal = openTerminal({ home, columns: 200, program: ["/bin/bash", "-c", command] });
  expect(await terminal.ended).toBe(3);
  await expect
    .poll(() => terminal.text())
    .toMatch(/no terminal that can draw a screen.*handrail validate --aws/);
  expect(terminal.raw()).not.toContain("\x1b");
});
