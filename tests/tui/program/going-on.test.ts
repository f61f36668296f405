import { expect, test } from "vitest";
import { KEYS } from "../../../drive/terminal.ts";
import { AwsError } from "../../../infra/local/errors.ts";
import { injectFault } from "../../../infra/local/faults.ts";
import { startLocalAccount } from "../../../infra/local/local-account.ts";
import { temporaryFolder } from "../../helpers/program.ts";
import { openTerminal } from "../../helpers/terminal.ts";

test("a clean-up that left something behind goes on by a key, from the lab and from its machine, once that is mended", async ({
  onTestFinished,
}) => {
  const home = await temporaryFolder();
  const account = await startLocalAccount({ home, pace: "instant" });
  onTestFinished(() => account.stop());
  const mend = injectFault(account.cloud, {
    operation: "DeleteKeyPair",
    error: () => new AwsError("UnauthorizedOperation", "An organisation forbids it.", 403),
  });
  const { press, shows, text } = openTerminal({ home, args: ["--home", home], columns: 120, rows: 40 });
  await shows(/Press b to build/);
  press("b");
  await shows(/Your suffix: /);
  press(KEYS.enter);
  await shows(/The lab is built\./);
  press("G");
  await shows(/› . Clean up/);
  expect(text()).not.toMatch(/R go on/);
  press("c");
  await shows(/y removes it/);
  press("y");
  await shows(/Not clean yet/);
  await shows(/An organisation forbids it\./);
  await shows(/R go on/);
  press("R");
  await shows(/^Look at the account anew, and try again what is left, without asking\? \(y\)$/m);
  press("n");
  await shows(/R go on/);
  // Nothing is mended yet.
  press("Rye");
  await shows(/clean up +redriven once/);
  await shows(/R go on/);
  mend();
  press("Ry");
  await shows(/✓ clean up +redriven twice/);
  expect(text()).not.toMatch(/R go on/);
  press(KEYS.escape);
  await shows(/Clean: nothing of the lab is left/);
});
