import { CreateDetectorCommand, CreateSampleFindingsCommand } from "@aws-sdk/client-guardduty";
import { afterAll, beforeAll, expect, test } from "vitest";
import { guardDutyStore } from "../../infra/local/services/guardduty/store.ts";
import { listDetectors } from "../../tasks/inventory/guardduty.ts";
import { type LabAccount, startLabAccount } from "./lab-account.ts";

/** A type of which the account had a sample before the lab. */
const OLD_TYPE = "Trojan:EC2/DropPoint";

let lab: LabAccount;
beforeAll(async () => {
  lab = await startLabAccount();
});
afterAll(() => lab.stop());

const detectorOf = () =>
  lab.account.cloud.store(guardDutyStore, { accountId: "123456789012", region: "us-east-1" }).detector!;

test("a suspended detector of other settings is resumed for the lab, and left as it was", async () => {
  const { guardDuty } = lab.clients;
  const { DetectorId } = await guardDuty.send(
    new CreateDetectorCommand({
      Enable: false,
      FindingPublishingFrequency: "ONE_HOUR",
      Tags: { Owner: "them" },
    }),
  );
  await guardDuty.send(new CreateSampleFindingsCommand({ DetectorId, FindingTypes: [OLD_TYPE] }));
  detectorOf().findings[0]!.createdAt = new Date(Date.now() - 86_400_000);
  const before = await listDetectors(lab.clients);

  await lab.build();
  for (const step of ["guardduty", "sample-findings"]) await lab.solve(step);
  for (const result of await lab.verify(["guardduty", "sample-findings", "three-findings"]))
    expect(result, result.step).toMatchObject({ status: "met" });
  expect(await listDetectors(lab.clients)).not.toEqual(before);

  const cleaned = await lab.cleanUp();
  expect(cleaned).toMatchObject({ clean: true, left: [], missing: [], changed: [], foreign: [] });
  expect(await listDetectors(lab.clients)).toEqual(before);
  expect(detectorOf().tags).toEqual({ Owner: "them" });
  const inSight = detectorOf().findings.filter(({ archived }) => !archived);
  expect(inSight.map(({ type }) => type)).toEqual([OLD_TYPE]);
});

test("a detector that an organisation manages is the organisation's, from beginning to end", async () => {
  Object.assign(detectorOf(), {
    enabled: true,
    administrator: { accountId: "999999999999", relationshipStatus: "Enabled" },
  });
  const before = await listDetectors(lab.clients);
  await lab.build();
  const [result] = await lab.verify(["guardduty"]);
  expect(result).toMatchObject({ status: "met", findings: [{ status: "elsewhere" }, {}, {}] });
  expect((await lab.solve("guardduty")).actions).toEqual([]);
  expect(await lab.cleanUp()).toMatchObject({ clean: true, left: [], missing: [], changed: [] });
  expect(await listDetectors(lab.clients)).toEqual(before);
});
