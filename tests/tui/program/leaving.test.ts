import { expect, test } from "vitest";
import { PROGRAM } from "../../../drive/program.ts";
import { temporaryFolder } from "../../helpers/program.ts";
import { openTerminal } from "../../helpers/terminal.ts";

test("a signal leaves the terminal as it was, and is the exit code", async () => {
  await Promise.all(
    (
      [
        ["SIGINT", 130],
        ["SIGTERM", 143],
        ["SIGHUP", 129],
      ] as const
    ).map(async ([signal, code]) => {
      const terminal = openTerminal({ home: await temporaryFolder(), args: ["--pace", "instant"] });
      await terminal.shows(/Build the lab/);
      terminal.kill(signal);
      expect(await terminal.ended).toBe(code);
      terminal.expectAsItWas();
      expect(terminal.disturbances()).toEqual([]);
      expect(terminal.text().trim()).toBe("");
    }),
  );
});

test("whoever answers the first frame at once is heard, and not seen", async () => {
  const fixture = new URL("../../helpers/mishap.ts", import.meta.url);
  const env = { NODE_OPTIONS: `--import=${fixture}`, MISHAP: "stall" };
  const terminal = openTerminal({ home: await temporaryFolder(), args: ["--pace", "instant"], env });
  await terminal.shows(/Build the lab/);
  terminal.press("?");
  terminal.kill("SIGTERM");
  expect(await terminal.ended).toBe(143);
  terminal.expectAsItWas();
  expect(terminal.disturbances()).toEqual([]);
});

test("Ctrl-Z gives the shell its terminal back, and fg the screen", async () => {
  const home = await temporaryFolder();
  const terminal = openTerminal({ home, program: ["/bin/bash", "--norc", "--noprofile", "-i"] });
  terminal.press(`PS1='shell> '; ${process.execPath} ${PROGRAM} --pace instant\r`);
  await terminal.shows(/Press b to build/);
  terminal.press("\x1a");
  await terminal.shows(/Stopped[\s\S]*shell>\s*$/);
  expect(terminal.buffer()).toBe("normal");
  terminal.press("fg\r");
  await terminal.shows(/^Mitigate[\s\S]*Press b to build[\s\S]*q quit/);
  terminal.press("j");
  await terminal.shows(/v verify/);
  terminal.press("q");
  await terminal.shows(/shell>\s*$/);
  expect(terminal.buffer()).toBe("normal");
});
