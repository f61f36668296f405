import {
  DescribeSecurityGroupsCommand,
  EC2Client,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { expect, onTestFinished, test } from "vitest";
import { KEYS } from "../../../drive/terminal.ts";
import { runningEndpoint } from "../../../infra/local/home-lock.ts";
import { fnd203Guide } from "../../../tasks/labs/fnd203/guide.ts";
import { run, temporaryFolder } from "../../helpers/program.ts";
import { openTerminal } from "../../helpers/terminal.ts";

const STATION = 1 + fnd203Guide.steps.findIndex(({ id }) => id === "services-ingress");

/** What the participant does in another window: no rule lets anything into the Services servers any more. */
async function closePorts(endpoint: string): Promise<void> {
  const ec2 = new EC2Client({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "123456789012", secretAccessKey: "test" },
  });
  onTestFinished(() => ec2.destroy());
  const { SecurityGroups = [] } = await ec2.send(
    new DescribeSecurityGroupsCommand({
      Filters: [{ Name: "group-name", Values: ["Services Server Security Group"] }],
    }),
  );
  const [group] = SecurityGroups;
  await ec2.send(
    new RevokeSecurityGroupIngressCommand({ GroupId: group!.GroupId, IpPermissions: group!.IpPermissions }),
  );
}

test("what is changed, solved and run elsewhere is seen by itself, and commands are copied", async () => {
  const home = await temporaryFolder();
  const terminal = openTerminal({ home, args: ["--pace", "instant"] });
  await terminal.shows(/Press b to build the lab\./);
  await terminal.builds();
  await terminal.shows(/The lab is built\./);
  terminal.press("j".repeat(STATION));
  await terminal.shows(/Not verified yet\. Press v\./);

  terminal.press("w");
  await terminal.shows(/findings: unmet · watching/);
  await terminal.shows(/Watching: \d of \d requirements (is|are) not met yet\./);
  const before = terminal.raw().length;
  await closePorts((await runningEndpoint(home))!);
  // For some seconds it is told what has changed.
  await terminal.shows(/findings: met · watching[\s\S]*\(now met\)/);
  await terminal.shows(/Watching: met\. ↓ for what comes next\./);
  // The page stays as it is: no machine was shown, nothing was cleared.
  const drawn = terminal.raw().slice(before);
  expect(drawn).not.toContain("handrail-verify-steps");
  expect(drawn).not.toContain("\x1b[2J");

  // Another terminal does the next step, while this one looks at what has run.
  terminal.press("j");
  await terminal.shows(/findings: unmet · watching/);
  terminal.press("e");
  await terminal.shows(/executions, newest first/);
  expect(terminal.text()).not.toContain("solve");
  expect(await run(home, ["solve", fnd203Guide.steps[STATION]!.id])).toMatchObject({ exitCode: 0 });
  await terminal.shows(/✓ solve/);
  terminal.press(KEYS.escape);
  await terminal.shows(/findings: met · watching/);
  terminal.press("k");

  terminal.press("m");
  await terminal.shows(/# 1 {2}In a second terminal, once {2}← y copies it/);
  terminal.press("2y");
  await terminal.shows(/Copied command 2\./);
  const copied = terminal.raw().split("\x1b]52;c;")[1]?.split("\x07")[0];
  const command = Buffer.from(copied!, "base64").toString();
  expect(command).toMatch(/^aws ec2 [^\n]*sg-[0-9a-f]{17}/);
  expect(terminal.text().replaceAll(/\\\n/g, "").replaceAll(/\s+/g, " ")).toContain(command);
  // It was no part of the picture.
  expect(terminal.text()).not.toContain("52;c");
});
