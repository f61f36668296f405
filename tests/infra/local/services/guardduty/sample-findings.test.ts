import {
  CreateDetectorCommand,
  CreateSampleFindingsCommand,
  type Finding,
  GetFindingsCommand,
  GuardDutyClient,
  ListFindingsCommand,
  paginateListFindings,
} from "@aws-sdk/client-guardduty";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TYPES } from "../../../../../infra/local/services/guardduty/catalogue.ts";
import { RETIRED } from "../../../../../infra/local/services/guardduty/finding-types.ts";
import {
  cliAvailable,
  startTestAccount,
  type TestAccount,
  useTestAccount,
} from "../../../../helpers/local-account.ts";
import { stopClock } from "../../../../helpers/stop-clock.ts";

let account: TestAccount;
let guardDuty: GuardDutyClient;
let DetectorId: string;
let findings: Finding[];

beforeAll(async () => {
  account = await startTestAccount();
  guardDuty = account.client(GuardDutyClient);
  DetectorId = (await guardDuty.send(new CreateDetectorCommand({ Enable: true }))).DetectorId!;
  await guardDuty.send(new CreateSampleFindingsCommand({ DetectorId }));
  findings = await allFindings();
});

afterAll(() => account.stop());

async function allFindings(): Promise<Finding[]> {
  const pages: Promise<Finding[]>[] = [];
  for await (const { FindingIds } of paginateListFindings({ client: guardDuty }, { DetectorId }))
    pages.push(
      guardDuty
        .send(new GetFindingsCommand({ DetectorId, FindingIds }))
        .then(({ Findings = [] }) => Findings),
    );
  return (await Promise.all(pages)).flat();
}

const find = (type: string): Finding => findings.find(({ Type }) => Type === type)!;

describe("one sample of every current type", () => {
  test("there are 229 of them, each of its own type", () => {
    expect(TYPES.size).toBe(229);
    expect(findings.map(({ Type }) => Type).sort()).toEqual([...TYPES.keys()].sort());
  });

  test("each has the action, the resource and the severity of its type, and is marked as a sample", () => {
    for (const finding of findings) {
      const type = TYPES.get(finding.Type!)!;
      expect(finding.Service?.Action?.ActionType, type.type).toBe(type.action);
      expect(finding.Resource?.ResourceType, type.type).toBe(type.resource);
      expect(finding.Severity, type.type).toBe(type.severity);
      expect(finding.Service?.ResourceRole, type.type).toBe(type.role);
      expect(JSON.parse(finding.Service!.AdditionalInfo!.Value!), type.type).toMatchObject({ sample: true });
      expect(finding.Title, type.type).not.toMatch(/[{}]|SAMPLE/);
    }
  });

  test("each that has an action or a resource carries the details of that kind, and of no other", () => {
    const details: Record<string, string> = {
      AWS_API_CALL: "AwsApiCallAction",
      DNS_REQUEST: "DnsRequestAction",
      KUBERNETES_API_CALL: "KubernetesApiCallAction",
      NETWORK_CONNECTION: "NetworkConnectionAction",
      PORT_PROBE: "PortProbeAction",
      RDS_LOGIN_ATTEMPT: "RdsLoginAttemptAction",
    };
    const resources: Record<string, string> = {
      AccessKey: "AccessKeyDetails",
      Container: "ContainerDetails",
      EBSSnapshot: "EbsSnapshotDetails",
      EC2Image: "Ec2ImageDetails",
      ECSCluster: "EcsClusterDetails",
      EKSCluster: "EksClusterDetails",
      Instance: "InstanceDetails",
      Lambda: "LambdaDetails",
      RDSDBInstance: "RdsDbInstanceDetails",
      RecoveryPoint: "RecoveryPointDetails",
      S3Bucket: "S3BucketDetails",
      S3Object: "S3BucketDetails",
    };
    for (const { Type, Service, Resource } of findings) {
      const { ActionType, ...action } = Service!.Action!;
      const named = Object.keys(action).filter((key) => key.endsWith("Action"));
      expect(named, Type).toEqual(ActionType ? [details[ActionType]] : []);
      if (Resource!.ResourceType !== "AttackSequence")
        expect(Resource, Type).toHaveProperty(resources[Resource!.ResourceType!]!);
      else expect(Service!.Detection!.Sequence!.Signals!.length, Type).toBeGreaterThan(0);
    }
  });

  test("the envelope is AWS's", () => {
    const finding = find("Backdoor:EC2/C&CActivity.B!DNS");
    expect(finding).toMatchObject({
      SchemaVersion: "2.0",
      AccountId: "123456789012",
      Region: "us-east-1",
      Partition: "aws",
      Arn: `arn:aws:guardduty:us-east-1:123456789012:detector/${DetectorId}/finding/${finding.Id}`,
      Resource: { InstanceDetails: { InstanceId: "i-99999999" } },
      Service: {
        ServiceName: "guardduty",
        DetectorId,
        ResourceRole: "TARGET",
        Archived: false,
        Action: { ActionType: "DNS_REQUEST", DnsRequestAction: { Domain: "GeneratedFindingDomainName" } },
        Evidence: { ThreatIntelligenceDetails: [{ ThreatListName: "GeneratedFindingThreatListName" }] },
      },
    });
    expect(finding.Id).toMatch(/^[0-9a-f]{32}$/);
    expect(finding.CreatedAt).toMatch(/\.\d{3}Z$/);
    expect(finding.Service!.EventFirstSeen).toMatch(/\.000Z$/);
  });

  test("there are critical ones, which 2019 did not know, and a thirty of 2019's step at least", () => {
    const count = (low: number, high: number) =>
      findings.filter(({ Severity = 0 }) => Severity >= low && Severity < high).length;
    expect(count(9, 11)).toBe(5);
    expect(count(7, 9)).toBeGreaterThan(30);
    expect(count(4, 7)).toBeGreaterThan(30);
  });
});

test("a type that is made again is the same finding, counted and dated anew", async () => {
  const type = "UnauthorizedAccess:IAMUser/TorIPCaller";
  const before = find(type);
  await guardDuty.send(new CreateSampleFindingsCommand({ DetectorId, FindingTypes: [type] }));
  const { Findings } = await guardDuty.send(new GetFindingsCommand({ DetectorId, FindingIds: [before.Id!] }));
  expect(Findings![0]).toMatchObject({ Id: before.Id, CreatedAt: before.CreatedAt, Type: type });
  expect(Findings![0]!.Service!.Count).toBe(2);
  expect(Date.parse(Findings![0]!.UpdatedAt!)).toBeGreaterThanOrEqual(Date.parse(before.UpdatedAt!));
  expect(await allFindings()).toHaveLength(229);
});

test.each([...RETIRED, "Backdoor:EC2/NoSuchType"])("%s is refused", async (type) => {
  const FindingTypes = ["Trojan:EC2/DropPoint", type];
  await expect(
    guardDuty.send(new CreateSampleFindingsCommand({ DetectorId, FindingTypes })),
  ).rejects.toMatchObject({ name: "BadRequestException", $metadata: { httpStatusCode: 400 } });
});

test("more than fifty types are refused", async () => {
  const FindingTypes = [...TYPES.keys()].slice(0, 51);
  await expect(
    guardDuty.send(new CreateSampleFindingsCommand({ DetectorId, FindingTypes })),
  ).rejects.toMatchObject({ name: "BadRequestException" });
});

test("samples take a while to appear", async () => {
  const slow = (await useTestAccount({ pace: "real" })).client(GuardDutyClient);
  stopClock();
  const { DetectorId: id } = await slow.send(new CreateDetectorCommand({ Enable: true }));
  await slow.send(new CreateSampleFindingsCommand({ DetectorId: id }));
  expect((await slow.send(new ListFindingsCommand({ DetectorId: id }))).FindingIds).toEqual([]);
});

test.skipIf(!cliAvailable)("the AWS CLI reads one of each kind", async () => {
  const kinds = new Map(
    findings.map((finding) => {
      const { plan, resource, action } = TYPES.get(finding.Type!)!;
      return [`${plan} ${resource} ${action}`, finding];
    }),
  );
  const { stdout, stderr, code } = await account.cli([
    ...["guardduty", "get-findings", "--detector-id", DetectorId, "--output", "json", "--finding-ids"],
    ...[...kinds.values()].map(({ Id }) => Id!),
  ]);
  expect(code, stderr).toBe(0);
  const read = JSON.parse(stdout).Findings as Finding[];
  expect(read.map(({ Id }) => Id)).toEqual([...kinds.values()].map(({ Id }) => Id));
  for (const { Type, Service, Resource } of read)
    expect([Service!.Action!.ActionType, Resource!.ResourceType], Type).toEqual([
      TYPES.get(Type!)!.action,
      TYPES.get(Type!)!.resource,
    ]);
});
