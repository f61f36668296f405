import { expect, test } from "vitest";
import { AwsError } from "../../../infra/local/errors.ts";
import { injectFault } from "../../../infra/local/faults.ts";
import { startLocalAccount } from "../../../infra/local/local-account.ts";
import { temporaryFolder } from "../../helpers/program.ts";
import { openTerminal } from "../../helpers/terminal.ts";

const throttling = () => new AwsError("ThrottlingException", "Rate exceeded");

test("an account that throttles is told of, keys are answered meanwhile, and the lab goes on", async ({
  onTestFinished,
}) => {
  const home = await temporaryFolder();
  const account = await startLocalAccount({ home, pace: "instant" });
  onTestFinished(() => account.stop());
  // The build does not end before it has been throttled.
  const throttled = Promise.withResolvers<void>();
  const goOn = injectFault(account.cloud, { operation: "CreateKeyPair", until: throttled.promise });
  // The account of the home runs already: the terminal works in it.
  const terminal = openTerminal({ home, args: ["--home", home], columns: 120, rows: 40 });
  await terminal.shows(/Press b to build/);
  await terminal.builds();
  await terminal.shows(/handrail-build-lab running/);
  const end = injectFault(account.cloud, { service: "states", error: throttling });
  await terminal.shows(/AWS throttles, it is looked at again/);
  terminal.press("j");
  await terminal.shows(/› · Record every call/);
  terminal.press("?");
  await terminal.shows(/Keys:/);
  terminal.press("?");
  end();
  goOn();
  throttled.resolve();
  await terminal.shows(/✓ Build the lab/);

  const again = injectFault(account.cloud, { service: "states", error: throttling });
  terminal.press("v");
  await terminal.shows(/press the key again in a moment/);
  again();
  terminal.press("v");
  await terminal.shows(/requirements are not met yet/);
  expect(terminal.disturbances()).toEqual([]);
});
