import { readFileSync } from "node:fs";
import { RedriveExecutionCommand } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AwsError } from "../../infra/local/errors.ts";
import { injectFault } from "../../infra/local/faults.ts";
import { estimateValidation } from "../../tasks/labs/estimate.ts";
import { fnd203Guide } from "../../tasks/labs/fnd203/guide.ts";
import { planWalk } from "../../tasks/labs/plan-walk.ts";
import { htmlOf } from "../../tui/headless/validation/html/page.ts";
import { junitOf } from "../../tui/headless/validation/junit.ts";
import { type Move, type SolveOutput, validateOutput } from "../../workflows/contract.ts";
import { type MarkupElement, readMarkup } from "../helpers/well-formed.ts";
import { stateOf } from "./account-state.ts";
import { BUILD, type Ended, type LabAccount, STEPS, startLabAccount } from "./lab-account.ts";
import { followEnded, reportOf, type Validated } from "./validated.ts";

const TEMPLATE_2019 = readFileSync(new URL("../fixtures/fnd203-2019.json", import.meta.url), "utf8");

const accessDenied = () =>
  new AwsError("AccessDeniedException", "AccessDenied: an organisation forbids it", 400);

let lab: LabAccount;
let untouched: Record<string, unknown>;
beforeAll(async () => {
  lab = await startLabAccount();
  untouched = await stateOf(lab);
});
afterAll(() => lab.stop());

/** Validates, and answers how the machine ended and what whoever followed it saw. */
async function validate(walk: Move[], more: object = {}): Promise<{ ended: Ended } & Validated> {
  const arn = await lab.start("validate-lab", { ...BUILD, walk, red: "must", ...more });
  const ended = await lab.end(arn);
  return { ended, ...(await followEnded(lab, arn, walk)) };
}

/** The cases of a test report, and what is said of each; held to be well-formed, and its totals to be right. */
function casesOf({ report }: Validated): Map<string, string> {
  const elements = readMarkup(junitOf(report), "xml");
  const cases = new Map<string, string>();
  for (const [index, { name, attributes }] of elements.entries()) {
    if (name !== "testcase") continue;
    const inside = elements.find(({ parent }) => parent === index);
    const said = inside?.name === "failure" ? inside.text : (inside?.name ?? "passed");
    cases.set(`${attributes.classname?.split(".")[1]}: ${attributes.name}`, said);
  }
  const said = [...cases.values()];
  const skipped = said.filter((words) => words === "skipped").length;
  // What the usual schema knows, and no more.
  expect(elements[0]).toMatchObject({ name: "testsuites" });
  expect(elements[0]!.attributes).toEqual({
    name: "fnd203",
    tests: String(cases.size),
    failures: String(said.filter((words) => !["passed", "skipped"].includes(words)).length),
    errors: "0",
    time: expect.stringMatching(/^\d+\.\d{3}$/),
  });
  const suites = elements.filter(({ name }) => name === "testsuite");
  expect(suites.reduce((sum, { attributes }) => sum + Number(attributes.skipped), 0)).toBe(skipped);
  return cases;
}

/** The elements of the page; held to be well-formed, to need nothing from elsewhere, and to lead nowhere else. */
function pageOf({ report }: Pick<Validated, "report">): MarkupElement[] {
  const elements = readMarkup(htmlOf(report), "html");
  const ids = elements.flatMap(({ attributes }) => attributes.id ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { name, attributes } of elements) {
    expect(["script", "link", "img", "iframe", "object"]).not.toContain(name);
    expect(Object.keys(attributes).filter((key) => key === "src" || key.startsWith("on"))).toEqual([]);
    if (attributes.href) expect(ids).toContain(attributes.href.slice(1));
    if (name === "th") expect(attributes.scope).toBeDefined();
  }
  return elements;
}

const textIn = ([page]: readonly MarkupElement[]): string => page!.text;

test("the whole lab is proven, with the template of 2019, and nothing is left of it", async () => {
  const walk = planWalk(fnd203Guide);
  const validated = await validate(walk, { template: TEMPLATE_2019 });
  const { proofs, cleanUp } = validateOutput.strict().parse(JSON.parse(validated.ended.output!));
  expect(proofs.map(({ step }) => step)).toEqual(STEPS);
  for (const proof of proofs) {
    expect(proof).toMatchObject({ green: "met", again: "met", callsAgain: 0 });
    expect(proof.red.map(({ status }) => status)).not.toContain("met");
  }
  expect(cleanUp.clean).toBe(true);
  expect(await stateOf(lab)).toEqual(untouched);

  const { report, lines, followed } = validated;
  expect(report).toMatchObject({ verdict: "valid", exitCode: 0, account: { id: "123456789012" } });
  expect(report.error).toBeUndefined();
  for (const [index, { step, red, green, again, calls }] of report.steps.entries()) {
    expect([step, red?.status, green?.status, again?.status]).toEqual([STEPS[index], "unmet", "met", "met"]);
    expect(calls).toHaveLength(proofs[index]!.calls!);
  }
  expect(lines.at(-1)).toMatch(/^Valid:/);
  expect(lines).toContain("--- trail: Record every call");

  expectEstimated(validated, walk);

  const cases = casesOf(validated);
  expect([...cases.values()].every((said) => said === "passed")).toBe(true);
  for (const { step, green } of report.steps)
    for (const { requirement } of green!.findings)
      expect([...cases.keys()]).toContain(`${step}: ${requirement}`);

  const page = pageOf(validated);
  expect(textIn(page)).toMatch(
    /✓ Valid:[\s\S]*19 of 19 steps of fnd203 proven in the local account 123456789012/,
  );
  // A row for each execution, and in the table as well.
  const titles = page.filter(({ name, text }) => name === "title" && /: succeeded, .* UTC to /.test(text));
  expect(titles.length).toBeGreaterThan(report.timeline.length * 2);
  expect(page.filter(({ attributes }) => attributes.class === "row")).toHaveLength(report.timeline.length);
  for (const step of report.steps)
    for (const { summary } of step.calls) expect(textIn(page)).toContain(summary);
  for (const { done } of cleanUp.stages) for (const { why } of done) expect(textIn(page)).toContain(why);

  // As the machine and its reader would have it if something had been left to do.
  const second = [...followed.executions].find(([, { output }]) => isSecond(output))!;
  const action = { service: "s3", operation: "PutBucketPolicy", summary: "Made it once more" };
  const output = { ...(second[1].output as SolveOutput), actions: [action] };
  const changed = reportOf(
    {
      view: { ...followed.view, status: "FAILED", error: "NotValid", output: undefined },
      executions: new Map([...followed.executions, [second[0], { ...second[1], output }]]),
    },
    walk,
  );
  expect(changed).toMatchObject({ verdict: "not-valid", exitCode: 1 });
  const [unproven] = changed.steps.filter(({ proven }) => !proven);
  expect(unproven).toMatchObject({
    step: output.step,
    problems: ["Solving it again changed something: PutBucketPolicy."],
  });
  const failed = casesOf({ ...validated, report: changed });
  expect(failed.get(`${output.step}: Solving it twice changes nothing`)).toMatch(/PutBucketPolicy/);
  expect(textIn(pageOf({ report: changed }))).toContain("Made it once more");
});

/** Whether it is of an execution that solved a step for the second time: there was nothing to do. */
const isSecond = (output: unknown): boolean =>
  Array.isArray((output as SolveOutput | undefined)?.actions) && (output as SolveOutput).actions.length === 0;

/** What is told before a lab is begun is not to go stale. */
function expectEstimated({ report: { cost }, followed }: Validated, walk: readonly Move[]): void {
  const { transitions } = estimateValidation(fnd203Guide, walk, "local");
  const states = [followed.view, ...followed.executions.values()].flatMap((view) => view.states);
  // How often a machine tries again here is for the processor to say, and no estimate has it.
  const again = states.reduce((sum, { retries }) => sum + retries, 0);
  expect(cost.transitions).toBe(states.length + again);
  expect(Math.abs(transitions - states.length)).toBeLessThan(0.1 * states.length);
}

const [first] = planWalk(fnd203Guide);

test("a lab that somebody works with is refused, and stays", async () => {
  await lab.build();
  const before = await stateOf(lab);
  const validated = await validate([first!]);
  expect(validated.ended).toMatchObject({ status: "FAILED", error: "PreflightRefused" });
  expect(validated.ended.cause).toContain("Who works with it must not lose it");
  expect(await stateOf(lab)).toEqual(before);
  await lab.cleanUp();

  const { report, lines } = validated;
  expect(report).toMatchObject({ verdict: "refused", exitCode: 3, cleanUp: { stages: [] } });
  expect(report.error).toMatchObject({ name: "PreflightRefused", cause: expect.stringMatching(/lose it/) });
  expect(lines.at(-1)).toBe("Nothing was done.");
  expect(lines.join("\n")).not.toContain("not come to");
  const cases = casesOf(validated);
  expect(cases.get("build: The lab is built")).toMatch(/Who works with it must not lose it/);
  expect(cases.get("trail: It can be solved")).toBe("skipped");
  expect(textIn(pageOf(validated))).toMatch(/! Refused:[\s\S]*Who works with it must not lose it/);
});

describe("what is not proven fails it, and the lab is cleaned up all the same", () => {
  test("a stack that cannot be made", async () => {
    const template = JSON.stringify({ Resources: { Group: { Type: "AWS::EC2::SecurityGroup" } } });
    const validated = await validate([first!], { template });
    expect(validated.ended).toMatchObject({ status: "FAILED", error: "NotValid" });
    expect(await stateOf(lab)).toEqual(untouched);

    const { report, lines } = validated;
    expect(report).toMatchObject({ verdict: "not-valid", exitCode: 1 });
    expect(report.build.error).toBeDefined();
    expect(report.error).toEqual(report.build.error);
    // Once as it happens, and once where one reads what it came to.
    expect(lines.slice(lines.indexOf("--- verdict"))).toContain(
      `${report.build.error!.name}: ${report.build.error!.cause}`,
    );
    expect(casesOf(validated).get("build: The lab is built")).toContain(report.build.error!.name);
    expect(textIn(pageOf(validated))).toMatch(/✗ Not valid:[\s\S]*0 of 1 step of fnd203/);
  });

  test("a step that cannot be solved, and one that was met already", async () => {
    const deny = injectFault(lab.account.cloud, { operation: "CreateTrail", error: accessDenied });
    const walk = [
      first!,
      { step: "guardduty", red: ["services-egress"] },
      { step: "services-egress", red: ["guardduty"] },
    ];
    const validated = await validate(walk);
    deny();
    const { ended, report, lines } = validated;
    expect(ended).toMatchObject({ status: "FAILED", error: "NotValid" });
    expect(JSON.parse(ended.cause!)).toEqual([
      {
        step: "trail",
        red: [{ step: "trail", status: "unmet" }],
        error: { name: "States.TaskFailed", cause: expect.stringContaining("AccessDenied") },
      },
      expect.objectContaining({
        step: "services-egress",
        red: [{ step: "guardduty", status: "met" }],
        green: "met",
        callsAgain: 0,
      }),
    ]);
    expect(await stateOf(lab)).toEqual(untouched);

    expect(report).toMatchObject({ verdict: "not-valid", exitCode: 1 });
    expect(report.steps.map(({ step, proven }) => [step, proven])).toEqual([
      ["trail", false],
      ["guardduty", false],
      ["services-egress", true],
    ]);
    expect(report.steps[0]!.calls.map(({ operation }) => operation)).toEqual([
      "CreateBucket",
      "PutBucketPolicy",
    ]);
    expect(lines.filter((line) => line.startsWith("  ✗ trail: "))).not.toEqual([]);
    const cases = casesOf(validated);
    expect(cases.get("trail: It can be solved")).toMatch(/AccessDenied/);
    expect(cases.get("guardduty: The check fails before the step is done")).toMatch(/proves nothing/);
    expect(cases.get("services-egress: It can be solved")).toBe("passed");
    const page = pageOf(validated);
    expect(page.filter(({ attributes }) => attributes.class === "state fill-bad")).not.toEqual([]);
    expect(textIn(page)).toMatch(/AccessDenied: an organisation forbids it/);
  });
});

test("what cannot be removed is named, and is gone once the validation is redriven with what held it mended", async () => {
  const deny = injectFault(lab.account.cloud, { operation: "DeleteBucket", error: accessDenied });
  const validated = await validate([first!]);
  deny();
  const { report, lines } = validated;
  expect(report).toMatchObject({ verdict: "left-behind", exitCode: 2 });
  expectEstimated(validated, [first!]);
  expect(report.cleanUp.output).toBeUndefined();
  expect(report.cleanUp.stages.flatMap(({ failed }) => failed)).not.toEqual([]);
  expect(lines.at(-1)).toBe("Something of the lab is left.");
  const cases = casesOf(validated);
  expect(cases.get("clean-up: Nothing of the lab is left, and all else is as it was")).toMatch(
    /fdn203-demo-bucket-me.*\n.*AccessDenied/,
  );
  expect(cases.get("trail: It can be solved")).toBe("passed");
  expect(textIn(pageOf(validated))).toMatch(/✗ Something is left behind:[\s\S]*fdn203-demo-bucket-me/);
  const { executionArn } = report;
  await lab.sfn.send(new RedriveExecutionCommand({ executionArn }));
  expect(await lab.end(executionArn)).toMatchObject({ status: "SUCCEEDED" });
  expect(await stateOf(lab)).toEqual(untouched);
});
