import {
  ArchiveFindingsCommand,
  CreateSampleFindingsCommand,
  type Finding,
  ListFindingsCommand,
} from "@aws-sdk/client-guardduty";
import { describe, expect, test } from "vitest";
import { isSample } from "../../../../tasks/guardduty/findings.ts";
import { stepStatusOf } from "../../../../tasks/labs/finding.ts";
import { noFindings, type SampleFacts } from "../../../../tasks/labs/fnd203/sample-findings/facts.ts";
import { judge } from "../../../../tasks/labs/fnd203/sample-findings/judge.ts";
import { observe } from "../../../../tasks/labs/fnd203/sample-findings/observe.ts";
import * as step from "../../../../tasks/labs/fnd203/sample-findings/solve.ts";
import type { LabSituation } from "../../../../tasks/labs/lab.ts";
import { createActor } from "../../../helpers/actors.ts";
import { clientsOf } from "../../fixtures/built-lab.ts";
import { collected } from "../../fixtures/collected.ts";
import { type GuardDutyLab, useGuardDutyLab } from "../../fixtures/guardduty-lab.ts";
import { expectMet, expectUnmet } from "../../fixtures/table.ts";

const solve = collected(step.solve);

const ALL = { critical: 5, high: 45, medium: 50, low: 0 };
const facts = (given: Partial<SampleFacts> = {}): SampleFacts => ({
  detectorId: "d1",
  samples: noFindings(),
  findings: noFindings(),
  requests: [],
  ...given,
});
const asked = (...types: string[]) => [{ at: new Date(), types }];

describe("judged", () => {
  test.each<[string, Partial<SampleFacts>]>([
    ["all of today's", { samples: ALL, findings: { critical: 5, high: 109, medium: 84, low: 31 } }],
    ["as many as in 2019", { samples: { critical: 0, high: 9, medium: 31, low: 5 } }],
    ["some thirty of them", { samples: { critical: 1, high: 0, medium: 1, low: 28 } }],
  ])("met: %s", (_, given) => {
    const findings = judge(facts(given));
    expectMet(findings);
    expect(findings).toHaveLength(3);
  });

  test("the numbers by severity are told", () => {
    const [all] = judge(facts({ samples: ALL, findings: { critical: 5, high: 109, medium: 84, low: 31 } }));
    expect(all!.actual).toContain("5 critical, 109 high, 84 medium and 31 low");
  });

  test.each<[string, Partial<SampleFacts>, [string, string]]>([
    ["no detector", { detectorId: undefined }, ["has made its sample", "no detector in this Region"]],
    ["no samples", {}, ["has made its sample", "No sample has been made"]],
    [
      "one sample",
      { samples: { ...noFindings(), high: 1 } },
      ["has made its sample", "1 sample has been made"],
    ],
    [
      "those of one family",
      { samples: { ...noFindings(), high: 12 } },
      ["has made", "12 samples have been made"],
    ],
    [
      "none of high severity",
      { samples: { ...noFindings(), medium: 40 } },
      ["are of high severity", "40 samples"],
    ],
    [
      "none of medium severity",
      { samples: { ...noFindings(), high: 40 } },
      ["are of medium severity", "40 samples"],
    ],
    [
      "real findings, and no samples",
      { findings: { critical: 0, high: 40, medium: 40, low: 0 } },
      ["has made", "The other findings are real ones"],
    ],
    [
      "asked for a few types, and those are there",
      { samples: { ...noFindings(), high: 2 }, requests: asked("Trojan:EC2/DropPoint") },
      ["has made", "2 samples have been made"],
    ],
  ])("unmet: %s", (_, given, said) => expectUnmet(judge(facts(given)), said));

  test.each<[string, Partial<SampleFacts>, string]>([
    ["asked for, and none is there", { requests: asked() }, "none has appeared yet"],
    [
      "asked for, and the first ones are there",
      { requests: asked(), samples: { ...noFindings(), high: 3 } },
      "3 have appeared yet",
    ],
  ])("waiting: %s", (_, given, said) => {
    const findings = judge(facts(given));
    expect(stepStatusOf(findings)).toBe("waiting");
    expect(findings[0]!.actual).toContain(said);
  });
});

describe("a sample is told from a real finding", () => {
  const finding = (Value: string, more: Partial<Finding> = {}): Finding =>
    ({
      Title: "Outbound traffic",
      Service: { AdditionalInfo: { Type: "default", Value } },
      ...more,
    }) as Finding;
  test.each<[string, Finding, boolean]>([
    ["by its additional info", finding('{"threatListName":"x","sample":true}'), true],
    ["by the console's prefix", finding("{}", { Title: "[SAMPLE] Outbound traffic" }), true],
    [
      "by the instance that there is not",
      finding("{}", { Resource: { InstanceDetails: { InstanceId: "i-99999999" } } }),
      true,
    ],
    [
      "by a key that there is not",
      finding("{}", { Resource: { AccessKeyDetails: { AccessKeyId: "GeneratedFindingAccessKeyId" } } }),
      true,
    ],
    ["and a real one is real", finding('{"sample":false,"threatListName":"sample"}'), false],
    ["and so is one that says nothing", finding(""), false],
  ])("%s", (_, given, expected) => expect(isSample(given)).toBe(expected));
});

const verify = async ({ clients }: GuardDutyLab, lab: LabSituation) =>
  judge(await observe(clients, { ...lab }));

const make = ({ clients }: GuardDutyLab, DetectorId: string, FindingTypes?: string[]) =>
  clients.guardDuty.send(new CreateSampleFindingsCommand({ DetectorId, FindingTypes }));

describe("in an account", () => {
  test("solved from nothing: enabled, made, and twice is once", async () => {
    const guardDuty = await useGuardDutyLab();
    const lab = await guardDuty.begin();
    expectUnmet(await verify(guardDuty, lab), ["has made its sample", "no detector"]);
    const operations = (await solve(guardDuty.clients, lab)).map(({ operation }) => operation);
    expect(operations).toEqual(["CreateDetector", "CreateSampleFindings"]);
    expectMet(await verify(guardDuty, lab));
    expect(await solve(guardDuty.clients, { ...lab })).toEqual([]);
  });

  test("solved in a suspended detector: resumed first", async () => {
    const guardDuty = await useGuardDutyLab();
    await guardDuty.makeDetector({ Enable: false });
    const lab = await guardDuty.begin();
    const operations = (await solve(guardDuty.clients, lab)).map(({ operation }) => operation);
    expect(operations).toEqual(["UpdateDetector", "CreateSampleFindings"]);
    expect(guardDuty.record().enabled).toBe(true);
    expectMet(await verify(guardDuty, lab));
  });

  test("a few types only: not done, however often they are made", async () => {
    const guardDuty = await useGuardDutyLab();
    const lab = await guardDuty.begin();
    const id = await guardDuty.makeDetector();
    await make(guardDuty, id, ["Trojan:EC2/DropPoint", "Backdoor:EC2/C&CActivity.B"]);
    await make(guardDuty, id, ["Trojan:EC2/DropPoint"]);
    expectUnmet(await verify(guardDuty, lab), ["has made its sample", "2 samples have been made"]);
  });

  test("samples of before the lab do not count, and count once they are made anew", async () => {
    const guardDuty = await useGuardDutyLab();
    const id = await guardDuty.makeDetector();
    await make(guardDuty, id);
    for (const finding of guardDuty.record().findings) finding.updatedAt = new Date(Date.now() - 86_400_000);
    const lab = await guardDuty.begin();
    expect(stepStatusOf(await verify(guardDuty, { ...lab, startedAt: new Date() }))).not.toBe("met");
    await make(guardDuty, id);
    expectMet(await verify(guardDuty, lab));
  });

  test("archived samples have been made all the same", async () => {
    const guardDuty = await useGuardDutyLab();
    const lab = await guardDuty.begin();
    const DetectorId = await guardDuty.makeDetector();
    await make(guardDuty, DetectorId);
    const { FindingIds } = await guardDuty.clients.guardDuty.send(new ListFindingsCommand({ DetectorId }));
    await guardDuty.clients.guardDuty.send(new ArchiveFindingsCommand({ DetectorId, FindingIds }));
    expectMet(await verify(guardDuty, lab));
  });

  test("asked for and not to be seen yet: waiting; solve asks no second time; found when they appear", async () => {
    const guardDuty = await useGuardDutyLab({ pace: "real" });
    const lab = await guardDuty.begin();
    await make(guardDuty, await guardDuty.makeDetector());
    // CloudTrail's events of a real day are late as well: these are let through.
    const seen = await observe(guardDuty.clients, { ...lab });
    expect(seen.samples).toEqual(noFindings());
    expect(stepStatusOf(judge({ ...seen, requests: asked() }))).toBe("waiting");
    for (const finding of guardDuty.record().findings) finding.visibleAt = new Date();
    expectMet(await verify(guardDuty, lab));
  });

  test("the event history tells that they were asked for, and what was refused tells nothing", async () => {
    const guardDuty = await useGuardDutyLab();
    const lab = await guardDuty.begin();
    const id = await guardDuty.makeDetector();
    await expect(make(guardDuty, id, ["Backdoor:EC2/XORDDOS"])).rejects.toThrow();
    expect((await observe(guardDuty.clients, { ...lab })).requests).toEqual([]);
    await make(guardDuty, id);
    for (const finding of guardDuty.record().findings) finding.visibleAt = new Date(Date.now() + 60_000);
    expect((await observe(guardDuty.clients, { ...lab })).requests).toEqual([
      { at: expect.any(Date), types: [] },
    ]);
    expect(stepStatusOf(await verify(guardDuty, lab))).toBe("waiting");
    expect(await solve(guardDuty.clients, { ...lab })).toEqual([]);
  });

  test("whoever may not read the event history is told what is there", async () => {
    const guardDuty = await useGuardDutyLab();
    const lab = await guardDuty.begin();
    await guardDuty.makeDetector();
    const { credentials } = await createActor(guardDuty.account, { Action: "guardduty:*", Resource: "*" });
    const seen = await observe(clientsOf(guardDuty.account, { credentials }), lab);
    expectUnmet(judge(seen), ["has made its sample", "No sample has been made"]);
  });

  test("six calls are enough, and the event history is asked only where samples are missing", async () => {
    const guardDuty = await useGuardDutyLab();
    const lab = await guardDuty.begin();
    const id = await guardDuty.makeDetector();
    const counts = { ListDetectors: 1, ListFindings: 2, GetFindingsStatistics: 1 };
    expect(await guardDuty.callsOf(() => verify(guardDuty, lab))).toEqual({ ...counts, LookupEvents: 1 });
    await make(guardDuty, id);
    expect(await guardDuty.callsOf(() => verify(guardDuty, lab))).toEqual({ ...counts, GetFindings: 2 });
  });
});
