import {
  ArchiveFindingsCommand,
  CreateSampleFindingsCommand,
  ListFindingsCommand,
} from "@aws-sdk/client-guardduty";
import { describe, expect, test } from "vitest";
import { stepStatusOf } from "../../../../tasks/labs/finding.ts";
import * as guardDutyStep from "../../../../tasks/labs/fnd203/guardduty/observe.ts";
import * as samplesStep from "../../../../tasks/labs/fnd203/sample-findings/observe.ts";
import type { SeenFinding, ThreeFacts } from "../../../../tasks/labs/fnd203/three-findings/facts.ts";
import { judge } from "../../../../tasks/labs/fnd203/three-findings/judge.ts";
import { observe } from "../../../../tasks/labs/fnd203/three-findings/observe.ts";
import { SLOTS } from "../../../../tasks/labs/fnd203/three-findings/slots.ts";
import * as step from "../../../../tasks/labs/fnd203/three-findings/solve.ts";
import { threeFindings } from "../../../../tasks/labs/fnd203/three-findings/step.ts";
import type { LabSituation } from "../../../../tasks/labs/lab.ts";
import { collected } from "../../fixtures/collected.ts";
import { type GuardDutyLab, useGuardDutyLab } from "../../fixtures/guardduty-lab.ts";
import { expectMet, expectUnmet } from "../../fixtures/table.ts";

const solve = collected(step.solve);

const seen = (type: string, action: string, resource: string, archived = false): SeenFinding => ({
  id: type,
  type,
  action,
  resource,
  archived,
});
const DNS = seen("Backdoor:EC2/C&CActivity.B!DNS", "DNS_REQUEST", "Instance");
const FLOW = seen("Backdoor:EC2/DenialOfService.UdpOnTcpPorts", "NETWORK_CONNECTION", "Instance");
const CALL = seen("UnauthorizedAccess:IAMUser/TorIPCaller", "AWS_API_CALL", "AccessKey");
const facts = (findings: SeenFinding[], given: Partial<ThreeFacts> = {}): ThreeFacts => ({
  detectorId: "d1",
  findings,
  requests: [],
  ...given,
});

describe("judged", () => {
  test.each<[string, SeenFinding[]]>([
    ["the guide of today", [DNS, FLOW, CALL]],
    [
      "the text of 2019, where old findings are still there",
      [
        DNS,
        seen("Backdoor:EC2/XORDDOS", "NETWORK_CONNECTION", "Instance"),
        seen("UnauthorizedAccess:IAMUser/UnusualASNCaller", "AWS_API_CALL", "AccessKey"),
      ],
    ],
    [
      "other types that were seen the same way",
      [
        seen("Trojan:EC2/PhishingDomainRequest!DNS", "DNS_REQUEST", "Instance"),
        seen("Backdoor:EC2/C&CActivity.B", "NETWORK_CONNECTION", "Instance"),
        seen("Discovery:IAMUser/AnomalousBehavior", "AWS_API_CALL", "AccessKey"),
      ],
    ],
  ])("met: %s", (_, findings) => expectMet(judge(facts(findings))));

  test("a stand-in says for what it stands, and the original does not", () => {
    const [dns, flow] = judge(facts([DNS, FLOW, CALL]));
    expect(flow!.actual).toContain("It stands for Backdoor:EC2/XORDDOS, retired in June 2019.");
    expect(dns!.actual).not.toContain("stands for");
  });

  test("archived: met, with advice where to look", () => {
    expectMet(judge(facts([{ ...DNS, archived: true }, FLOW, CALL])), ["DNS logs", "and archived"]);
    expect(judge(facts([{ ...DNS, archived: true }, DNS, FLOW, CALL]))[0]!.status).toBe("met");
  });

  test.each<[string, ThreeFacts, [string, string]]>([
    ["no detector", { findings: [], requests: [] }, ["DNS logs", "no detector"]],
    ["no findings", facts([]), ["DNS logs", "There is none."]],
    ["the flow log's missing", facts([DNS, CALL]), ["VPC flow logs", "Do not look for Backdoor:EC2/XORDDOS"]],
    ["the call's missing", facts([DNS, FLOW]), ["management events", "retired it in December 2018"]],
    [
      "the DNS type of Runtime Monitoring, which is another source",
      facts([seen("Backdoor:Runtime/C&CActivity.B!DNS", "DNS_REQUEST", "Instance"), FLOW, CALL]),
      ["DNS logs", "There is none."],
    ],
    [
      "the right type with another action",
      facts([{ ...DNS, action: "NETWORK_CONNECTION" }, FLOW, CALL]),
      ["DNS logs", "There is none."],
    ],
    [
      "the right type about another resource",
      facts([DNS, { ...FLOW, resource: "Container" }, CALL]),
      ["VPC flow logs", "There is none."],
    ],
    [
      "another finding about a key",
      facts([DNS, FLOW, seen("Policy:IAMUser/RootCredentialUsage", "AWS_API_CALL", "AccessKey")]),
      ["management events", "There is none."],
    ],
  ])("unmet: %s", (_, given, said) => expectUnmet(judge(given), said));

  test.each<[string, string[], string[]]>([
    ["all were asked for", [], ["waiting", "waiting", "waiting"]],
    ["one was asked for", [FLOW.type], ["unmet", "waiting", "unmet"]],
    ["something else was asked for", ["Trojan:EC2/DropPoint"], ["unmet", "unmet", "unmet"]],
  ])("not there yet: %s", (_, types, expected) => {
    const findings = judge(facts([], { requests: [{ at: new Date(), types }] }));
    expect(findings.map(({ status }) => status)).toEqual(expected);
  });
});

test("each question has one right answer, and says why", () => {
  for (const { choices, answer, explanation } of threeFindings.questions!) {
    expect(choices[answer]).toBeTruthy();
    expect(new Set(choices).size).toBe(choices.length);
    expect(explanation.length).toBeGreaterThan(100);
  }
});

const verify = async ({ clients }: GuardDutyLab, lab: LabSituation) =>
  judge(await observe(clients, { ...lab }));

const make = ({ clients }: GuardDutyLab, DetectorId: string, FindingTypes?: string[]) =>
  clients.guardDuty.send(new CreateSampleFindingsCommand({ DetectorId, FindingTypes }));

describe("in an account", () => {
  test("solved: only what is missing is made, and twice is once", async () => {
    const guardDuty = await useGuardDutyLab();
    const lab = await guardDuty.begin();
    await make(guardDuty, await guardDuty.makeDetector(), [SLOTS[0]!.current[0]!]);
    expectUnmet(await verify(guardDuty, lab), ["VPC flow logs", "There is none."]);
    const actions = await solve(guardDuty.clients, lab);
    expect(actions.map(({ operation }) => operation)).toEqual(["CreateSampleFindings"]);
    expect(guardDuty.record().findings.map(({ type, count }) => `${count} ${type}`)).toEqual(
      SLOTS.map(({ current }) => `1 ${current[0]}`),
    );
    expectMet(await verify(guardDuty, lab));
    expect(await solve(guardDuty.clients, { ...lab })).toEqual([]);
  });

  test("solved from nothing", async () => {
    const guardDuty = await useGuardDutyLab();
    const lab = await guardDuty.begin();
    expect(await solve(guardDuty.clients, lab)).toHaveLength(2);
    expectMet(await verify(guardDuty, lab));
  });

  test("every current type of a slot is seen as the slot says", async () => {
    const guardDuty = await useGuardDutyLab();
    const lab = await guardDuty.begin();
    const id = await guardDuty.makeDetector();
    for (const [index, { current }] of SLOTS.entries())
      for (const type of current) {
        await make(guardDuty, id, [type]);
        expect((await verify(guardDuty, lab))[index]!.status, type).toBe("met");
        guardDuty.record().findings.length = 0;
      }
  });

  test("archived by hand, and not to be seen yet", async () => {
    const guardDuty = await useGuardDutyLab();
    const lab = await guardDuty.begin();
    const DetectorId = await guardDuty.makeDetector();
    await make(guardDuty, DetectorId);
    const { FindingIds } = await guardDuty.clients.guardDuty.send(
      new ListFindingsCommand({
        DetectorId,
        FindingCriteria: { Criterion: { type: { Equals: [DNS.type] } } },
      }),
    );
    await guardDuty.clients.guardDuty.send(new ArchiveFindingsCommand({ DetectorId, FindingIds }));
    expectMet(await verify(guardDuty, lab));
    for (const finding of guardDuty.record().findings) finding.visibleAt = new Date(Date.now() + 60_000);
    expect(stepStatusOf(await verify(guardDuty, lab))).toBe("waiting");
    expect(await solve(guardDuty.clients, { ...lab })).toEqual([]);
  });

  test("the three steps together ask once which detector there is, and once for events", async () => {
    const guardDuty = await useGuardDutyLab();
    const lab = await guardDuty.begin();
    const id = await guardDuty.makeDetector();
    const all = () => {
      const together = { ...lab };
      return Promise.all(
        [guardDutyStep, samplesStep, { observe }].map((step) => step.observe(guardDuty.clients, together)),
      );
    };
    expect(await guardDuty.callsOf(all)).toMatchObject({ ListDetectors: 1, LookupEvents: 1 });
    await make(guardDuty, id);
    expect(await guardDuty.callsOf(all)).toEqual({
      ListDetectors: 1,
      GetDetector: 1,
      GetAdministratorAccount: 1,
      ListFindings: 3,
      GetFindingsStatistics: 1,
      GetFindings: 3,
    });
  });
});
