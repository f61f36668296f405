// One file, however long: its subject is one kind of resource, and its tests share how one is made and read.
import {
  CreateDetectorCommand,
  DeleteDetectorCommand,
  GetAdministratorAccountCommand,
  GetDetectorCommand,
  GetRemainingFreeTrialDaysCommand,
  GuardDutyClient,
  ListDetectorsCommand,
  ListMembersCommand,
  ListOrganizationAdminAccountsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateDetectorCommand,
} from "@aws-sdk/client-guardduty";
import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { expect, test } from "vitest";
import { guardDutyStore } from "../../../../../infra/local/services/guardduty/store.ts";
import { cliAvailable, type TestAccount, useTestAccount } from "../../../../helpers/local-account.ts";

const PLACE = { accountId: "123456789012", region: "us-east-1" };

async function useGuardDuty() {
  const account = await useTestAccount();
  return { account, guardDuty: account.client(GuardDutyClient) };
}

async function create(guardDuty: GuardDutyClient, input = {}): Promise<string> {
  return (await guardDuty.send(new CreateDetectorCommand({ Enable: true, ...input }))).DetectorId!;
}

async function statuses(guardDuty: GuardDutyClient, DetectorId: string) {
  const { Features = [] } = await guardDuty.send(new GetDetectorCommand({ DetectorId }));
  return Object.fromEntries(Features.map(({ Name, Status }) => [Name, Status]));
}

/** Puts the account under an administrator, which no call of its own could. */
function putUnderAdministrator({ cloud }: TestAccount): void {
  cloud.store(guardDutyStore, PLACE).detector!.administrator = {
    accountId: "999999999999",
    relationshipStatus: "Enabled",
  };
}

test("a new detector has every plan on but runtime monitoring, and its service's role", async () => {
  const { account, guardDuty } = await useGuardDuty();
  const DetectorId = await create(guardDuty);
  expect(DetectorId).toMatch(/^[0-9a-f]{32}$/);
  const detector = await guardDuty.send(new GetDetectorCommand({ DetectorId }));
  expect(detector).toMatchObject({
    Status: "ENABLED",
    FindingPublishingFrequency: "SIX_HOURS",
    ServiceRole:
      "arn:aws:iam::123456789012:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty",
    DataSources: { FlowLogs: { Status: "ENABLED" }, S3Logs: { Status: "ENABLED" } },
  });
  expect(detector.CreatedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(await statuses(guardDuty, DetectorId)).toMatchObject({
    CLOUD_TRAIL: "ENABLED",
    DNS_LOGS: "ENABLED",
    FLOW_LOGS: "ENABLED",
    S3_DATA_EVENTS: "ENABLED",
    LAMBDA_NETWORK_LOGS: "ENABLED",
    RUNTIME_MONITORING: "DISABLED",
    EKS_RUNTIME_MONITORING: "DISABLED",
  });
  const runtime = detector.Features!.find(({ Name }) => Name === "RUNTIME_MONITORING")!;
  expect(runtime.AdditionalConfiguration!.map(({ Name, Status }) => `${Name} ${Status}`)).toEqual([
    "EKS_ADDON_MANAGEMENT DISABLED",
    "ECS_FARGATE_AGENT_MANAGEMENT DISABLED",
    "EC2_AGENT_MANAGEMENT DISABLED",
  ]);
  const iam = account.client(IAMClient);
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: "AWSServiceRoleForAmazonGuardDuty" }));
  expect(Role?.Path).toBe("/aws-service-role/guardduty.amazonaws.com/");
});

test("the role stays when the detector goes, and the next detector takes it", async () => {
  const { guardDuty } = await useGuardDuty();
  const first = await create(guardDuty);
  await guardDuty.send(new DeleteDetectorCommand({ DetectorId: first }));
  expect((await guardDuty.send(new ListDetectorsCommand())).DetectorIds).toEqual([]);
  const second = await create(guardDuty);
  expect(second).not.toBe(first);
  expect((await guardDuty.send(new ListDetectorsCommand())).DetectorIds).toEqual([second]);
});

test("an account has one detector: a second is refused, the same token gets the first", async () => {
  const { guardDuty } = await useGuardDuty();
  const id = await create(guardDuty, { ClientToken: "one" });
  expect(await create(guardDuty, { ClientToken: "one" })).toBe(id);
  await expect(create(guardDuty, { ClientToken: "two" })).rejects.toMatchObject({
    name: "BadRequestException",
    message: "The request is rejected because a detector already exists for the current account.",
    $metadata: { httpStatusCode: 400 },
  });
});

test("plans are chosen at the start, in the new spelling and in the old", async () => {
  const { guardDuty } = await useGuardDuty();
  const id = await create(guardDuty, {
    Features: [
      { Name: "EKS_AUDIT_LOGS", Status: "DISABLED" },
      {
        Name: "RUNTIME_MONITORING",
        Status: "ENABLED",
        AdditionalConfiguration: [{ Name: "EC2_AGENT_MANAGEMENT", Status: "ENABLED" }],
      },
    ],
    DataSources: { S3Logs: { Enable: false } },
  });
  expect(await statuses(guardDuty, id)).toMatchObject({
    EKS_AUDIT_LOGS: "DISABLED",
    S3_DATA_EVENTS: "DISABLED",
    RDS_LOGIN_EVENTS: "ENABLED",
    RUNTIME_MONITORING: "ENABLED",
  });
  const { Features, DataSources } = await guardDuty.send(new GetDetectorCommand({ DetectorId: id }));
  const runtime = Features!.find(({ Name }) => Name === "RUNTIME_MONITORING")!;
  expect(runtime.AdditionalConfiguration!.filter(({ Status }) => Status === "ENABLED")).toHaveLength(1);
  expect(DataSources!.Kubernetes!.AuditLogs!.Status).toBe("DISABLED");
});

test.each([
  ["a foundational source", [{ Name: "FLOW_LOGS", Status: "DISABLED" }]],
  ["a plan that there is not", [{ Name: "MIND_READING", Status: "ENABLED" }]],
  [
    "both kinds of runtime monitoring",
    [
      { Name: "RUNTIME_MONITORING", Status: "ENABLED" },
      { Name: "EKS_RUNTIME_MONITORING", Status: "ENABLED" },
    ],
  ],
  [
    "a switch that the plan has not",
    [
      {
        Name: "S3_DATA_EVENTS",
        Status: "ENABLED",
        AdditionalConfiguration: [{ Name: "EC2_AGENT_MANAGEMENT", Status: "ENABLED" }],
      },
    ],
  ],
])("%s cannot be switched, and nothing else is then", async (_, features) => {
  const { guardDuty } = await useGuardDuty();
  const DetectorId = await create(guardDuty);
  const before = await statuses(guardDuty, DetectorId);
  const Features = [{ Name: "RDS_LOGIN_EVENTS", Status: "DISABLED" }, ...features] as never;
  await expect(
    guardDuty.send(new UpdateDetectorCommand({ DetectorId, Features, Enable: false })),
  ).rejects.toMatchObject({ name: "BadRequestException" });
  expect(await statuses(guardDuty, DetectorId)).toEqual(before);
});

test("a detector is suspended and resumed, with all that it was set to", async () => {
  const { guardDuty } = await useGuardDuty();
  const DetectorId = await create(guardDuty, { FindingPublishingFrequency: "ONE_HOUR" });
  const before = await guardDuty.send(new GetDetectorCommand({ DetectorId }));
  await guardDuty.send(new UpdateDetectorCommand({ DetectorId, Enable: false }));
  expect(await guardDuty.send(new GetDetectorCommand({ DetectorId }))).toMatchObject({ Status: "DISABLED" });
  await guardDuty.send(new UpdateDetectorCommand({ DetectorId, Enable: true }));
  const after = await guardDuty.send(new GetDetectorCommand({ DetectorId }));
  expect(after).toMatchObject({ Status: "ENABLED", FindingPublishingFrequency: "ONE_HOUR" });
  expect(after.Features!.map(({ Status }) => Status)).toEqual(before.Features!.map(({ Status }) => Status));
});

test("what is wrong with a request is told in GuardDuty's one error", async () => {
  const { guardDuty } = await useGuardDuty();
  const DetectorId = await create(guardDuty);
  await expect(guardDuty.send(new GetDetectorCommand({ DetectorId: "0".repeat(32) }))).rejects.toMatchObject({
    name: "BadRequestException",
    message: "The request is rejected because the input detectorId is not owned by the current account.",
  });
  await expect(
    guardDuty.send(new UpdateDetectorCommand({ DetectorId, FindingPublishingFrequency: "DAILY" as never })),
  ).rejects.toMatchObject({ name: "BadRequestException" });
  await expect(guardDuty.send(new ListDetectorsCommand({ MaxResults: 51 }))).rejects.toMatchObject({
    name: "BadRequestException",
  });
});

test("detectors of other Regions and accounts are theirs", async () => {
  const { account, guardDuty } = await useGuardDuty();
  await create(guardDuty);
  const elsewhere = account.client(GuardDutyClient, { region: "eu-west-1" });
  expect((await elsewhere.send(new ListDetectorsCommand())).DetectorIds).toEqual([]);
  const other = account.client(GuardDutyClient, {
    credentials: { accessKeyId: "210987654321", secretAccessKey: "test" },
  });
  expect((await other.send(new ListDetectorsCommand())).DetectorIds).toEqual([]);
});

test("tags are put, listed and taken", async () => {
  const { guardDuty } = await useGuardDuty();
  const DetectorId = await create(guardDuty, { Tags: { Lab: "FND203" } });
  const ResourceArn = `arn:aws:guardduty:us-east-1:123456789012:detector/${DetectorId}`;
  await guardDuty.send(new TagResourceCommand({ ResourceArn, Tags: { Owner: "me" } }));
  await guardDuty.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["Lab"] }));
  expect((await guardDuty.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags).toEqual({
    Owner: "me",
  });
  await expect(
    guardDuty.send(new TagResourceCommand({ ResourceArn, Tags: { "aws:mine": "1" } })),
  ).rejects.toMatchObject({ name: "BadRequestException" });
});

test("an account of its own has no administrator and no members", async () => {
  const { guardDuty } = await useGuardDuty();
  const DetectorId = await create(guardDuty);
  const administrator = await guardDuty.send(new GetAdministratorAccountCommand({ DetectorId }));
  expect(administrator.Administrator).toBeUndefined();
  expect((await guardDuty.send(new ListMembersCommand({ DetectorId }))).Members).toEqual([]);
  await expect(guardDuty.send(new ListOrganizationAdminAccountsCommand())).rejects.toMatchObject({
    name: "BadRequestException",
    message: "The request failed because you do not have required AWS Organization master permission.",
  });
  const { Accounts } = await guardDuty.send(
    new GetRemainingFreeTrialDaysCommand({ DetectorId, AccountIds: ["123456789012"] }),
  );
  expect(Accounts![0]!.Features).toContainEqual({ Name: "FLOW_LOGS", FreeTrialDaysRemaining: 30 });
});

test("an administrator's detector can be read, and neither suspended nor deleted", async () => {
  const { account, guardDuty } = await useGuardDuty();
  const DetectorId = await create(guardDuty);
  putUnderAdministrator(account);
  const { Administrator } = await guardDuty.send(new GetAdministratorAccountCommand({ DetectorId }));
  expect(Administrator).toMatchObject({ AccountId: "999999999999", RelationshipStatus: "Enabled" });
  await expect(
    guardDuty.send(new UpdateDetectorCommand({ DetectorId, Enable: false })),
  ).rejects.toMatchObject({ name: "BadRequestException" });
  await expect(guardDuty.send(new DeleteDetectorCommand({ DetectorId }))).rejects.toMatchObject({
    name: "BadRequestException",
  });
  expect(await guardDuty.send(new GetDetectorCommand({ DetectorId }))).toMatchObject({ Status: "ENABLED" });
});

test.skipIf(!cliAvailable)("the AWS CLI is told in GuardDuty's words", async () => {
  const { account, guardDuty } = await useGuardDuty();
  await create(guardDuty);
  const { stderr } = await account.cli(["guardduty", "create-detector", "--enable"]);
  // The second line of the CLI, told to try once, says as well that it tried no more.
  expect(stderr).toMatch(
    /\(BadRequestException\) when calling the CreateDetector operation(?: \(reached max retries: 0\))?: The request is rejected because a detector already exists for the current account\./,
  );
  const response = await fetch(`${account.endpoint}/detector/${"0".repeat(32)}`, {
    headers: {
      authorization:
        "AWS4-HMAC-SHA256 Credential=123456789012/20261122/us-east-1/guardduty/aws4_request, SignedHeaders=host, Signature=0",
      "x-amz-date": "20261122T000000Z",
    },
  });
  expect(await response.json()).toEqual({
    message: "The request is rejected because the input detectorId is not owned by the current account.",
    __type: "InvalidInputException",
  });
});
