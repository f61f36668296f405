import {
  DeleteDetectorCommand,
  GetDetectorCommand,
  GuardDutyClient,
  UpdateDetectorCommand,
} from "@aws-sdk/client-guardduty";
import { describe, expect, test } from "vitest";
import { injectFault } from "../../../../infra/local/faults.ts";
import { badRequest } from "../../../../infra/local/services/guardduty/errors.ts";
import { listDetectors } from "../../../../tasks/inventory/guardduty.ts";
import { stepStatusOf } from "../../../../tasks/labs/finding.ts";
import type { DetectorFacts } from "../../../../tasks/labs/fnd203/guardduty/facts.ts";
import { judge } from "../../../../tasks/labs/fnd203/guardduty/judge.ts";
import { observe } from "../../../../tasks/labs/fnd203/guardduty/observe.ts";
import * as step from "../../../../tasks/labs/fnd203/guardduty/solve.ts";
import type { LabSituation } from "../../../../tasks/labs/lab.ts";
import { createActor } from "../../../helpers/actors.ts";
import { clientsOf } from "../../fixtures/built-lab.ts";
import { collected } from "../../fixtures/collected.ts";
import { type GuardDutyLab, useGuardDutyLab } from "../../fixtures/guardduty-lab.ts";
import { expectMet, expectUnmet } from "../../fixtures/table.ts";

const solve = collected(step.solve);

const SOURCES = ["CLOUD_TRAIL", "DNS_LOGS", "FLOW_LOGS"];
const ENABLED = JSON.stringify({ features: {}, frequency: "SIX_HOURS", status: "ENABLED" });
const SUSPENDED = JSON.stringify({ features: {}, frequency: "SIX_HOURS", status: "DISABLED" });

type Detector = NonNullable<DetectorFacts["detector"]>;
const NONE: DetectorFacts = { region: "eu-west-1" };
const facts = (detector: Partial<Detector> = {}): DetectorFacts => ({
  region: "eu-west-1",
  detector: { id: "d1", enabled: true, sources: SOURCES, plans: [], ...detector },
});

describe("judged", () => {
  test.each<[string, DetectorFacts, [string, string] | undefined]>([
    ["on, and made for the lab", facts(), undefined],
    ["on, and there before", facts({ before: ENABLED }), undefined],
    [
      "on with plans that were there before",
      facts({ before: ENABLED, plans: ["S3_DATA_EVENTS"] }),
      undefined,
    ],
    [
      "on with the plans that come by themselves",
      facts({ plans: ["S3_DATA_EVENTS", "LAMBDA_NETWORK_LOGS"] }),
      ["Nothing is switched on that the lab does not need", "S3 Protection and Lambda Protection are on."],
    ],
    [
      "on with runtime monitoring",
      facts({ plans: ["RUNTIME_MONITORING"] }),
      ["Nothing is switched on", "Runtime Monitoring is on."],
    ],
  ])("met: %s", (_, given, said) => {
    const findings = judge(given);
    expectMet(findings, said);
    if (!said) expect(findings.map(({ status }) => status)).toEqual(["met", "met", "met"]);
  });

  test("resumed, and suspended before: it says what will happen at the end", () => {
    const [on] = judge(facts({ before: SUSPENDED }));
    expect(on).toMatchObject({
      status: "met",
      actual: expect.stringContaining("clean-up suspends it again"),
    });
  });

  test("managed by an organisation: provided elsewhere", () => {
    const findings = judge(facts({ administrator: "999999999999", plans: ["S3_DATA_EVENTS"] }));
    expect(stepStatusOf(findings)).toBe("met");
    expect(findings[0]).toMatchObject({
      status: "elsewhere",
      actual: expect.stringContaining("999999999999"),
    });
    expect(findings[2]!.status).toBe("met");
  });

  test("a source that is not there yet is waited for, since nobody can switch it", () => {
    const findings = judge(facts({ sources: ["CLOUD_TRAIL"] }));
    expect(stepStatusOf(findings)).toBe("waiting");
    expect(findings[1]!.actual).toBe("It does not watch DNS logs and VPC flow logs yet.");
  });

  test.each<[string, DetectorFacts, [string, string]]>([
    ["nothing done", NONE, ["GuardDuty is on in eu-west-1", "There is no detector in eu-west-1."]],
    ["made and suspended", facts({ enabled: false }), ["GuardDuty is on", "The detector d1 is suspended"]],
    ["found suspended", facts({ enabled: false, before: SUSPENDED }), ["GuardDuty is on", "d1 is suspended"]],
    [
      "suspended although it ran before",
      facts({ enabled: false, before: ENABLED }),
      ["GuardDuty is on", "d1 is suspended"],
    ],
    [
      "suspended by its administrator",
      facts({ enabled: false, administrator: "999999999999" }),
      ["GuardDuty is on", "d1 is suspended"],
    ],
    [
      "suspended with every plan on",
      facts({ enabled: false, sources: [], plans: ["S3_DATA_EVENTS"] }),
      ["GuardDuty is on", "watches nothing"],
    ],
  ])("unmet: %s", (_, given, said) => expectUnmet(judge(given), said));

  test("whoever cannot resume a detector is told who can", () => {
    const [on] = judge(facts({ enabled: false, administrator: "999999999999" }));
    expect(on!.remedy).toContain("999999999999");
  });
});

const statusOf = async ({ clients }: GuardDutyLab, lab: LabSituation) =>
  stepStatusOf(judge(await observe(clients, { ...lab })));

const settings = async ({ clients }: GuardDutyLab) => (await listDetectors(clients))[0];

describe("in an account", () => {
  test("solved: on, with nothing that costs, and twice is once", async () => {
    const guardDuty = await useGuardDutyLab();
    const lab = await guardDuty.begin();
    expect(await statusOf(guardDuty, lab)).toBe("unmet");
    expect((await solve(guardDuty.clients, lab)).map(({ operation }) => operation)).toEqual([
      "CreateDetector",
    ]);
    const findings = judge(await observe(guardDuty.clients, lab));
    expect(findings.map(({ status }) => status)).toEqual(["met", "met", "met"]);
    expect(await solve(guardDuty.clients, lab)).toEqual([]);
    const { plans } = (await observe(guardDuty.clients, { ...lab })).detector!;
    expect(plans).toEqual([]);
  });

  test("the wrong Region, and deleted again: not done", async () => {
    const guardDuty = await useGuardDutyLab();
    const lab = await guardDuty.begin();
    const elsewhere = guardDuty.account.client(GuardDutyClient, { region: "eu-west-1" });
    await solve({ ...guardDuty.clients, guardDuty: elsewhere }, lab);
    expect(await statusOf(guardDuty, lab)).toBe("unmet");
    const DetectorId = await guardDuty.makeDetector();
    expect(await statusOf(guardDuty, lab)).toBe("met");
    await guardDuty.clients.guardDuty.send(new DeleteDetectorCommand({ DetectorId }));
    expect(await statusOf(guardDuty, lab)).toBe("unmet");
  });

  test("made by hand, plans and all: met, with advice, and solve leaves it", async () => {
    const guardDuty = await useGuardDutyLab();
    const lab = await guardDuty.begin();
    await guardDuty.makeDetector();
    const before = await settings(guardDuty);
    expectMet(judge(await observe(guardDuty.clients, lab)), ["Nothing is switched on", "AI Protection"]);
    expect(await solve(guardDuty.clients, lab)).toEqual([]);
    expect(await settings(guardDuty)).toEqual(before);
  });

  test("there before and suspended: solve resumes it and changes nothing else", async () => {
    const guardDuty = await useGuardDutyLab();
    const DetectorId = await guardDuty.makeDetector({
      Enable: false,
      FindingPublishingFrequency: "ONE_HOUR",
    });
    const before = JSON.parse((await settings(guardDuty))!.settings);
    const lab = await guardDuty.begin();
    expect(await statusOf(guardDuty, lab)).toBe("unmet");
    expect((await solve(guardDuty.clients, lab)).map(({ operation }) => operation)).toEqual([
      "UpdateDetector",
    ]);
    expect(await statusOf(guardDuty, lab)).toBe("met");
    const { id, settings: after } = (await settings(guardDuty))!;
    expect(id).toBe(DetectorId);
    expect(JSON.parse(after)).toEqual({ ...before, status: "ENABLED" });
    expect(await solve(guardDuty.clients, lab)).toEqual([]);
  });

  test("managed by an administrator: read as such, and never touched", async () => {
    const guardDuty = await useGuardDutyLab();
    const DetectorId = await guardDuty.makeDetector({ Enable: false });
    guardDuty.record().administrator = { accountId: "999999999999", relationshipStatus: "Enabled" };
    const lab = await guardDuty.begin();
    expect(await solve(guardDuty.clients, lab)).toEqual([]);
    expect(await statusOf(guardDuty, lab)).toBe("unmet");
    const { Status } = await guardDuty.clients.guardDuty.send(new GetDetectorCommand({ DetectorId }));
    expect(Status).toBe("DISABLED");
    guardDuty.record().enabled = true;
    const [on] = judge(await observe(guardDuty.clients, { ...lab }));
    expect(on).toMatchObject({ status: "elsewhere", resources: [DetectorId] });
  });

  test("a Region that refuses a plan gets its detector all the same, with none that it has", async () => {
    const guardDuty = await useGuardDutyLab();
    injectFault(guardDuty.account.cloud, {
      service: "guardduty",
      operation: "CreateDetector",
      times: 1,
      error: () =>
        badRequest("The request is rejected because an invalid or out-of-range value is specified."),
    });
    const lab = await guardDuty.begin();
    // Suspended until it is known which plans there are: each of the two calls is told.
    expect((await solve(guardDuty.clients, lab)).map(({ operation }) => operation)).toEqual([
      "CreateDetector",
      "UpdateDetector",
    ]);
    expect((await observe(guardDuty.clients, lab)).detector).toMatchObject({ enabled: true, plans: [] });
  });

  test("what GuardDuty refuses for good is not hidden", async () => {
    const guardDuty = await useGuardDutyLab();
    injectFault(guardDuty.account.cloud, {
      service: "guardduty",
      operation: "CreateDetector",
      error: () => badRequest("No."),
    });
    await expect(solve(guardDuty.clients, await guardDuty.begin())).rejects.toMatchObject({
      name: "BadRequestException",
    });
  });

  test("what may not be looked at is no answer", async () => {
    const guardDuty = await useGuardDutyLab();
    const lab = await guardDuty.begin();
    const { credentials } = await createActor(guardDuty.account, { Action: "ec2:*", Resource: "*" });
    await expect(observe(clientsOf(guardDuty.account, { credentials }), lab)).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
  });

  test("three calls are enough to verify it", async () => {
    const guardDuty = await useGuardDutyLab();
    const lab = await guardDuty.begin();
    const DetectorId = await guardDuty.makeDetector();
    await guardDuty.clients.guardDuty.send(new UpdateDetectorCommand({ DetectorId, Enable: true }));
    expect(await guardDuty.callsOf(() => observe(guardDuty.clients, lab))).toEqual({
      ListDetectors: 1,
      GetDetector: 1,
      GetAdministratorAccount: 1,
    });
  });
});
