import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { KEYS } from "../../../drive/terminal.ts";
import { ownPort } from "../../helpers/own-port.ts";
import { processesOf, run, start, temporaryFolder } from "../../helpers/program.ts";
import { openTerminal } from "../../helpers/terminal.ts";

test("killed in mid-build, it goes on where it was when it is opened again", async () => {
  const home = await temporaryFolder();
  const first = openTerminal({ home, args: ["--pace", "fast"] });
  await first.shows(/Press b to build/);
  await first.builds();
  await first.shows(/▸ Wait for the stack/);
  first.kill("SIGKILL");
  await first.ended;

  const second = openTerminal({ home, args: ["--pace", "instant"], columns: 120, rows: 40 });
  // Not started anew: its first state has ended long ago.
  await second.shows(/✓ Check the account/);
  await second.shows(/The lab is built\./);
  second.press(KEYS.ctrlC);
  expect(await second.ended).toBe(0);
  expect(second.buffer()).toBe("normal");
  await expect.poll(() => processesOf(home), { timeout: 60_000 }).toEqual([]);

  const third = openTerminal({ home });
  await third.shows(/Where you left off/);
  await third.shows(/✓ Build the lab/);
  third.press("q");
  expect(await third.ended).toBe(0);
});

test("leaving while a machine runs is asked about, and loses nothing", async () => {
  const home = await temporaryFolder();
  const terminal = openTerminal({ home, args: ["--pace", "fast"] });
  await terminal.shows(/Press b to build/);
  await terminal.builds();
  await terminal.shows(/handrail-build-lab running/);
  terminal.press("q");
  await terminal.shows(/A machine is running; it goes on when you come back/);
  terminal.press("y");
  expect(await terminal.ended).toBe(0);
  const again = openTerminal({ home, args: ["--pace", "instant"] });
  await again.shows(/The lab is built\./);
});

test("a failing build tells its reason and what to do next", async () => {
  const home = await temporaryFolder();
  const template = join(home, "bad.json");
  const Resources = {
    Subnet: {
      Type: "AWS::EC2::Subnet",
      Properties: { VpcId: "vpc-0123456789abcdef0", CidrBlock: "10.0.0.0/24" },
    },
  };
  await writeFile(template, JSON.stringify({ Resources }));
  const terminal = openTerminal({ home, args: ["--pace", "instant", "--template", template] });
  await terminal.shows(/Press b to build/);
  await terminal.builds();
  await terminal.shows(/handrail-build-lab failed/);
  await terminal.shows(/Press c to clean up/);
  terminal.press("c");
  await terminal.shows(/y removes it/);
  terminal.press("y");
  await terminal.shows(/Clean: nothing of the lab is left/);
});

describe("an account that cannot be opened", () => {
  test("says why, and opens once that is mended", async () => {
    const home = await temporaryFolder();
    const taken = createServer();
    const port = await ownPort();
    await new Promise<void>((resolve) => taken.listen(port, "127.0.0.1", resolve));
    onTestFinished(() => void taken.close());
    const terminal = openTerminal({ home, args: ["--port", String(port), "--pace", "instant"] });
    await terminal.shows(/The account cannot be reached/);
    expect(terminal.text()).toContain(String(port));
    await new Promise((resolve) => taken.close(resolve));
    terminal.press("r");
    await terminal.shows(/Press b to build/);
  });

  test("a home that is a file, or not to be written: said, and left with exit code 3", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "");
    const terminal = openTerminal({ home: folder, args: ["--home", join(folder, "file")] });
    await terminal.shows(/The account cannot be reached/);
    await terminal.shows(/HANDRAIL_HOME/);
    terminal.press("q");
    expect(await terminal.ended).toBe(3);
  });

  test("a state file that cannot be read is kept aside, and said so", async () => {
    const home = await temporaryFolder();
    await writeFile(join(home, "account.json"), "{ not a state");
    const terminal = openTerminal({ home, args: ["--pace", "instant"], columns: 200 });
    await terminal.shows(/Press b to build/);
    await terminal.shows(/The saved account could not be read/);
    // The path is one long word, and may stand on a line of its own.
    await terminal.shows(/account\.corrupt-/);
  });

  test("an account that goes away in mid-session can be opened again", async () => {
    const home = await temporaryFolder();
    // A port that no other test's account takes as soon as it is free again.
    const serve = start(home, ["serve", "--pace", "instant", "--port", String(await ownPort())]);
    await serve.said(/AWS_ENDPOINT_URL=/);
    const terminal = openTerminal({ home, args: ["--pace", "instant"] });
    await terminal.shows(/Press b to build/);
    serve.child.kill("SIGTERM");
    await serve.ended;
    await terminal.builds();
    await terminal.shows(/The account cannot be reached/);
    terminal.press("r");
    await terminal.shows(/Press b to build/);
  });

  test("another home's account that has its port now is not taken for it", async () => {
    const [home, others] = await Promise.all([temporaryFolder(), temporaryFolder()]);
    const port = String(await ownPort());
    const serve = start(home, ["serve", "--pace", "instant", "--port", port]);
    await serve.said(/AWS_ENDPOINT_URL=/);
    const terminal = openTerminal({ home, args: ["--pace", "instant"] });
    await terminal.shows(/Press b to build/);
    serve.child.kill("SIGTERM");
    await serve.ended;
    const other = start(others, ["serve", "--pace", "instant", "--port", port]);
    await other.said(/AWS_ENDPOINT_URL=/);
    await terminal.builds();
    await terminal.shows(/The account cannot be reached/);
    await terminal.shows(/Another local account answers here now/);
    terminal.press("r");
    await terminal.shows(/Press b to build/);
    const status = await run(others, ["status", "--json"]);
    expect(JSON.parse(status.stdout)).toMatchObject({ stands: "none" });
  });
});

test("NO_COLOR leaves out colours, and only colours", async () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a colour looks like to a terminal.
  const colours = /\x1b\[(3[0-7]|9[0-7]|4[0-7])m/;
  const local = { args: ["--pace", "fast"] };
  const plain = openTerminal({ ...local, home: await temporaryFolder(), env: { NO_COLOR: "1" } });
  await plain.shows(/Press b to build/);
  expect(plain.raw()).not.toMatch(colours);
  expect(plain.raw()).toContain("\x1b[1m");
  const coloured = openTerminal({ ...local, home: await temporaryFolder() });
  await coloured.shows(/Press b to build/);
  expect(coloured.raw()).toMatch(colours);
});
