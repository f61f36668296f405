import { expect, test } from "vitest";
import { KEYS } from "../../../drive/terminal.ts";
import { temporaryFolder } from "../../helpers/program.ts";
import { openTerminal } from "../../helpers/terminal.ts";
import { trap } from "../../helpers/trap.ts";

test("a new user chooses where to work, and is led back to the choice and to the lab", async () => {
  const home = await temporaryFolder();
  const { url, calls } = await trap();
  // Whatever would be asked of AWS would be asked here.
  const env = {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "AKIA",
    AWS_SECRET_ACCESS_KEY: "k",
  };
  const first = openTerminal({ home, env });
  await first.shows(/› ● The local account, on this machine +free/);
  first.press(KEYS.down);
  await first.shows(/› ● An AWS account of yours +about \$0\.25 an hour/);
  first.press(KEYS.enter);
  await first.shows(/Read your AWS credentials and ask AWS who you are\?/);
  first.press("n");
  first.press(KEYS.up);
  await first.shows(/› ● The local account/);
  first.press(KEYS.enter);
  await first.shows(/LOCAL {2}123456789012 us-east-1 no lab/);
  await first.shows(/Ready\. Press b/);
  first.press("p");
  await first.shows(/› ● The local account/);
  first.press("q");
  expect(await first.ended).toBe(0);
  expect(calls()).toBe(0);

  // Nothing was begun, so that it asks again.
  const second = openTerminal({ home, env });
  await second.shows(/Where to run it\?/);
  second.press("q");
  expect(await second.ended).toBe(0);
  expect(second.buffer()).toBe("normal");
});
