import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findStep } from "../../../../tasks/labs/find-step.ts";
import { fnd203Guide } from "../../../../tasks/labs/fnd203/guide.ts";
import { verifyStep } from "../../../../tasks/labs/verify-step.ts";
import { type BuiltLab, buildLab } from "../../fixtures/built-lab.ts";

let built: BuiltLab;
beforeAll(async () => {
  built = await buildLab();
});
afterAll(() => built?.account.stop());

const verify = async (id: string) => {
  const { lab, step } = findStep("fnd203", id);
  return (await verifyStep(lab, step, built.clients)).result;
};

describe.each(fnd203Guide.steps.map((step) => step.id))("%s", (id) => {
  test("built, it is red; solved, green; solved again, nothing is left to do", async () => {
    expect((await verify(id)).status).toBe("unmet");
    const { lab, step } = findStep("fnd203", id);
    const resources = await lab.resolve(built.clients);
    const actions = await step.solve(built.clients, resources);
    expect(actions.length).toBeGreaterThan(0);
    const result = await verify(id);
    expect(result.findings.filter((finding) => finding.status === "unmet")).toEqual([]);
    expect(result.status).toBe("met");
    expect(await step.solve(built.clients, await lab.resolve(built.clients))).toEqual([]);
  });
});
