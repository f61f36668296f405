import { RedriveExecutionCommand } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AwsError } from "../../infra/local/errors.ts";
import { injectFault } from "../../infra/local/faults.ts";
import { fnd203Guide } from "../../tasks/labs/fnd203/guide.ts";
import { planWalk } from "../../tasks/labs/plan-walk.ts";
import { validateOutput } from "../../workflows/contract.ts";
import { stateOf } from "./account-state.ts";
import { BUILD, type LabAccount, STEPS, startLabAccount } from "./lab-account.ts";

const accessDenied = () =>
  new AwsError("AccessDeniedException", "AccessDenied: an organisation forbids it", 400);

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

const [first] = planWalk(fnd203Guide);
const validateOne = () => lab.run("validate-lab", { ...BUILD, walk: [first], red: "must" });

test("a lab that somebody works with is refused, and stays", async () => {
  await lab.build();
  const before = await stateOf(lab);
  const ended = await validateOne();
  expect(ended).toMatchObject({ status: "FAILED", error: "PreflightRefused" });
  expect(ended.cause).toContain("Who works with it must not lose it");
  expect(await stateOf(lab)).toEqual(before);
  await lab.cleanUp();
});

describe("what is not proven fails it, and the lab is cleaned up all the same", () => {
  test("a stack that cannot be made", async () => {
    const template = JSON.stringify({ Resources: { Group: { Type: "AWS::EC2::SecurityGroup" } } });
    const ended = await lab.run("validate-lab", { ...BUILD, template, walk: [first], red: "must" });
    expect(ended).toMatchObject({ status: "FAILED", error: "NotValid" });
    expect(await stateOf(lab)).toEqual(untouched);
  });

  test("a step that cannot be solved, and one that was met already", async () => {
    const deny = injectFault(lab.account.cloud, { operation: "CreateTrail", error: accessDenied });
    const walk = [
      first,
      { step: "guardduty", red: ["services-egress"] },
      { step: "services-egress", red: ["guardduty"] },
    ];
    const ended = await lab.run("validate-lab", { ...BUILD, walk, red: "must" });
    deny();
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
  });
});

test("what was left behind is gone once the validation is redriven with what held it mended", async () => {
  const deny = injectFault(lab.account.cloud, { operation: "DeleteKeyPair", error: accessDenied });
  const executionArn = await lab.start("validate-lab", { ...BUILD, walk: [first], red: "must" });
  const ended = await lab.end(executionArn);
  deny();
  expect(ended).toMatchObject({ status: "FAILED", cause: expect.stringContaining("LeftBehind") });
  await lab.sfn.send(new RedriveExecutionCommand({ executionArn }));
  expect(await lab.end(executionArn)).toMatchObject({ status: "SUCCEEDED" });
  expect(await stateOf(lab)).toEqual(untouched);
});
