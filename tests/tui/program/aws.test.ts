import { expect, test } from "vitest";
import { KEYS } from "../../../drive/terminal.ts";
import { start, temporaryFolder } from "../../helpers/program.ts";
import { openTerminal } from "../../helpers/terminal.ts";

test("in AWS mode: who one is, what deploying creates, deploying, building", async () => {
  const home = await temporaryFolder();
  // In place of AWS. It is another process's account, so that nothing here can know of it but by its endpoint.
  const aws = start(await temporaryFolder(), ["serve", "--ephemeral", "--pace", "instant", "--port", "0"]);
  const [, endpoint] = await aws.said(/^AWS_ENDPOINT_URL=(\S+)\n/);
  const terminal = openTerminal({
    home,
    columns: 120,
    rows: 60,
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "210987654321",
      AWS_SECRET_ACCESS_KEY: "not-a-secret",
    },
  });
  await terminal.shows(/Where to run it\?/);
  terminal.press(KEYS.down);
  await terminal.shows(/› ● An AWS account/);
  terminal.press(KEYS.enter);
  await terminal.shows(/ask AWS who you are\?/);
  terminal.press("y");
  await terminal.shows(/Handrail is not in this AWS account yet/);
  expect(terminal.lines()[0]).toMatch(/ AWS {2}210987654321 us-east-1/);
  await terminal.shows(/you are +arn:aws:iam::210987654321:user\//);
  await terminal.shows(/· handrail-verify Checks steps/);
  terminal.press("D");
  await terminal.shows(/Deploy Handrail into the AWS account 210987654321, us-east-1\? \(y\)/);
  terminal.press("y");
  await terminal.shows(/Ready\. Press b/);
  await terminal.builds();
  await terminal.shows(/The lab is built\./);
  expect(terminal.lines()[0]).toMatch(/ AWS {2}210987654321 us-east-1 \$0\.25\/h built/);
  terminal.press("q");
  expect(await terminal.ended).toBe(0);
  aws.child.kill("SIGINT");
  await aws.ended;
});
