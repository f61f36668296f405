import { expect, test } from "vitest";
import { redriveLab } from "../../cli/redrive.ts";
import { ERRORS, type Verb } from "../../workflows/contract.ts";
import { fakeLab } from "./fake-lab.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 12, minute));

/** A lab whose newest executions are these, and which of them was redriven. */
function labWith(
  recent: Partial<Record<Verb, { status: string; from: number; to?: number }>>,
  { refusal, failedWith }: { refusal?: Error; failedWith?: string } = {},
) {
  const fake = fakeLab(() => ({ error: "LeftBehind", cause: "{}" }));
  const redriven: string[] = [];
  Object.assign(fake.lab.orchestrator, {
    recent: async (_lab: string, verb: Verb) => {
      const found = recent[verb];
      if (!found) return [];
      const stopDate = found.to === undefined ? undefined : at(found.to);
      return [
        {
          executionArn: verb,
          name: `the ${verb}`,
          status: found.status,
          startDate: at(found.from),
          stopDate,
        },
      ];
    },
    redrive: async (executionArn: string) => {
      if (refusal) throw refusal;
      redriven.push(executionArn);
    },
    error: async () => failedWith,
    input: async () => {
      throw new Error("its input is read");
    },
  });
  fake.started.push(["clean-up", {}]);
  const follow = fake.lab.orchestrator.follow.bind(fake.lab.orchestrator);
  Object.assign(fake.lab.orchestrator, { follow: () => follow("0") });
  return { ...fake, redriven };
}

test("the newest goes on, and ends as such a command ends", async () => {
  const { lab, output, redriven, told } = labWith({
    "clean-up": { status: "FAILED", from: 5, to: 6 },
    "validate-lab": { status: "FAILED", from: 1, to: 2 },
  });
  expect((await redriveLab(lab, false, output)).exitCode).toBe(2);
  expect(redriven).toEqual(["clean-up"]);
  expect(told()).toContain("clean-up goes on where it ended.");
});

test("a validation goes on, and not the clean-up that was its own", async () => {
  const { lab, output, redriven } = labWith({
    "clean-up": { status: "FAILED", from: 5, to: 6 },
    "validate-lab": { status: "FAILED", from: 1, to: 7 },
  });
  await expect(redriveLab(lab, false, output)).rejects.toThrow("its input is read");
  expect(redriven).toEqual(["validate-lab"]);
});

test.each([
  [{}, /There is no clean-up and no validation/],
  [{ "clean-up": { status: "SUCCEEDED", from: 1, to: 2 } }, /succeeded: there is nothing to go on with/],
  // Its plan may be somebody else's to approve.
  [{ "clean-up": { status: "RUNNING", from: 1 } }, /still runs\. If it waits .* --yes/],
  [
    {
      "clean-up": { status: "FAILED", from: 1, to: 2 },
      "build-lab": { status: "SUCCEEDED", from: 3, to: 4 },
    },
    /lab was built since/,
  ],
] as const)("with %j there is nothing to go on with", async (recent, words) => {
  const { lab, output, redriven } = labWith(recent);
  await expect(redriveLab(lab, false, output)).rejects.toThrow(words);
  expect(redriven).toEqual([]);
});

test("what runs still is followed to its end, and not redriven", async () => {
  const { lab, output, redriven, told } = labWith({ "clean-up": { status: "RUNNING", from: 1 } });
  expect((await redriveLab(lab, true, output)).exitCode).toBe(2);
  expect(told()).toContain("clean-up runs still, and is followed from here.");
  const validation = labWith({ "validate-lab": { status: "RUNNING", from: 1 } });
  await expect(redriveLab(validation.lab, false, validation.output)).rejects.toThrow("its input is read");
  expect([...redriven, ...validation.redriven]).toEqual([]);
});

test("a clean-up has no report of a validation, and does not go on where one is asked for", async () => {
  const { lab, output, redriven } = labWith({ "clean-up": { status: "FAILED", from: 1, to: 2 } });
  await expect(redriveLab(lab, true, output, { junit: undefined, html: "page.html" })).rejects.toThrow(
    "It is a clean-up that goes on, and only a validation has a report for --html.",
  );
  expect(redriven).toEqual([]);
});

test("what AWS does not let go on is told in its words", async () => {
  const refusal = Object.assign(new Error("Execution is too old."), { name: "ExecutionNotRedrivable" });
  const { lab, output } = labWith({ "clean-up": { status: "FAILED", from: 1, to: 2 } }, { refusal });
  await expect(redriveLab(lab, false, output)).rejects.toThrow("It cannot go on. Execution is too old.");
});

test("a validation that was refused has nothing to go on with", async () => {
  const { lab, output, redriven } = labWith(
    { "validate-lab": { status: "FAILED", from: 1, to: 2 } },
    { failedWith: ERRORS.refused },
  );
  await expect(redriveLab(lab, false, output)).rejects.toThrow(/was refused and did nothing/);
  expect(redriven).toEqual([]);
});

test("a clean-up whose plan was not approved is planned anew", async () => {
  const recent = { "clean-up": { status: "FAILED", from: 1, to: 2 } };
  const { lab, output, redriven } = labWith(recent, { failedWith: ERRORS.notApproved });
  await expect(redriveLab(lab, false, output)).rejects.toThrow(/not approved.*Plan anew: handrail clean-up/);
  expect(redriven).toEqual([]);
});
