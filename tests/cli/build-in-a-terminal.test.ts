import { expect, test } from "vitest";
import { KEYS } from "../../drive/terminal.ts";
import { temporaryFolder } from "../helpers/program.ts";
import { openTerminal } from "../helpers/terminal.ts";

test("a build in a terminal asks for the suffix, says what is wrong with it, and builds with what is right", async () => {
  const home = await temporaryFolder();
  const args = ["build", "--pace", "instant"];
  const terminal = openTerminal({ home, args, columns: 120, rows: 40 });
  await terminal.shows(/yours end in something of your own: fdn203-demo-bucket-SUFFIX/);
  await terminal.shows(/Your suffix \(Enter builds the lab.*\): [a-z0-9-]+/);
  terminal.press("_2\r");
  await terminal.shows(/"_" is not allowed/);
  await terminal.shows((lines) => lines.filter((line) => /Your suffix .*_2$/.test(line)).length === 2);
  terminal.press("\x7f\x7f-2\r");
  await terminal.shows(/Names of buckets end in "[a-z0-9-]+-2"/);
  expect(await terminal.ended).toBe(0);

  // Asked once: the lab remembers.
  const again = openTerminal({ home, args, columns: 120, rows: 40 });
  await again.shows(/Names of buckets end in "[a-z0-9-]+-2"/);
  expect(again.text()).not.toMatch(/Your suffix/);
  expect(await again.ended).toBe(0);
});

test("whoever does not answer has nothing built", async () => {
  const terminal = openTerminal({
    home: await temporaryFolder(),
    args: ["build", "--pace", "instant"],
    columns: 120,
  });
  await terminal.shows(/Your suffix .*: \S/);
  terminal.press(KEYS.ctrlC);
  await terminal.shows(/Nothing was built/);
  expect(await terminal.ended).toBe(3);
  expect(terminal.text()).not.toMatch(/Building/);
});
