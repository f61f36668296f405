import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { program } from "../../cli/program.ts";
import { checkWritable, writeReports } from "../../cli/report-files.ts";
import { bareEnvironment, PROGRAM } from "../../drive/program.ts";
import { injectFault } from "../../infra/local/faults.ts";
import { startLocalAccount } from "../../infra/local/local-account.ts";
import { run, start, temporaryFolder } from "../helpers/program.ts";
import { readMarkup } from "../helpers/well-formed.ts";

test("a step is proven from the command line, and told in each of the reports", async () => {
  const home = await temporaryFolder();
  const [junit, html] = [join(home, "report.xml"), join(home, "report.html")];
  const { exitCode, stdout, stderr } = await run(home, [
    ...["validate", "--step", "trail", "--junit", junit, "--html", html, "--json"],
  ]);
  expect(exitCode).toBe(0);
  // Nothing else is on standard output, and nothing of the report on the other.
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ verdict: "valid", exitCode: 0, steps: [{ step: "trail", proven: true }] });
  expect(stderr).toMatch(/^This takes about \d+ state transitions\. On AWS those cost /m);
  expect(stderr).toContain(`Written: ${junit}\nWritten: ${html}\n`);
  expect(stderr).toMatch(/^1 step of 1 proven in [\d.]+ s/m);

  const cases = readMarkup(await readFile(junit, "utf8"), "xml").filter(({ name }) => name === "testcase");
  const { requirement } = report.steps[0].green.findings[0];
  expect(cases.map(({ attributes }) => attributes.name)).toContain(requirement);
  const [page] = readMarkup(await readFile(html, "utf8"), "html");
  expect(page!.text).toMatch(/Valid:.*1 of 1 step of fnd203 proven in the local account/);
});

test("Ctrl-C stops a validation, which reports what it saw, and can go on", async () => {
  const home = await temporaryFolder();
  const [junit, html, json] = ["xml", "html", "json"].map((type) => join(home, `report.${type}`));
  // The second of three steps has not been looked at before the validation is stopped.
  const account = await startLocalAccount({ home, pace: "instant" });
  onTestFinished(() => account.stop());
  const stopped = Promise.withResolvers<void>();
  const looking = Promise.withResolvers<void>();
  const goOn = injectFault(account.cloud, {
    operation: "DescribeConfigurationRecorders",
    meets({ principal }) {
      const isLook = principal.type === "role" && principal.sessionName === "handrail-verify";
      if (isLook) looking.resolve();
      return isLook;
    },
    until: stopped.promise,
  });
  const validation = start(home, [
    ...["validate", "--home", home, "--step", "trail", "config", "guardduty"],
    ...["--junit", junit!, "--html", html!, "--json", json!],
  ]);
  await Promise.all([validation.said(/^--- config/m), looking.promise]);
  validation.child.kill("SIGINT");
  expect(await validation.ended).toBe(130);
  goOn();
  stopped.resolve();
  expect(validation.stdout()).toContain("SIGINT: the validation is being stopped.");
  expect(validation.stdout()).toMatch(
    /the lab stands as it was then\..* handrail redrive goes on from there/,
  );

  const report = JSON.parse(await readFile(json!, "utf8"));
  expect(report).toMatchObject({ verdict: "interrupted", exitCode: 130, error: { name: "Stopped" } });
  expect(report.build).not.toHaveProperty("error");
  expect(report.steps).toMatchObject([
    { step: "trail", proven: true, problems: [] },
    { step: "config", proven: false, problems: ["It was stopped half-way."] },
    { step: "guardduty", proven: false, problems: ["It was not come to."] },
  ]);
  expect(report.cleanUp).not.toHaveProperty("startedAt");
  // Whoever only counts failures must not take it for passed.
  const failures = readMarkup(await readFile(junit!, "utf8"), "xml").filter(({ name }) => name === "failure");
  expect(failures.map(({ attributes }) => attributes.message)).toContainEqual(
    expect.stringContaining("It was interrupted"),
  );
  const [page] = readMarkup(await readFile(html!, "utf8"), "html");
  expect(page!.text).toMatch(/Interrupted:.*1 of 3 steps of fnd203 proven/);

  const redriven = await run(home, ["redrive", "--home", home, "--json", "-", "--junit", junit!]);
  expect(JSON.parse(redriven.stdout)).toMatchObject({ verdict: "valid", exitCode: 0 });
  expect(readMarkup(await readFile(junit!, "utf8"), "xml").map(({ name }) => name)).not.toContain("failure");
});

test("SIGTERM stops a validation in an account of its own, of which nothing stays", async () => {
  const validation = start(await temporaryFolder(), [
    // At this pace a build takes some seconds: it is not over before the signal is heard.
    ...["validate", "--ephemeral", "--pace", "fast", "--step", "trail", "--json"],
  ]);
  await validation.said(/^--- build/m);
  validation.child.kill("SIGTERM");
  expect(await validation.ended).toBe(143);
  expect(JSON.parse(validation.stdout())).toMatchObject({
    verdict: "interrupted",
    exitCode: 143,
    error: { cause: expect.stringContaining("is gone with it") },
  });
});

test("the pipeline that the docs offer asks for what the program has, and for no more rights than to read", async () => {
  const file = new URL("../../docs/validate.yml", import.meta.url);
  const { permissions, jobs } = parse(await readFile(file, "utf8"));
  expect(permissions).toEqual({ contents: "read" });
  const steps: { uses?: string; run?: string; with?: { path?: string } }[] = jobs.validate.steps;
  const line = steps.find(({ run: command }) => command?.startsWith("npx handrail validate"))!.run!;
  const options = program().commands.find((command) => command.name() === "validate")!.options;
  const used = line.split(" ").filter((word) => word.startsWith("--"));
  for (const option of used) expect(options.map(({ long }) => long)).toContain(option);
  const written = line.split(" ").filter((word) => word.startsWith("validate."));
  expect(steps.at(-1)!.with!.path!.trim().split("\n")).toEqual(written);
  for (const { uses } of steps) if (uses) expect(uses).toMatch(/^actions\/[a-z-]+@v\d+$/);
});

test("a report that can no longer be written takes nothing from the others, and is told last", async () => {
  const folder = await temporaryFolder();
  const [there, full] = [join(folder, "there.html"), "/dev/full"];
  const { written, problems } = await writeReports(
    { junit: full, json: undefined, html: there },
    { junit: () => "cases", json: () => "{}", html: () => "page" },
  );
  expect(written).toEqual([there]);
  expect(await readFile(there, "utf8")).toBe("page");
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^The file \/dev\/full of --junit cannot be written: ENOSPC/),
  ]);
});

test("a link that leads to no file yet is still there once that was seen, and a pipe is left to its reader", async () => {
  const folder = await temporaryFolder();
  const [link, pipe] = [join(folder, "link.xml"), join(folder, "pipe")];
  await symlink(join(folder, "target.xml"), link);
  execFileSync("sh", ["-c", 'mkfifo "$0"', pipe]);
  await checkWritable({ junit: link, html: pipe });
  expect((await readdir(folder)).toSorted()).toEqual(["link.xml", "pipe"]);
});

test("output that cannot be written is no failed check", async () => {
  const full = openSync("/dev/full", "w");
  onTestFinished(() => closeSync(full));
  const { status, stderr } = spawnSync(process.execPath, [PROGRAM, "steps"], {
    env: bareEnvironment(await temporaryFolder()),
    stdio: ["ignore", full, "pipe"],
    encoding: "utf8",
  });
  expect(stderr).toMatch(/^handrail: Standard output cannot be written: ENOSPC: no space left[^\n]*\n$/);
  expect(status).toBe(3);
});

test("seeing whether a report can be written leaves what is there as it is, and nothing else behind", async () => {
  const folder = await temporaryFolder();
  const [there, fresh] = [join(folder, "there.xml"), join(folder, "fresh.html")];
  await writeFile(there, "the last one");
  await checkWritable({ junit: there, json: undefined, html: fresh });
  expect(await readFile(there, "utf8")).toBe("the last one");
  expect(await readdir(folder)).toEqual(["there.xml"]);
  await expect(checkWritable({ html: folder })).rejects.toThrow(/of --html cannot be written: EISDIR/);
  await expect(
    checkWritable({ junit: fresh, html: join(folder, "..", fresh.split("/").at(-2)!, "fresh.html") }),
  ).rejects.toThrow(/--junit and --html name the same file/);
});
