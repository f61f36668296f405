import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { bareEnvironment } from "../../drive/program.ts";
import { buildOutput, cleanUpOutput, verifyOutput } from "../../workflows/contract.ts";
import { afterAllTests, run, start, temporaryFolder } from "../helpers/program.ts";

test("a lab by commands: each says what it did, and its exit code what came of it", async () => {
  const home = await temporaryFolder();
  const serve = start(home, ["serve", "--pace", "instant", "--port", "0"]);
  await serve.said(/^AWS_ENDPOINT_URL=(http:\/\/127\.0\.0\.1:\d+)\n/);

  const early = await run(home, ["verify"]);
  expect(early.exitCode).toBe(3);
  expect(early.stdout).toMatch(/Build it with: handrail build/);
  const none = await run(home, ["solve", "services-egress", "--json"]);
  expect(none.exitCode).toBe(3);
  expect(JSON.parse(none.stdout)).toMatchObject({ error: { name: "LabNotFound" }, exitCode: 3 });

  const built = await run(home, ["build"]);
  expect(built.stdout).toMatch(/FND203-Demo-Stack is in state CREATE_COMPLETE/);
  // Nobody can be asked for a suffix here.
  const suffix = /Your buckets' names end in "([a-z0-9-]+)", as nobody said otherwise/.exec(
    built.stdout,
  )?.[1];
  expect(built.stdout).toContain(`Names of buckets end in "${suffix}".`);
  expect(built.exitCode).toBe(0);
  const again = await run(home, ["build", "--suffix", "other", "--json"]);
  expect(again.stderr).toMatch(/--suffix other has no effect until it is cleaned up/);
  expect(again.stderr).toContain(`Names of buckets end in "${suffix}".`);
  expect(buildOutput.strict().parse(JSON.parse(again.stdout)).resources["participant.suffix"]).toBe(suffix);
  expect(again.stdout).not.toContain("[redacted]");
  expect(again.exitCode).toBe(0);

  const unmet = await run(home, ["verify", "services-egress"]);
  expect(unmet.exitCode).toBe(1);
  expect(unmet.stdout).toMatch(/✗ .*\n +expected: .*\n +actual: .*\n +do: /);

  const solved = await run(home, ["solve", "services-egress"]);
  expect(solved.exitCode).toBe(0);
  expect(solved.stdout).toMatch(/ec2:RevokeSecurityGroupEgress/);
  const met = await run(home, ["verify", "services-egress", "--json"]);
  expect(met.exitCode).toBe(0);
  expect(verifyOutput.strict().parse(JSON.parse(met.stdout)).results).toMatchObject([
    { step: "services-egress", status: "met" },
  ]);
  expect(met.stderr).toMatch(/^services-egress: met\n/m);
  const network = await run(home, ["network"]);
  expect(network.exitCode).toBe(0);
  expect(network.stdout).toMatch(/When the lab was built:[\s\S]* 65,536\n/);
  expect(network.stdout).toMatch(/ {2}Services 1 → PoC 1: closed, by security groups alone → TCP 22, 3389\n/);
  expect(network.stdout).toContain("  Services 1 on SSH/RDP: 65,536 hosts → 6 hosts\n");

  const cleaned = await run(home, ["clean-up", "--yes"]);
  expect(cleaned.exitCode).toBe(0);
  expect(cleaned.stdout).toMatch(/Clean: \d+ removed, \d+ restored, and nothing of the lab is left\./);
  const twice = await run(home, ["cleanup", "--yes", "--json"]);
  expect(twice.exitCode).toBe(0);
  expect(twice.stderr).toMatch(/Clean: nothing of the lab was there\./);
  expect(cleanUpOutput.strict().parse(JSON.parse(twice.stdout))).toMatchObject({ clean: true, left: [] });
  for (const { stderr } of [built, unmet, solved, network, cleaned]) expect(stderr).toBe("");
});

describe("handrail serve", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s ends it, and what it held is there again",
    async (signal) => {
      const home = await temporaryFolder();
      const first = start(home, ["serve", "--port", "0"]);
      const endpoint = (await first.said(/^AWS_ENDPOINT_URL=(\S+)\n/))[1]!;
      const bucket = `kept-${signal.toLowerCase()}`;
      expect(
        (await fetch(`${endpoint}/${bucket}`, { method: "PUT", headers: signedBy("123456789012") })).status,
      ).toBe(200);
      first.child.kill(signal);
      expect(await first.ended).toBe(0);
      const second = start(home, ["serve", "--port", "0"]);
      const again = (await second.said(/^AWS_ENDPOINT_URL=(\S+)\n/))[1]!;
      expect(
        (await fetch(`${again}/${bucket}`, { method: "HEAD", headers: signedBy("123456789012") })).status,
      ).toBe(200);
    },
  );

  test("--ephemeral keeps nothing", async () => {
    const home = await temporaryFolder();
    const serve = start(home, ["serve", "--ephemeral"]);
    await serve.said(/The account is gone when this ends/);
    serve.child.kill("SIGINT");
    expect(await serve.ended).toBe(0);
    expect(execFileSync("ls", ["-A", home], { encoding: "utf8" })).toBe("");
  });

  test("a second one in the same home says who has it", async () => {
    const home = await temporaryFolder();
    const first = start(home, ["serve", "--port", "0"]);
    const endpoint = (await first.said(/^AWS_ENDPOINT_URL=(\S+)\n/))[1]!;
    const second = await run(home, ["serve", "--port", "0"]);
    expect(second.exitCode).toBe(3);
    expect(second.stderr).toContain(endpoint);
  });
});

describe("handrail env", () => {
  let home: string;
  let endpoint: string;
  let printed: string;
  const atTheEnd = afterAllTests();
  beforeAll(async () => {
    home = await temporaryFolder(atTheEnd);
    const serve = start(home, ["serve", "--port", "0"], {}, atTheEnd);
    endpoint = (await serve.said(/^AWS_ENDPOINT_URL=(\S+)\n/))[1]!;
    const { stdout, exitCode } = await run(home, ["env", "--region", "eu-west-1"], {}, atTheEnd);
    expect(exitCode).toBe(0);
    printed = stdout;
  });

  test.each(["sh", "bash", "dash"])("what it prints clears the way for %s", (shell) => {
    const variables = execFileSync(shell, ["-ec", `${printed}\nenv`], {
      encoding: "utf8",
      env: bareEnvironment(home, {
        AWS_ENDPOINT_URL_S3: "https://s3.example.com",
        AWS_ENDPOINT_URL_EC2: "https://ec2.example.com",
        AWS_PROFILE: "production",
        AWS_SESSION_TOKEN: "token",
        AWS_USE_FIPS_ENDPOINT: "true",
      }),
    });
    expect(variables).toContain(`AWS_ENDPOINT_URL=${endpoint}\n`);
    expect(variables).toContain("AWS_REGION=eu-west-1\n");
    expect(variables).toMatch(/^AWS_SESSION_TOKEN=handrail-/m);
    expect(variables).not.toMatch(/example\.com|production|AWS_SESSION_TOKEN=token|FIPS/);
  });

  test("it has every AWS CLI call the local account, one that reads no AWS_ENDPOINT_URL too", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "aws"), '#!/bin/sh\necho "$@"\n', { mode: 0o755 });
    const called = execFileSync("sh", ["-ec", `${printed}\naws sts get-caller-identity`], {
      encoding: "utf8",
      env: bareEnvironment(home, { PATH: `${folder}:${process.env.PATH}` }),
    });
    expect(called.trim()).toBe(`--endpoint-url ${endpoint} sts get-caller-identity`);
  });

  test.each(["sh", "bash"])("it has %s run this very program from any folder", (shell) => {
    const script = `unset HANDRAIL_HOME\ncd /\n${printed}\nhandrail env --region eu-west-1`;
    const again = execFileSync(shell, ["-ec", script], { encoding: "utf8", env: bareEnvironment(home) });
    expect(again).toBe(printed);
  });

  test("of an account that is kept nowhere, by its port", async () => {
    const home = await temporaryFolder();
    const serve = start(home, ["serve", "--ephemeral"]);
    const port = (await serve.said(/^AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:(\d+)\n/))[1]!;
    const { stdout } = await run(home, ["env", "--port", port, "--shell", "fish"]);
    expect(stdout).toContain(`set -gx AWS_ENDPOINT_URL 'http://127.0.0.1:${port}';`);
  });
});

test("a reader that goes, as head does, ends it without a word", async () => {
  const program = start(await temporaryFolder(), ["steps", "services-egress"]);
  let words = "";
  program.child.stderr!.on("data", (chunk) => {
    words += chunk;
  });
  program.child.stdout!.destroy();
  const code = await new Promise((resolve) => program.child.once("close", resolve));
  expect(words).toBe("");
  expect(code).toBe(141);
});

test("the steps are listed, and each one's guide is Markdown to read", async () => {
  const home = await temporaryFolder();
  const list = await run(home, ["steps"]);
  expect(list.stdout).toMatch(
    /^Granular, provable control of communications\n {2}services-egress +Narrow what/m,
  );
  const guide = await run(home, ["steps", "services-egress"]);
  expect(guide.stdout).toMatch(/^# Name who may be spoken to/);
  expect(guide.stdout).toMatch(/^## Hints\n\n1\. /m);
  expect(guide.stdout).toMatch(/^ {4}aws ec2 .*GROUP_SERVICES_SERVER/m);
});

/** Enough of a signature for the account to know whose request it is; it holds the key, not the signature, against its users. */
const signedBy = (accountId: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${accountId}/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${"0".repeat(64)}`,
});
