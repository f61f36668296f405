import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { awsPlace, show, sizes } from "./app-fixture.ts";
import { build, guide, result } from "./fixtures.ts";

let app: ReturnType<typeof show>;
afterEach(() => app.unmount());

describe.each(sizes)("at %i × %i", (columns, rows) => {
  beforeEach(() => {
    app = show(columns, rows, { "build-lab": build });
  });

  test("a frame is as large as the screen, and begins and ends with what one needs", async () => {
    await app.shows(/Ready\. Press b/);
    const lines = app.lastFrame()!.split("\n");
    expect(lines).toHaveLength(rows);
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(columns);
    expect(lines[0]).toMatch(/LOCAL {2}123456789012 us-east-1 no lab/);
    expect(lines.at(-1)).toMatch(/^b build .*q quit/);
  });

  test("help covers it, and goes again", async () => {
    await app.shows(/Ready/);
    app.press("?");
    await app.shows(/Keys: The lab/);
    expect(app.lastFrame()!.split("\n")).toHaveLength(rows);
    app.press("?");
    await app.shows(/local account/);
  });
});

test("one press starts one machine, however often it comes", async () => {
  app = show(80, 24, { "build-lab": build });
  await app.shows(/Ready/);
  app.press("b");
  await app.shows(/Your suffix: me/);
  app.press("\r");
  app.press("\r");
  await app.shows(/The lab is built/);
  expect(app.calls).toEqual([["build-lab", { lab: "fnd203", suffix: "me" }]]);
});

test("a step's check starts with its id, and its findings are shown", async () => {
  app = show(120, 40, {
    "verify-steps": { lab: "fnd203", resources: {}, results: [result(guide.steps[0]!.id, "unmet")] },
  });
  await app.shows(/Ready/);
  app.press("j");
  await app.shows(/Do it\./);
  app.press("v");
  await app.shows(/findings: unmet/);
  await app.shows(/✗ Requirement that is unmet/);
  expect(app.calls).toEqual([["verify-steps", { lab: "fnd203", steps: [guide.steps[0]!.id] }]]);
});

test.each([
  [80, 24, false],
  [200, 60, true],
])("at %i × %i the findings are below the guide, or beside it: %s", async (columns, rows, beside) => {
  app = show(columns, rows, {
    "verify-steps": { lab: "fnd203", resources: {}, results: [result(guide.steps[0]!.id, "unmet")] },
  });
  await app.shows(/Ready/);
  app.press("jv");
  await app.shows(/findings: unmet/);
  await app.shows(/0 of \d+ done, 0 of \d+ opt/);
  const [, first] = app.lastFrame()!.split("\n");
  expect(/findings: unmet/.test(first!)).toBe(beside);
  for (const line of app.lastFrame()!.split("\n")) expect(line.length).toBeLessThanOrEqual(columns);
});

test("keys that arrive as one chunk are heard one by one", async () => {
  app = show(120, 40, {
    "verify-steps": { lab: "fnd203", resources: {}, results: [result(guide.steps[1]!.id, "unmet")] },
  });
  await app.shows(/Ready/);
  app.press("jjv");
  await app.shows(/findings: unmet/);
  expect(app.calls).toEqual([["verify-steps", { lab: "fnd203", steps: [guide.steps[1]!.id] }]]);
});

describe.each([sizes[0]!, sizes[3]!])("the suffix of bucket names at %i × %i", (columns, rows) => {
  const type = (keys: string) => app.press(keys);

  test("is asked for, checked while it is typed, and built with", async () => {
    app = show(columns, rows, { "build-lab": build });
    await app.shows(/Ready/);
    type("b");
    await app.shows(/fdn203-demo-bucket-me/);
    await app.shows(/Your suffix: me/);
    type("\x1b[C");
    type("_q");
    await app.shows(/"_" is not allowed/);
    expect(app.lastFrame()!.split("\n")).toHaveLength(rows);
    type("\r");
    type("\x7f");
    type("\x7f");
    type("-2");
    await app.shows(/Your suffix: me-2/);
    expect(app.calls).toEqual([]);
    type("\r");
    await app.shows(/The lab is built/);
    expect(app.calls).toEqual([["build-lab", { lab: "fnd203", suffix: "me-2" }]]);
  });

  test("is not asked for again where the lab stands", async () => {
    const resources = { ...build.resources, "participant.suffix": "ann" };
    app = show(columns, rows, { "build-lab": { ...build, resources } });
    await app.shows(/Ready/);
    type("b");
    await app.shows(/Your suffix: me/);
    type("\r");
    await app.shows(/The lab is built/);
    type("b");
    await app.shows(/built already/);
    type("y");
    await expect.poll(() => app.calls.at(-1)).toEqual(["build-lab", { lab: "fnd203", suffix: "ann" }]);
  });

  test("that somebody else has leads back to the question", async () => {
    const cause = "The bucket name fdn203-demo-bucket-me is taken by another account.";
    app = show(columns, rows, { "build-lab": { cause } });
    await app.shows(/Ready/);
    type("b");
    await app.shows(/Your suffix: me/);
    type("\r");
    await app.shows(/is\s+taken/);
    await app.shows(/Your suffix: me/);
    type("\x1b");
    await expect.poll(() => app.lastFrame()).not.toMatch(/Your suffix/);
  });
});

test("V verifies all steps, from wherever one is", async () => {
  const results = guide.steps.map(({ id, optional }) => result(id, optional ? "unmet" : "met"));
  app = show(80, 24, { "verify-steps": { lab: "fnd203", resources: {}, results } });
  await app.shows(/Ready/);
  app.press("V");
  await app.shows(/All that the lab asks for is done/);
  expect(app.calls).toEqual([["verify-steps", { lab: "fnd203", steps: guide.steps.map(({ id }) => id) }]]);
});

test("the console of AWS is a link, whole in every line that its address takes", async () => {
  app = show(80, 24, {}, awsPlace);
  await app.shows(/Ready/);
  app.press("j");
  await app.shows(/In the console:/);
  const linked = app.lastFrame()!.split("\x1b]8;;https://us-east-1.console.aws.amazon.com/\x07").slice(1);
  const text = linked.map((rest) => rest.split("\x1b]8;;\x07")[0]).join("");
  expect(text).toBe("https://us-east-1.console.aws.amazon.com/");
});

test("building on AWS asks first, and says what it costs", async () => {
  app = show(120, 40, { "build-lab": build }, awsPlace);
  await app.shows(/Ready/);
  app.press("b");
  await app.shows(/AWS account\s+123456789012/);
  await app.shows(/\$0\.25\s+an\s+hour/);
  app.press("\x1b");
  await app.shows(/Press b to build/);
  expect(app.calls).toEqual([]);
});
