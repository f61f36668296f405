import { chmod, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Ran, run, temporaryFolder } from "../helpers/program.ts";

/** Says what is wrong on stderr, in a few lines, with the exit code for what could not run, and no stack trace. */
function expectProblem({ exitCode, stderr }: Ran, ...words: (string | RegExp)[]): void {
  expect(exitCode).toBe(3);
  for (const word of words) expect(stderr).toMatch(word);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stderr).not.toMatch(/bug in Handrail/);
}

describe("words that mean nothing", () => {
  test.each([
    { args: ["biuld"], words: ['no command "biuld"', "build", "--help"] },
    { args: ["biuld", "--json"], words: ['no command "biuld"', "--help"] },
    { args: ["--json"], words: ["unknown option '--json'"] },
    { args: ["verify", "nothing", "--json"], words: ['no step "nothing"', "services-egress"] },
    { args: ["solve", "nothing"], words: ['no step "nothing"', "services-egress"] },
    { args: ["steps", "nothing"], words: ['no step "nothing"', "services-egress"] },
    { args: ["solve", "--json"], words: ["missing required argument 'step'"] },
    { args: ["build", "--lab", "nothing"], words: ["nothing", "fnd203"] },
    { args: ["build", "--region", "mars-north-1"], words: ['no Region "mars-north-1"', "us-east-1"] },
    { args: ["build", "--aws", "--region", "Mars"], words: ['no Region "Mars"', "us-east-1"] },
    { args: ["build", "--pace", "slow", "--json"], words: ["instant, fast, real"] },
    { args: ["serve", "--port", "70000"], words: ["0 .any. to 65535"] },
    { args: ["build", "--account-id", "12"], words: ["twelve digits"] },
    { args: ["build", "--suffix", "Ann"], words: ['capital "A" is not allowed', "digits and hyphens"] },
    { args: ["run", "--suffix", "a.b"], words: ["dot is not allowed"] },
    { args: ["validate", "--step", "nothing"], words: ['no step "nothing"', "services-egress"] },
    {
      args: ["validate", "--html", "/nowhere/r.html"],
      words: ["r.html of --html cannot be written", "ENOENT"],
    },
    {
      args: ["validate", "--junit", "/dev/null", "--html", "/dev/../dev/null"],
      words: ["--junit and --html name the same file"],
    },
    { args: ["build", "--profile", "mine", "--json"], words: ["--profile goes with --aws"] },
    { args: ["build", "--aws", "--ephemeral"], words: ["--ephemeral is of the local account"] },
    { args: ["--aws"], words: ["no terminal", "handrail validate --aws"] },
    { args: ["clean-up"], words: ["nobody to ask", "--yes"] },
    { args: ["env", "--shell", "tcsh"], words: ["sh, fish, powershell"] },
    { args: ["fleet", "--ou", "r-ab12"], words: ["no terminal", "handrail status"] },
    { args: ["status", "--ou", "Monday", "--json"], words: ['"Monday" is no organisational unit'] },
    { args: ["env"], words: ["No local account is running", "handrail serve"] },
    { args: ["env", "--port", "1"], words: ["answers on port 1"] },
    { args: ["build", "--nothing"], words: ["unknown option '--nothing'"] },
  ])("handrail $args", async ({ args, words }) => {
    const ran = await run(await temporaryFolder(), args);
    expectProblem(ran, ...words.map((word) => new RegExp(word)));
    if (!args.includes("--json")) return;
    const { error, exitCode } = JSON.parse(ran.stdout);
    for (const word of words) expect(error.cause).toMatch(new RegExp(word));
    expect(exitCode).toBe(3);
  });
});

test("every command tells what it does and what it takes", async () => {
  const home = await temporaryFolder();
  const all = await run(home, ["--help"]);
  const names = [...all.stdout.split(/^Examples:/m)[0]!.matchAll(/^ {2}([a-z][a-z-]+)/gm)]
    .map((match) => match[1]!)
    .filter((name) => name !== "help");
  expect(names).toEqual([
    "start",
    "validate",
    "build",
    "verify",
    "solve",
    "network",
    "clean-up",
    "status",
    "fleet",
    "redrive",
    "reset",
    "lab-role",
    "session",
    "steps",
    "serve",
    "env",
    "completion",
    "deploy",
    "undeploy",
  ]);
  const helps = await Promise.all(names.slice(0, 4).map((name) => run(home, [name, "--help"])));
  for (const { exitCode, stdout } of helps) {
    expect(exitCode).toBe(0);
    expect(stdout).toContain("--aws");
    expect(stdout).not.toContain("--attached");
  }
  // Nothing was begun.
  expect(await readdir(home)).toEqual([]);
});

describe("a template that is none", () => {
  test.each([
    { name: "missing.json", text: undefined, words: /There is no file .*missing\.json/ },
    { name: "text.json", text: "hello", words: /no CloudFormation template: it has no Resources section/ },
    {
      name: "big.json",
      text: `{"Resources": {}, "Description": "${"x".repeat(60_000)}"}`,
      words: /takes 51,200 at most/,
    },
  ])("$name", async ({ name, text, words }) => {
    const home = await temporaryFolder();
    const file = join(home, name);
    if (text !== undefined) await writeFile(file, text);
    expectProblem(await run(home, ["build", "--template", file]), words);
  });

  test("a folder", async () => {
    const home = await temporaryFolder();
    expectProblem(await run(home, ["build", "--template", home]), /is a folder/);
  });

  test("valid JSON that CloudFormation refuses: its own reason, and nothing is left to clean up", async () => {
    const home = await temporaryFolder();
    const file = join(home, "refused.json");
    await writeFile(file, JSON.stringify({ Resources: { Thing: { Type: "AWS::Nothing::Thing" } } }));
    const { exitCode, stdout, stderr } = await run(home, ["build", "--pace", "instant", "--template", file]);
    expect(exitCode).toBeGreaterThan(0);
    expect(stdout).toMatch(/AWS::Nothing::Thing/);
    expect(stdout + stderr).not.toMatch(/^\s+at /m);
  });
});

describe("a home that cannot be used", () => {
  test("a file of that name", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "file");
    await writeFile(file, "");
    expectProblem(await run(folder, ["build", "--home", file]), /cannot be kept in/, /HANDRAIL_HOME/);
    expectProblem(await run(folder, ["serve", "--home", file]), /cannot be kept in/);
    // Where there is no folder to be made, although the one above is there.
    expectProblem(await run(folder, ["serve", "--home", "/proc/handrail/home"]), /cannot be kept in/);
  });

  test.skipIf(process.getuid?.() === 0)("no right to write", async () => {
    const folder = await temporaryFolder();
    await chmod(folder, 0o500);
    onTestFinished(() => chmod(folder, 0o700));
    expectProblem(await run(folder, ["serve", "--home", join(folder, "home")]), /cannot be kept in/);
  });

  test("a state file that cannot be read is kept aside, and said so", async () => {
    const home = await temporaryFolder();
    await writeFile(join(home, "account.json"), "{ not a state");
    const { exitCode, stdout } = await run(home, ["clean-up", "--yes", "--pace", "instant"]);
    const kept = /could not be read .* It is kept as (\S+),/.exec(stdout)?.[1];
    expect(kept, stdout).toBeDefined();
    expect(await readFile(kept!, "utf8")).toBe("{ not a state");
    expect(stdout).toMatch(/Clean: nothing of the lab was there/);
    expect(exitCode).toBe(0);
  });

  test("a port that somebody has", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as { port: number };
    const home = await temporaryFolder();
    expectProblem(await run(home, ["serve", "--port", String(port)]), new RegExp(String(port)));
    expectProblem(await run(home, ["build", "--port", String(port)]), new RegExp(String(port)));
  });
});

describe("--aws without credentials", () => {
  test("is said, though the metadata service never answers", async () => {
    // Accepts connections and says nothing, as a metadata service that is blocked does.
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as { port: number };
    const ran = await run(await temporaryFolder(), ["verify", "--aws", "--region", "us-east-1"], {
      AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${port}`,
    });
    expectProblem(ran, /No AWS credentials were found/, /aws configure/);
  });

  test("without a Region, that is said", async () => {
    const ran = await run(await temporaryFolder(), ["verify", "--aws"], {
      AWS_EC2_METADATA_DISABLED: "true",
    });
    expectProblem(ran, /No Region is set/);
  });
});
