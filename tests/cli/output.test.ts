import { describe, expect, onTestFinished, test, vi } from "vitest";
import { buildLab } from "../../cli/build.ts";
import { cleanUpLab } from "../../cli/clean-up.ts";
import { solveStep, verifySteps } from "../../cli/lab-commands.ts";
import { showNetwork } from "../../cli/network.ts";
import { answer, type Ended, type Output } from "../../cli/output.ts";
import { Problem, reportError } from "../../cli/problem.ts";
import { steps } from "../../cli/steps.ts";
import { build, finding, guide, plan, result } from "../tui/fixtures.ts";
import { builtMap } from "../tui/screens/network/maps.ts";
import { fakeLab, type Outcome } from "./fake-lab.ts";

/** What a command writes to either stream, and its exit code. */
async function written(json: boolean, work: (output: Output) => Ended | Promise<Ended>) {
  const streams = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      streams[name] += text;
      return true;
    }),
  );
  const before = process.exitCode;
  const putBack = () => {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = before;
  };
  onTestFinished(putBack);
  let exitCode: typeof process.exitCode;
  try {
    await answer({ json }, work);
    exitCode = process.exitCode;
  } catch (error) {
    // As the program does with what nobody caught.
    exitCode = reportError(error);
  } finally {
    putBack();
  }
  return { ...streams, exitCode };
}

const [step] = guide.steps.map(({ id }) => id);
const verified = { lab: guide.id, resources: {}, results: [result(step!, "unmet")] };
const solved = { lab: guide.id, step, actions: [], resources: {}, results: [result(step!, "met")] };
const cleaned = {
  lab: guide.id,
  account: { id: "123456789012" },
  clean: true,
  compared: { before: 3, after: 3 },
  stages: [],
  left: [],
  foreign: [],
  missing: [],
  changed: [],
};

/** Each command with what its machine comes to. */
const commands = {
  build: (outcome: Outcome) => (output: Output) => buildLab(fakeLab(() => outcome).lab, output),
  verify: (outcome: Outcome) => (output: Output) => verifySteps(fakeLab(() => outcome).lab, [step!], output),
  solve: (outcome: Outcome) => (output: Output) => solveStep(fakeLab(() => outcome).lab, step!, output),
  network: (outcome: Outcome) => (output: Output) => showNetwork(fakeLab(() => outcome).lab, output),
  "clean-up": (outcome: Outcome) => (output: Output) =>
    cleanUpLab(fakeLab(() => outcome).lab, "given", output),
};
const names = Object.keys(commands) as (keyof typeof commands)[];

describe("with --json, standard output has the answer and nothing else", () => {
  test.each([
    ["build", build, build, 0],
    ["verify", verified, verified, 1],
    ["solve", solved, solved, 0],
    ["network", builtMap, { before: null, now: builtMap }, 0],
    ["clean-up", cleaned, cleaned, 0],
  ] as const)("%s", async (name, output, expected, code) => {
    const { stdout, stderr, exitCode } = await written(true, commands[name]({ output }));
    expect(stdout).toBe(`${JSON.stringify(expected, null, 2)}\n`);
    expect(stderr).not.toBe("");
    expect(exitCode).toBe(code);
    const plain = await written(false, commands[name]({ output }));
    expect(plain).toEqual({ stdout: stderr, stderr: "", exitCode: code });
  });

  test.each(names)("%s whose machine failed: by name and cause", async (name) => {
    const outcome = { error: "LabNotFound", cause: "There is no such stack." };
    const { stdout, stderr, exitCode } = await written(true, commands[name](outcome));
    expect(JSON.parse(stdout)).toEqual({
      error: { name: "LabNotFound", cause: "There is no such stack." },
      exitCode: 3,
    });
    expect(stderr).toContain("There is no such stack.\nBuild it with: handrail build\n");
    expect(exitCode).toBe(3);
  });

  test("what could not run at all: the error, which is told as well", async () => {
    const { stdout, stderr, exitCode } = await written(true, () => {
      throw new Problem("There is no such file.");
    });
    expect(JSON.parse(stdout)).toEqual({
      error: { name: "Problem", cause: "There is no such file." },
      exitCode: 3,
    });
    expect(stderr).toBe("handrail: There is no such file.\n");
    expect(exitCode).toBe(3);
  });

  test("the steps: a list, or all that there is to read of one", async () => {
    const run = (id?: string) => written(true, (output) => steps(id, "fnd203", output));
    expect(JSON.parse((await run()).stdout)).toMatchObject({
      lab: "fnd203",
      steps: expect.arrayContaining([
        { id: "services-egress", title: expect.any(String), section: expect.any(String), optional: false },
      ]),
    });
    const { stdout, stderr } = await run("services-egress");
    expect(JSON.parse(stdout)).toMatchObject({
      id: "services-egress",
      guide: expect.stringMatching(/^# /),
      commands: expect.arrayContaining([
        { why: expect.any(String), command: expect.stringMatching(/^aws /) },
      ]),
    });
    expect(stderr).toBe("");
  });
});

describe("a plan in JSON", () => {
  const refused = { plan, error: "NotApproved", cause: "It was not approved." };

  test("nobody to ask: the plan is the answer, and nothing is approved", async () => {
    const { lab, answered } = fakeLab(() => refused);
    const { stdout, stderr, exitCode } = await written(true, (output) => cleanUpLab(lab, "withheld", output));
    expect(JSON.parse(stdout)).toEqual(plan);
    expect(stderr).toMatch(/Goes: 1 thing\n[\s\S]*Nobody can be asked/);
    expect(answered).toEqual([{ approved: false, by: "arn" }]);
    expect(exitCode).toBe(1);
  });

  test("somebody says yes: what was done is the answer", async () => {
    const { lab, answered } = fakeLab(() => ({ plan, output: cleaned }));
    const questions: string[] = [];
    const { stdout } = await written(true, (output) =>
      cleanUpLab(lab, "asked", {
        ...output,
        async ask(question) {
          questions.push(question);
          return questions.length === 1 ? "y" : "yes";
        },
      }),
    );
    expect(questions).toHaveLength(2);
    expect(answered).toEqual([{ approved: true, by: "arn" }]);
    expect(JSON.parse(stdout)).toEqual(cleaned);
  });
});

describe("nothing prints a secret", () => {
  const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  const keyId = "ASIAQ3EXAMPLEKEYID12";
  const log = `{\n  "AccessKeyId" : "${keyId}",\n  "SecretAccessKey" : "${secret}"\n}`;
  const quoting = {
    step: step!,
    status: "unmet" as const,
    findings: [{ ...finding("unmet"), actual: `The log has ${log}`, remedy: `Delete ${keyId}` }],
  };
  const call = { service: "ssm", operation: "SendCommand", summary: `aws_secret_access_key=${secret}` };
  const thing = { kind: "instance", id: "i-1", name: secret };

  test.each<[name: keyof typeof commands, outcome: Outcome]>([
    ["verify", { output: { ...verified, results: [quoting] } }],
    ["solve", { calls: [call], output: { ...solved, actions: [call], results: [quoting] } }],
    ["solve", { error: "NotSolved", cause: `Still not met: ${JSON.stringify(quoting.findings)}` }],
    ["build", { output: { ...build, sites: [{ url: "http://a/", status: 500, note: log }] } }],
    ["build", { error: "StackFailed", cause: `UserData has\n${secret}\n${log}` }],
    ["clean-up", { error: "LeftBehind", cause: JSON.stringify({ left: [thing], note: `\n${keyId}` }) }],
    ["clean-up", { output: { ...cleaned, foreign: [thing] } }],
    ["network", { error: "Error", cause: JSON.stringify({ errorMessage: log, trace: [`\n${secret}`] }) }],
  ])("%s, in lines as in JSON (%#)", async (name, outcome) => {
    for (const json of [true, false]) {
      const { stdout, stderr } = await written(json, commands[name](outcome));
      expect(stdout + stderr).not.toContain(secret);
      expect(stdout + stderr).not.toContain(keyId);
      expect(stdout).toContain("[redacted]");
    }
  });

  test.each([true, false])("nor an error that nobody expected, with its stack (--json: %s)", async (json) => {
    vi.stubEnv("HANDRAIL_DEBUG", "1");
    onTestFinished(() => void vi.unstubAllEnvs());
    const { stdout, stderr } = await written(json, () => {
      throw Object.assign(new Error(`It said ${log}`), { $metadata: { token: secret } });
    });
    expect(stderr).toMatch(/This is a bug in Handrail/);
    expect(stderr).toMatch(/^ +at /m);
    expect(stdout + stderr).toContain("[redacted]");
    expect(stdout + stderr).not.toContain(secret);
    expect(stdout + stderr).not.toContain(keyId);
  });
});
