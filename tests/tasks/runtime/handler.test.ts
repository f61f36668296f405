import { expect, test } from "vitest";
import { findStep } from "../../../tasks/labs/find-step.ts";
import { stepStatusOf } from "../../../tasks/labs/finding.ts";
import { readEnvironment } from "../../../tasks/runtime/environment.ts";
import { isAccessDenied, TaskError } from "../../../tasks/runtime/errors.ts";
import { handler } from "../../../tasks/runtime/handler.ts";
import { type Finding, type FindingStatus, solveRequest } from "../../../workflows/contract.ts";

test("an event of the contract's shape is worked on", async () => {
  const work = handler(solveRequest, async ({ step }) => step);
  const tell = {
    activity: "arn:aws:states:…:activity:calls",
    execution: "arn:aws:states:…:execution:solve:1",
  };
  expect(await work({ lab: "fnd203", step: "services-ingress", tell })).toBe("services-ingress");
});

test("any other event is refused by name, with what is wrong in it", async () => {
  const work = handler(solveRequest, async ({ step }) => step);
  await expect(work({ lab: "fnd203" })).rejects.toMatchObject({
    name: "InvalidInput",
    message: expect.stringContaining("step"),
  });
});

test.each([
  ["no-such-lab", "services-ingress", "There is no lab no-such-lab; there is fnd203."],
  ["fnd203", "no-such-step", "The lab fnd203 has no step no-such-step; there is trail,"],
])("%s %s is unknown, and the known ones are named", (lab, step, message) => {
  expect(() => findStep(lab, step)).toThrow(
    expect.objectContaining({ name: "UnknownStep", message: expect.stringContaining(message) }),
  );
});

test.each<[FindingStatus[], string]>([
  [["met", "advice", "elsewhere"], "met"],
  [["met", "waiting"], "waiting"],
  [["waiting", "blocked"], "blocked"],
  [["blocked", "unmet", "waiting"], "unmet"],
  [[], "met"],
])("findings %j make a step %s", (statuses, expected) => {
  const findings = statuses.map(
    (status): Finding => ({ step: "s", requirement: "r", status, expected: "e", actual: "a", resources: [] }),
  );
  expect(stepStatusOf(findings)).toBe(expected);
});

test("errors carry the contract's names, and AWS's refusals are known by theirs", () => {
  expect(new TaskError("labNotFound", "gone").name).toBe("LabNotFound");
  const refused = Object.assign(new Error("no"), { name: "UnauthorizedOperation" });
  expect(isAccessDenied(refused)).toBe(true);
  expect(isAccessDenied(new Error("no"))).toBe(false);
});

test("an environment that the stack did not make is refused", () => {
  const ours = {
    HANDRAIL_BUCKET: "handrail-bundles",
    HANDRAIL_LAB_STACK_ROLE: "arn:aws:iam::123456789012:role/x",
  };
  expect(readEnvironment(ours)).toEqual(ours);
  expect(() => readEnvironment({})).toThrow("HANDRAIL_BUCKET");
});
