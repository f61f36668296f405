import { afterAll, beforeAll, expect, test } from "vitest";
import { fnd203Guide } from "../../tasks/labs/fnd203/guide.ts";
import { planWalk } from "../../tasks/labs/plan-walk.ts";
import { validateOutput } from "../../workflows/contract.ts";
import { stateOf } from "./account-state.ts";
import { BUILD, type LabAccount, STEPS, startLabAccount } from "./lab-account.ts";

let lab: LabAccount;
let untouched: Record<string, unknown>;
beforeAll(async () => {
  lab = await startLabAccount();
  untouched = await stateOf(lab);
});
afterAll(() => lab.stop());

test("the whole lab is proven, and nothing is left of it", async () => {
  const ended = await lab.run("validate-lab", { ...BUILD, walk: planWalk(fnd203Guide), red: "must" });
  const { proofs, cleanUp } = validateOutput.strict().parse(JSON.parse(ended.output!));
  expect(proofs.map(({ step }) => step)).toEqual(STEPS);
  for (const proof of proofs) {
    expect(proof).toMatchObject({ green: "met", again: "met", callsAgain: 0 });
    expect(proof.red.map(({ status }) => status)).not.toContain("met");
  }
  expect(cleanUp.clean).toBe(true);
  expect(await stateOf(lab)).toEqual(untouched);
});
