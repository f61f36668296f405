import {
  CreateSampleFindingsCommand,
  DeleteDetectorCommand,
  type DetectorFeatureConfiguration,
  UpdateDetectorCommand,
} from "@aws-sdk/client-guardduty";
import { describe, expect, test } from "vitest";
import type { Scope, Sweeper } from "../../../../tasks/cleanup/sweeper.ts";
import { detectors } from "../../../../tasks/cleanup/sweepers/detectors.ts";
import { sampleFindings } from "../../../../tasks/cleanup/sweepers/sample-findings.ts";
import { listDetectors } from "../../../../tasks/inventory/guardduty.ts";
import * as guardduty from "../../../../tasks/labs/fnd203/guardduty/solve.ts";
import * as samples from "../../../../tasks/labs/fnd203/sample-findings/solve.ts";
import type { LabSituation } from "../../../../tasks/labs/lab.ts";
import { collected } from "../../fixtures/collected.ts";
import { type GuardDutyLab, PLACE, useGuardDutyLab } from "../../fixtures/guardduty-lab.ts";

const enable = collected(guardduty.solve);
const makeSamples = collected(samples.solve);

/** What clean-up knows of a lab without a stack. */
const scopeOf = ({ ledger, startedAt }: LabSituation): Scope => ({
  lab: "fnd203",
  ledger: ledger!,
  place: PLACE,
  suffix: "me",
  startedAt,
  before: new Set(ledger!.items.map(({ id }) => id)),
  stackResources: new Map(),
  templateReferences: new Set(),
  vpcs: [],
  keyPair: "FND203DemoKP",
  labStackRole: "arn:aws:iam::123456789012:role/none",
});

/** Sweeps as the machine does: what is not done yet is swept again. */
async function sweep({ clients }: GuardDutyLab, lab: LabSituation, sweeper: Sweeper): Promise<string[]> {
  const scope = scopeOf(lab);
  const items = (await sweeper.find(clients, scope)).map((item) => ({
    stage: "s",
    kind: sweeper.kind,
    ...item,
  }));
  for (const item of items.filter(({ action }) => action !== "leave"))
    for (let again = true; again; ) {
      again = false;
      try {
        await sweeper.sweep(clients, item, scope, new Date());
      } catch (error) {
        if ((error as Error).name !== "NotYet") throw error;
        again = true;
      }
    }
  return items.map(({ action }) => action);
}

const features = (...names: string[]): DetectorFeatureConfiguration[] =>
  names.map((Name) => ({ Name: Name as "S3_DATA_EVENTS", Status: "ENABLED" }));

describe("a detector", () => {
  test("of the lab goes, and going twice is no error", async () => {
    const guardDuty = await useGuardDutyLab();
    const lab = await guardDuty.begin();
    await makeSamples(guardDuty.clients, lab);
    const scope = scopeOf(lab);
    const [item] = await detectors.find(guardDuty.clients, scope);
    expect(item).toMatchObject({ action: "remove" });
    const planned = { stage: "s", kind: detectors.kind, ...item! };
    await detectors.sweep(guardDuty.clients, planned, scope, new Date());
    await detectors.sweep(guardDuty.clients, planned, scope, new Date());
    expect(await listDetectors(guardDuty.clients)).toEqual([]);
    expect(await detectors.find(guardDuty.clients, scope)).toEqual([]);
  });

  test("that was there and was not changed is nobody's business", async () => {
    const guardDuty = await useGuardDutyLab();
    await guardDuty.makeDetector();
    const lab = await guardDuty.begin();
    const before = await listDetectors(guardDuty.clients);
    await makeSamples(guardDuty.clients, lab);
    expect(await sweep(guardDuty, lab, detectors)).toEqual([]);
    expect(await listDetectors(guardDuty.clients)).toEqual(before);
  });

  test("that was suspended is suspended again", async () => {
    const guardDuty = await useGuardDutyLab();
    await guardDuty.makeDetector({ Enable: false });
    const lab = await guardDuty.begin();
    const before = await listDetectors(guardDuty.clients);
    await enable(guardDuty.clients, lab);
    expect(await listDetectors(guardDuty.clients)).not.toEqual(before);
    expect(await sweep(guardDuty, lab, detectors)).toEqual(["restore"]);
    expect(await listDetectors(guardDuty.clients)).toEqual(before);
  });

  test.each<
    [
      string,
      DetectorFeatureConfiguration[],
      Partial<{ FindingPublishingFrequency: "ONE_HOUR"; Enable: boolean }>,
    ]
  >([
    ["its frequency", [], { FindingPublishingFrequency: "ONE_HOUR" }],
    ["a plan", [{ Name: "S3_DATA_EVENTS", Status: "DISABLED" }], {}],
    [
      "the agents of runtime monitoring",
      [
        {
          Name: "RUNTIME_MONITORING",
          Status: "ENABLED",
          AdditionalConfiguration: [{ Name: "EC2_AGENT_MANAGEMENT", Status: "ENABLED" }],
        },
      ],
      {},
    ],
    ["everything", features("AI_ANALYST"), { FindingPublishingFrequency: "ONE_HOUR", Enable: false }],
  ])("that was there gets %s back", async (_, Features, change) => {
    const guardDuty = await useGuardDutyLab();
    const DetectorId = await guardDuty.makeDetector();
    const lab = await guardDuty.begin();
    const before = await listDetectors(guardDuty.clients);
    await guardDuty.clients.guardDuty.send(new UpdateDetectorCommand({ DetectorId, Features, ...change }));
    expect(await listDetectors(guardDuty.clients)).not.toEqual(before);
    expect(await sweep(guardDuty, lab, detectors)).toEqual(["restore"]);
    expect(await listDetectors(guardDuty.clients)).toEqual(before);
    expect(await sweep(guardDuty, lab, detectors)).toEqual([]);
  });

  test("gets both kinds of runtime monitoring back, which no one request may name", async () => {
    const guardDuty = await useGuardDutyLab();
    const DetectorId = await guardDuty.makeDetector({ Features: features("EKS_RUNTIME_MONITORING") });
    const lab = await guardDuty.begin();
    const before = await listDetectors(guardDuty.clients);
    for (const change of [
      { Name: "EKS_RUNTIME_MONITORING" as const, Status: "DISABLED" as const },
      { Name: "RUNTIME_MONITORING" as const, Status: "ENABLED" as const },
    ])
      await guardDuty.clients.guardDuty.send(new UpdateDetectorCommand({ DetectorId, Features: [change] }));
    expect(await sweep(guardDuty, lab, detectors)).toEqual(["restore"]);
    expect(await listDetectors(guardDuty.clients)).toEqual(before);
  });

  test("that another account manages is left, made before the lab or since", async () => {
    for (const early of [true, false]) {
      const guardDuty = await useGuardDutyLab();
      if (early) await guardDuty.makeDetector();
      const lab = await guardDuty.begin();
      if (!early) await guardDuty.makeDetector();
      guardDuty.record().frequency = "ONE_HOUR";
      guardDuty.record().administrator = { accountId: "999999999999", relationshipStatus: "Enabled" };
      const before = await listDetectors(guardDuty.clients);
      expect(await sweep(guardDuty, lab, detectors)).toEqual(["leave"]);
      expect(await listDetectors(guardDuty.clients)).toEqual(before);
    }
  });

  test("in the place of one that was there is the lab's, and goes", async () => {
    const guardDuty = await useGuardDutyLab();
    const DetectorId = await guardDuty.makeDetector();
    const lab = await guardDuty.begin();
    await guardDuty.clients.guardDuty.send(new DeleteDetectorCommand({ DetectorId }));
    await guardDuty.makeDetector();
    expect(await sweep(guardDuty, lab, sampleFindings)).toEqual([]);
    expect(await sweep(guardDuty, lab, detectors)).toEqual(["remove"]);
    expect(await listDetectors(guardDuty.clients)).toEqual([]);
  });
});

const archived = (guardDuty: GuardDutyLab) =>
  guardDuty.record().findings.filter((finding) => finding.archived).length;

describe("sample findings", () => {
  test("in the lab's own detector go with it", async () => {
    const guardDuty = await useGuardDutyLab();
    const lab = await guardDuty.begin();
    await makeSamples(guardDuty.clients, lab);
    expect(await sampleFindings.find(guardDuty.clients, scopeOf(lab))).toEqual([]);
  });

  test("in a detector that was there are archived, those of before left in sight", async () => {
    const guardDuty = await useGuardDutyLab();
    const DetectorId = await guardDuty.makeDetector();
    const FindingTypes = ["Trojan:EC2/DropPoint"];
    await guardDuty.clients.guardDuty.send(new CreateSampleFindingsCommand({ DetectorId, FindingTypes }));
    for (const finding of guardDuty.record().findings) finding.createdAt = new Date(Date.now() - 3_600_000);
    const lab = await guardDuty.begin();
    await makeSamples(guardDuty.clients, lab);
    expect(await sweep(guardDuty, lab, sampleFindings)).toEqual(["remove"]);
    expect(archived(guardDuty)).toBe(228);
    expect(guardDuty.record().findings[0]).toMatchObject({ type: FindingTypes[0], archived: false });
    expect(await sweep(guardDuty, lab, sampleFindings)).toEqual([]);
  });

  test("that appear while others are archived are found by another look", async () => {
    const guardDuty = await useGuardDutyLab();
    await guardDuty.makeDetector();
    const lab = await guardDuty.begin();
    await makeSamples(guardDuty.clients, lab);
    const late = guardDuty.record().findings.slice(100);
    for (const finding of late) finding.visibleAt = new Date(Date.now() + 3_600_000);
    const scope = scopeOf(lab);
    const [item] = await sampleFindings.find(guardDuty.clients, scope);
    const planned = { stage: "s", kind: sampleFindings.kind, ...item! };
    const sweepOnce = () => sampleFindings.sweep(guardDuty.clients, planned, scope, new Date());
    await expect(sweepOnce()).rejects.toMatchObject({ name: "NotYet" });
    for (const finding of late) finding.visibleAt = new Date();
    await expect(sweepOnce()).rejects.toMatchObject({ name: "NotYet" });
    await sweepOnce();
    expect(archived(guardDuty)).toBe(229);
  });

  test("of a member account are left to the administrator", async () => {
    const guardDuty = await useGuardDutyLab();
    await guardDuty.makeDetector();
    guardDuty.record().administrator = { accountId: "999999999999", relationshipStatus: "Enabled" };
    const lab = await guardDuty.begin();
    // Handrail makes none there; the participant may.
    await expect(makeSamples(guardDuty.clients, lab)).rejects.toMatchObject({ name: "NotSolved" });
    const DetectorId = guardDuty.record().id;
    await guardDuty.clients.guardDuty.send(new CreateSampleFindingsCommand({ DetectorId }));
    expect(await sweep(guardDuty, lab, sampleFindings)).toEqual(["leave"]);
    expect(archived(guardDuty)).toBe(0);
  });
});
