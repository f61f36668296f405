import { CreateDocumentCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import { explainEnd, explainRefusal } from "../../cli/session/refusals.ts";
import { bareEnvironment } from "../../drive/program.ts";
import { KEYS } from "../../drive/terminal.ts";
import { preferencesWith } from "../../tasks/labs/fnd203/session-preferences/content.ts";
import { PREFERENCES } from "../../tasks/session-channel/preferences-document.ts";
import { run, start, temporaryFolder } from "../helpers/program.ts";
import { openTerminal } from "../helpers/terminal.ts";

const ESCAPE = "\x1d";

/** A lab that stands, in an account that another process runs. */
async function openLab() {
  const home = await temporaryFolder();
  const serve = start(home, ["serve", "--pace", "instant", "--port", "0"]);
  const [, endpoint] = await serve.said(/^AWS_ENDPOINT_URL=(http:\/\/127\.0\.0\.1:\d+)\n/);
  const empty = await run(home, ["session"]);
  const built = await run(home, ["build"]);
  expect(built.exitCode).toBe(0);
  return { home, endpoint: endpoint!, empty };
}

/** Runs `handrail session` with lines on its standard input. */
async function pipe(home: string, args: string[], lines: string[]) {
  const program = start(home, ["session", ...args]);
  program.child.stdin.end(lines.map((line) => `${line}\n`).join(""));
  return { exitCode: await program.ended, stdout: program.stdout(), stderr: program.stderr() };
}

test("a shell on the lab's server, in a pipe and in a terminal", async () => {
  const { home, endpoint, empty } = await openLab();
  expect(empty.exitCode).toBe(3);
  expect(empty.stderr).toMatch(
    /^handrail: The lab has no running server\. Build it first: handrail build\n$/,
  );

  // Lines in, output out, and the exit code of the last of them.
  const piped = await pipe(
    home,
    [],
    ["echo one", "curl -s http://169.254.169.254/latest/meta-data/", "false"],
  );
  expect(piped).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^one\n.*401/s), stderr: "" });
  const named = await pipe(home, ["Services Server for AZ2"], ["exit 3", "echo never"]);
  expect(named).toEqual({ exitCode: 0, stdout: "exit\n", stderr: "" });

  const nameless = await run(home, ["session", "Nobody"]);
  expect(nameless.exitCode).toBe(3);
  expect(nameless.stderr).toMatch(
    /No running server has the name "Nobody"\. There are: .*Services Server for AZ1 \(i-[0-9a-f]+\)/,
  );
  const [, web] = /Web Server for AZ1 \((i-[0-9a-f]+)\)/.exec(nameless.stderr)!;
  const deaf = await run(home, ["session", "i-0123456789abcdef0"]);
  expect(deaf.exitCode).toBe(3);
  expect(deaf.stderr).toMatch(/not connected to Systems Manager.*\n.*1 to 3 minutes/s);
  expect(web).toBeTruthy();

  // A person at a terminal: Ctrl-C is the server's, the window's size as well, and exit gives the terminal back.
  const shell = openTerminal({ home, args: ["session"], columns: 100, rows: 30 });
  await shell.shows(/^sh-5\.2\$ *$/m);
  shell.press(`ping 8.8.8.8${KEYS.enter}`);
  await shell.shows(/PING 8\.8\.8\.8/);
  shell.press(KEYS.ctrlC);
  await shell.shows(/100% packet loss/);
  shell.press(`exit${KEYS.enter}`);
  expect(await shell.ended).toBe(0);
  expect(shell.text()).toMatch(/Session \S+ has ended\./);

  // Ctrl-] ends a session without the shell's help, and so does the terminal's end.
  const escaped = openTerminal({ home, args: ["session"] });
  await escaped.shows(/^sh-5\.2\$ *$/m);
  escaped.press(ESCAPE);
  expect(await escaped.ended).toBe(0);
  expect(escaped.text()).toMatch(/Session \S+ is terminated\./);
  const hungUp = openTerminal({ home, args: ["session"] });
  await hungUp.shows(/^sh-5\.2\$ *$/m);
  hungUp.kill("SIGHUP");
  await hungUp.ended;

  // Preferences whose bucket is missing: the agent's own words, and what they mean.
  const ssm = new SSMClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "123456789012", secretAccessKey: "test" },
  });
  const sessions = async (State: "Active" | "History") => {
    const { DescribeSessionsCommand } = await import("@aws-sdk/client-ssm");
    return (await ssm.send(new DescribeSessionsCommand({ State }))).Sessions ?? [];
  };
  expect(await sessions("Active")).toEqual([]);
  expect(await sessions("History")).toHaveLength(5);
  await ssm.send(
    new CreateDocumentCommand({
      Name: PREFERENCES,
      Content: JSON.stringify(preferencesWith(undefined, { bucket: "not-there" })),
      DocumentType: "Session",
      DocumentFormat: "JSON",
    }),
  );
  const refused = await pipe(home, [], ["echo one"]);
  expect(refused.exitCode).toBe(3);
  expect(refused.stdout).toBe("");
  expect(refused.stderr).toMatch(
    /refused the session: .*unable to validate encryption on Amazon S3 bucket.*handrail verify session-preferences/s,
  );
  const refusedToo = openTerminal({ home, args: ["session"], columns: 200 });
  expect(await refusedToo.ended).toBe(3);
  expect(refusedToo.text()).toMatch(/unable to validate encryption on Amazon S3 bucket/);
  ssm.destroy();
});

test("what is wrong with the words is said before anything is opened", async () => {
  const home = await temporaryFolder();
  const { exitCode, stderr } = await run(home, ["session", "one", "two"], bareEnvironment(home));
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(/too many arguments/);
});

test.each([
  [
    "TargetNotConnected",
    "i-1 is not connected.",
    /AWS: i-1 is not connected\.\)\n.*1 to 3 minutes.*handrail verify session/s,
  ],
  [
    "AccessDeniedException",
    "no such action",
    /You may not open a session on web \(i-1\): no such action\n.*ssm:StartSession/s,
  ],
  [
    "InvalidDocument",
    "no such document",
    /cannot be used: no such document\n.*handrail verify session-preferences/s,
  ],
])("what %s means is said, and what to do", (name, message, words) => {
  const error = explainRefusal(Object.assign(new Error(message), { name }), { id: "i-1", name: "web" });
  expect(error).toMatchObject({ name: "Problem", exitCode: 3, message: expect.stringMatching(words) });
});

test("a refusal that nobody knows stays what it is, and an end without a word is told as one", () => {
  const error = new Error("else");
  expect(explainRefusal(error, { id: "i-1" })).toBe(error);
  expect(explainEnd("", { id: "i-1" }).message).toBe("i-1 refused the session: It gave no reason.");
});
