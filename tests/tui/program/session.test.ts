import { DescribeSessionsCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect, onTestFinished, test } from "vitest";
import { KEYS } from "../../../drive/terminal.ts";
import { fnd203Guide } from "../../../tasks/labs/fnd203/guide.ts";
import { start, temporaryFolder } from "../../helpers/program.ts";
import { openTerminal } from "../../helpers/terminal.ts";

const [ESCAPE, SHIFT_TAB] = ["\x1d", "\x1b[Z"];

const SESSION_STEP = 1 + fnd203Guide.steps.findIndex(({ id }) => id === "session");

/** An account that another process runs, so that it can be asked for the sessions that there are. */
async function openAccount() {
  const home = await temporaryFolder();
  const serve = start(home, ["serve", "--pace", "instant", "--port", "0"]);
  const [, endpoint] = await serve.said(/^AWS_ENDPOINT_URL=(http:\/\/127\.0\.0\.1:\d+)\n/);
  const ssm = new SSMClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "123456789012", secretAccessKey: "test" },
  });
  onTestFinished(() => ssm.destroy());
  const sessions = async (State: "Active" | "History") =>
    (await ssm.send(new DescribeSessionsCommand({ State }))).Sessions ?? [];
  return { home, sessions };
}

test("a shell beside the guide: it has the keys, gives them back, and ends with the program", async () => {
  const { home, sessions } = await openAccount();
  const terminal = openTerminal({ home, args: ["--pace", "instant"] });
  await terminal.shows(/Ready\. Press b/);
  await terminal.builds();
  await terminal.shows(/The lab is built\./);
  terminal.press("j".repeat(SESSION_STEP));
  await terminal.shows(/Not verified yet/);

  // The server that the guide means is the first of those to choose from.
  terminal.press("x");
  await terminal.shows(/› Services Server for AZ1 {2}i-[0-9a-f]{17}/);
  terminal.press(KEYS.enter);
  await terminal.shows(/Services Server for AZ1 · since \d\d:\d\d · participant-/);
  await terminal.shows(/^sh-5\.2\$ *$/m);
  expect(await sessions("Active")).toHaveLength(1);
  // Keys of the guide, Ctrl-C and arrows are the server's.
  terminal.press(`echo "q v ? grüße"${KEYS.enter}`);
  await terminal.shows(/^q v \? grüße$/m);
  terminal.press(`ping 8.8.8.8${KEYS.enter}`);
  await terminal.shows(/^PING 8\.8\.8\.8/m);
  terminal.press(KEYS.ctrlC);
  await terminal.shows(/100% packet loss/);
  terminal.press(`${KEYS.up}${KEYS.up}${KEYS.enter}`);
  await terminal.shows((lines) => lines.filter((line) => line === "q v ? grüße").length === 2);
  await terminal.shows(/Shift-Tab back to the guide/);

  // Wide, the guide is beside it, and lines are as long as the pane is wide.
  terminal.resize(200, 60);
  await terminal.shows(/Do this +│/);
  terminal.press(`echo ${"0123456789".repeat(11)}${KEYS.enter}`);
  await terminal.shows(/│ (0123456789){9}01234567$/m);

  // The guide's keys again, while the session goes on; and back.
  terminal.press(`${SHIFT_TAB}v`);
  await terminal.shows(/✓ A session was started on a Services server/);
  await terminal.shows(/x to the shell/);
  terminal.press("x");
  await terminal.shows(/Every key is the server's/);
  terminal.press(`exit${KEYS.enter}`);
  await terminal.shows(/Session \S+ has ended\./);
  expect(terminal.text()).not.toMatch(/since \d\d/);

  // Ctrl-] ends one without the shell's help.
  terminal.press(`x${KEYS.enter}`);
  await terminal.shows(/Every key is the server's/);
  await terminal.shows(/sh-5\.2\$$/m);
  terminal.press(ESCAPE);
  await terminal.shows(/Session \S+ is terminated\./);
  expect(await sessions("Active")).toEqual([]);

  // None outlives the program, however that ends; nothing that a server wrote has reached the terminal by itself.
  terminal.press(`x${KEYS.enter}`);
  await terminal.shows(/sh-5\.2\$$/m);
  expect(await sessions("Active")).toHaveLength(1);
  terminal.kill("SIGTERM");
  expect(await terminal.ended).toBe(143);
  expect(await sessions("Active")).toEqual([]);
  expect(await sessions("History")).toHaveLength(3);
  expect(terminal.buffer()).toBe("normal");
  expect(terminal.disturbances()).toEqual([]);
});
