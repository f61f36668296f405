import {
  ArchiveFindingsCommand,
  type Condition,
  CreateDetectorCommand,
  CreateFilterCommand,
  CreateSampleFindingsCommand,
  DeleteFilterCommand,
  GetFilterCommand,
  GetFindingsCommand,
  GetFindingsStatisticsCommand,
  GuardDutyClient,
  ListFiltersCommand,
  ListFindingsCommand,
  UnarchiveFindingsCommand,
  UpdateFilterCommand,
  UpdateFindingsFeedbackCommand,
} from "@aws-sdk/client-guardduty";
import { expect, test } from "vitest";
import { guardDutyStore } from "../../../../../infra/local/services/guardduty/store.ts";
import { useTestAccount } from "../../../../helpers/local-account.ts";

const DNS = "Backdoor:EC2/C&CActivity.B!DNS";
const NETWORK = "Backdoor:EC2/DenialOfService.UdpOnTcpPorts";
const IAM = "UnauthorizedAccess:IAMUser/TorIPCaller";
const BRUTE = "UnauthorizedAccess:EC2/SSHBruteForce";
const SEQUENCE = "AttackSequence:S3/CompromisedData";
const TYPES = [DNS, NETWORK, IAM, BRUTE, SEQUENCE];

async function useFindings(FindingTypes: string[] = TYPES) {
  const account = await useTestAccount();
  const guardDuty = account.client(GuardDutyClient);
  const { DetectorId } = await guardDuty.send(new CreateDetectorCommand({ Enable: true }));
  await guardDuty.send(new CreateSampleFindingsCommand({ DetectorId, FindingTypes }));
  const typesOf = async (ids: string[] = []) => {
    const { Findings = [] } = await guardDuty.send(new GetFindingsCommand({ DetectorId, FindingIds: ids }));
    return Findings.map(({ Type }) => Type!);
  };
  return {
    account,
    guardDuty,
    DetectorId,
    typesOf,
    idsOf: async (Criterion: Record<string, Condition> = {}) =>
      (await guardDuty.send(new ListFindingsCommand({ DetectorId, FindingCriteria: { Criterion } })))
        .FindingIds!,
  };
}

test.each<[string, Record<string, Condition>, string[]]>([
  ["nothing", {}, TYPES],
  ["a type", { type: { Equals: [DNS, IAM] } }, [DNS, IAM]],
  ["a type in the old spelling", { type: { Eq: [DNS] } }, [DNS]],
  ["another type", { type: { NotEquals: [DNS, IAM, SEQUENCE] } }, [NETWORK, BRUTE]],
  ["another type in the old spelling", { type: { Neq: [DNS, IAM, SEQUENCE, BRUTE] } }, [NETWORK]],
  ["a severity and above", { severity: { GreaterThanOrEqual: 8 } }, [DNS, NETWORK, SEQUENCE]],
  ["above a severity", { severity: { Gt: 8 } }, [SEQUENCE]],
  ["a range of severities", { severity: { Gte: 4, Lt: 7 } }, [IAM]],
  ["below a severity", { severity: { LessThanOrEqual: 5 } }, [IAM, BRUTE]],
  ["whole severities", { severity: { Equals: ["9", "2"] } }, [BRUTE, SEQUENCE]],
  ["what is not archived", { "service.archived": { Equals: ["false"] } }, TYPES],
  ["what is archived", { "service.archived": { Equals: ["true"] } }, []],
  ["a kind of resource", { "resource.resourceType": { Equals: ["AccessKey"] } }, [IAM]],
  ["an action", { "service.action.actionType": { Equals: ["DNS_REQUEST"] } }, [DNS]],
  [
    "a port, as text",
    { "service.action.networkConnectionAction.localPortDetails.port": { Equals: ["22"] } },
    [BRUTE],
  ],
  [
    "an address within a list",
    {
      "resource.instanceDetails.networkInterfaces.privateIpAddresses.privateIpAddress": {
        Equals: ["10.0.0.1"],
      },
    },
    [DNS, NETWORK, BRUTE],
  ],
  ["what the additional info says", { "service.additionalInfo.sample": { Equals: ["true"] } }, TYPES],
  [
    "the account and the Region",
    { accountId: { Equals: ["123456789012"] }, region: { Equals: ["us-east-1"] } },
    TYPES,
  ],
  ["another Region", { region: { Equals: ["eu-west-1"] } }, []],
  ["a time long ago", { updatedAt: { GreaterThanOrEqual: 1_486_685_375_000 } }, TYPES],
  ["a time to come", { updatedAt: { GreaterThanOrEqual: Date.now() + 3_600_000 } }, []],
  [
    "two things at once",
    { severity: { Gte: 7 }, "resource.resourceType": { Equals: ["Instance"] } },
    [DNS, NETWORK],
  ],
])("findings are listed by %s", async (_, criterion, expected) => {
  const { idsOf, typesOf } = await useFindings();
  expect((await typesOf(await idsOf(criterion))).sort()).toEqual([...expected].sort());
});

test.each<[string, Record<string, Condition>]>([
  ["an attribute that there is not", { colour: { Equals: ["red"] } }],
  ["a pattern outside of a filter", { type: { Matches: ["Backdoor*"] } }],
  ["a condition that says nothing", { type: {} }],
  ["no values", { type: { Equals: [] } }],
])("%s is refused", async (_, criterion) => {
  const { idsOf } = await useFindings([DNS]);
  await expect(idsOf(criterion)).rejects.toMatchObject({ name: "BadRequestException" });
});

test("findings are sorted and listed a page at a time; the last page's token is empty", async () => {
  const { guardDuty, DetectorId, typesOf } = await useFindings();
  const list = async (NextToken?: string) =>
    guardDuty.send(
      new ListFindingsCommand({
        DetectorId,
        MaxResults: 3,
        NextToken,
        SortCriteria: { AttributeName: "severity", OrderBy: "DESC" },
      }),
    );
  const first = await list();
  const second = await list(first.NextToken);
  expect(first.FindingIds).toHaveLength(3);
  expect(second.NextToken).toBe("");
  const ids = [...first.FindingIds!, ...second.FindingIds!];
  const types = await Promise.all(ids.map(async (id) => (await typesOf([id]))[0]));
  expect([types[0], ...types.slice(3)]).toEqual([SEQUENCE, IAM, BRUTE]);
  await expect(list("nonsense")).rejects.toMatchObject({ name: "BadRequestException" });
});

test("findings are archived, brought back, and come back by themselves when it happens again", async () => {
  const { guardDuty, DetectorId, idsOf } = await useFindings();
  const archived = { "service.archived": { Equals: ["true"] } };
  const FindingIds = await idsOf({ type: { Equals: [DNS, IAM] } });
  await guardDuty.send(new ArchiveFindingsCommand({ DetectorId, FindingIds }));
  expect(await idsOf(archived)).toEqual(FindingIds);
  await guardDuty.send(new UnarchiveFindingsCommand({ DetectorId, FindingIds: FindingIds.slice(0, 1) }));
  expect(await idsOf(archived)).toEqual(FindingIds.slice(1));
  await guardDuty.send(new CreateSampleFindingsCommand({ DetectorId, FindingTypes: [IAM] }));
  expect(await idsOf(archived)).toEqual([]);
  await expect(
    guardDuty.send(new ArchiveFindingsCommand({ DetectorId, FindingIds: ["0".repeat(32)] })),
  ).rejects.toMatchObject({ name: "BadRequestException" });
});

test("only an administrator archives its members' findings", async () => {
  const { account, guardDuty, DetectorId, idsOf } = await useFindings([DNS]);
  const state = account.cloud.store(guardDutyStore, { accountId: "123456789012", region: "us-east-1" });
  state.detector!.administrator = { accountId: "999999999999", relationshipStatus: "Enabled" };
  await expect(
    guardDuty.send(new ArchiveFindingsCommand({ DetectorId, FindingIds: await idsOf() })),
  ).rejects.toMatchObject({ name: "BadRequestException" });
  expect(await idsOf({ "service.archived": { Equals: ["false"] } })).toHaveLength(1);
});

test("feedback is kept with the finding", async () => {
  const { guardDuty, DetectorId, idsOf } = await useFindings([DNS]);
  const FindingIds = await idsOf();
  await guardDuty.send(new UpdateFindingsFeedbackCommand({ DetectorId, FindingIds, Feedback: "USEFUL" }));
  const { Findings } = await guardDuty.send(new GetFindingsCommand({ DetectorId, FindingIds }));
  expect(Findings![0]!.Service!.UserFeedback).toBe("USEFUL");
});

test("findings are counted by severity, and by what they are grouped by", async () => {
  const { guardDuty, DetectorId } = await useFindings();
  const count = async (input: Partial<ConstructorParameters<typeof GetFindingsStatisticsCommand>[0]>) =>
    (await guardDuty.send(new GetFindingsStatisticsCommand({ DetectorId, ...input }))).FindingStatistics!;
  expect(await count({ FindingStatisticTypes: ["COUNT_BY_SEVERITY"] })).toEqual({
    CountBySeverity: { "2.0": 1, "5.0": 1, "8.0": 2, "9.0": 1 },
  });
  const { GroupedBySeverity } = await count({ GroupBy: "SEVERITY", MaxResults: 1 });
  expect(GroupedBySeverity).toMatchObject([{ Severity: 8, TotalFindings: 2 }]);
  const { GroupedByFindingType } = await count({ GroupBy: "FINDING_TYPE" });
  expect(GroupedByFindingType!.map(({ FindingType }) => FindingType).sort()).toEqual([...TYPES].sort());
  const { GroupedByResource } = await count({ GroupBy: "RESOURCE" });
  expect(GroupedByResource![0]).toMatchObject({ ResourceId: "i-99999999", TotalFindings: 3 });
  const { GroupedByDate } = await count({ GroupBy: "DATE", OrderBy: "ASC" });
  expect(GroupedByDate!.at(-1)).toMatchObject({ Severity: 8, TotalFindings: 2 });
  const { GroupedByAccount } = await count({ GroupBy: "ACCOUNT" });
  expect(GroupedByAccount).toMatchObject([{ AccountId: "123456789012", TotalFindings: 5 }]);
  for (const wrong of [
    {},
    { FindingStatisticTypes: ["COUNT_BY_SEVERITY" as const], GroupBy: "DATE" as const },
    { FindingStatisticTypes: ["COUNT_BY_SEVERITY" as const], MaxResults: 5 },
  ])
    await expect(count(wrong)).rejects.toMatchObject({ name: "BadRequestException" });
});

test("a filter that archives keeps what comes after it out of sight", async () => {
  const { guardDuty, DetectorId, idsOf } = await useFindings([NETWORK]);
  const filter = {
    DetectorId,
    Name: "dns-noise",
    Action: "ARCHIVE" as const,
    Description: "Known",
    FindingCriteria: { Criterion: { type: { Matches: ["*!DNS"] } } },
  };
  await guardDuty.send(new CreateFilterCommand(filter));
  await expect(guardDuty.send(new CreateFilterCommand(filter))).rejects.toMatchObject({
    name: "BadRequestException",
    message: "The request is rejected because a filter with the given name already exists.",
  });
  await guardDuty.send(new CreateFilterCommand({ ...filter, Name: "first", Rank: 1, Action: "NOOP" }));
  expect((await guardDuty.send(new ListFiltersCommand({ DetectorId }))).FilterNames).toEqual([
    "first",
    "dns-noise",
  ]);
  expect(await guardDuty.send(new GetFilterCommand({ DetectorId, FilterName: "dns-noise" }))).toMatchObject({
    Action: "ARCHIVE",
    Rank: 2,
    Description: "Known",
    FindingCriteria: { Criterion: { type: { Matches: ["*!DNS"] } } },
  });

  await guardDuty.send(new CreateSampleFindingsCommand({ DetectorId, FindingTypes: [DNS, NETWORK] }));
  expect(await idsOf({ "service.archived": { Equals: ["true"] } })).toEqual(
    await idsOf({ type: { Equals: [DNS] } }),
  );

  await guardDuty.send(new UpdateFilterCommand({ DetectorId, FilterName: "dns-noise", Action: "NOOP" }));
  await guardDuty.send(new CreateSampleFindingsCommand({ DetectorId, FindingTypes: [DNS] }));
  expect(await idsOf({ "service.archived": { Equals: ["true"] } })).toEqual([]);
  await guardDuty.send(new DeleteFilterCommand({ DetectorId, FilterName: "dns-noise" }));
  await expect(
    guardDuty.send(new GetFilterCommand({ DetectorId, FilterName: "dns-noise" })),
  ).rejects.toMatchObject({ name: "BadRequestException" });
});
