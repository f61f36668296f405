import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { KEYS } from "../../../drive/terminal.ts";
import { useTestAccount } from "../../helpers/local-account.ts";
import { temporaryFolder } from "../../helpers/program.ts";
import { openTerminal } from "../../helpers/terminal.ts";
import { INSTRUCTOR } from "../../lifecycle/fleet/ids.ts";
import { smallFleet } from "../../lifecycle/fleet/small-fleet.ts";

test("a fleet on the whole screen: by need, searched, looked into, refreshed, resized and left", async () => {
  const account = await useTestAccount();
  const fleet = await smallFleet(account, 40);
  const [first, failing, waiting] = fleet.accounts as [string, string, string];
  await fleet.run(failing, "solve-step", "fails", "trail");
  await fleet.run(waiting, "clean-up", "waits");
  const home = await temporaryFolder();
  await writeFile(join(home, "monday.txt"), fleet.accounts.join("\n"));
  const terminal = openTerminal({
    home,
    args: ["fleet", "--aws", "--accounts", "monday.txt"],
    // In place of AWS.
    env: {
      AWS_ENDPOINT_URL: account.endpoint,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: INSTRUCTOR,
      AWS_SECRET_ACCESS_KEY: "not-a-secret",
    },
  });
  const { press, shows, lines } = terminal;
  await shows(/All are looked at within/);
  expect(lines()[0]).toMatch(new RegExp(`^Fleet: .* AWS {2}${INSTRUCTOR} us-east-1$`));
  await shows(/40 accounts {2}✗ 1 failed {2}… 1 waiting {2}· 38 not begun/);
  await shows(/› ✗ training-001 +200000000001 - +solve trail failed/);
  press("j");
  await shows(/› … training-002 .* may wait for a yes/);
  press("/training-000");
  await shows(/1 accounts? \(40 in all\)/);
  press(KEYS.enter);
  await shows(/Esc all again/);
  press(KEYS.enter);
  await shows(/training-000\n· not begun: no lab was built/);
  await fleet.run(first, "build-lab", "succeeds");
  press("r");
  await shows(/● at rest: nothing runs/);
  press(KEYS.escape);
  await shows(/Enter look|Enter open/);
  press(KEYS.escape);
  await shows(/of 40 accounts/);
  terminal.resize(200, 60);
  await shows(/40 accounts, what wants you first ─+ {2}── details/);
  expect(terminal.disturbances()).toEqual([]);
  press("q");
  expect(await terminal.ended).toBe(0);
  terminal.expectAsItWas();
});
