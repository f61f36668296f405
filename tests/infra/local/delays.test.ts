/**
 * How long AWS takes to show, deliver or remove something: at pace real the stores keep the moments at which it will be
 * done, so that none of them has to be waited for.
 */
import { CloudTrailClient, StartLoggingCommand, StopLoggingCommand } from "@aws-sdk/client-cloudtrail";
import * as config from "@aws-sdk/client-config-service";
import * as guardDuty from "@aws-sdk/client-guardduty";
import {
  CreateServiceLinkedRoleCommand,
  DeleteServiceLinkedRoleCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import { CreateDocumentCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventsStore, type RecordedEvent } from "../../../infra/local/services/cloudtrail/events/store.ts";
import { trailsStore } from "../../../infra/local/services/cloudtrail/trails/store.ts";
import { configStore } from "../../../infra/local/services/config/store.ts";
import { guardDutyStore } from "../../../infra/local/services/guardduty/store.ts";
import { iamState } from "../../../infra/local/services/iam/store.ts";
import { documentsStore } from "../../../infra/local/services/ssm/documents/store.ts";
import { startTestAccount, type TestAccount } from "../../helpers/local-account.ts";
import { makeTrail } from "./services/cloudtrail/trail-bucket.ts";
import { makeGround, startRecording } from "./services/config/recording.ts";

const PLACE = { accountId: "123456789012", region: "us-east-1" };
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

let account: TestAccount;
beforeAll(async () => {
  account = await startTestAccount({ pace: "real" });
  await makeGround(account);
});
afterAll(() => account.stop());

/** Begins something, and answers the moments that are kept of when it will be done. */
type Begin = () => Promise<Date[]>;

const send = {
  config: () => account.client(config.ConfigServiceClient),
  guardDuty: () => account.client(guardDuty.GuardDutyClient),
  iam: () => account.client(IAMClient),
  ssm: () => account.client(SSMClient),
};

const record = (recordingFrequency: config.RecordingFrequency) =>
  startRecording(account, { recordingGroup: { allSupported: true }, recordingMode: { recordingFrequency } });

const configured = () => account.cloud.store(configStore, PLACE);

const DELAYS: [what: string, least: number, most: number, begin: Begin][] = [
  [
    "an event is in Event history",
    2 * MINUTE,
    15 * MINUTE,
    async () => {
      await makeTrail(account, "seen");
      const { writes } = account.cloud.store(eventsStore, PLACE);
      const events = writes.open.flatMap(({ events: texts }) => texts.map((text) => JSON.parse(text)));
      // From each event's own time, as others were made before this test began.
      return events.map(({ at, visible }: RecordedEvent) => new Date(Date.now() + visible - at));
    },
  ],
  [
    "what a trail had left when it was stopped is delivered",
    5 * MINUTE,
    5 * MINUTE,
    async () => {
      await makeTrail(account, "stopped");
      const client = account.client(CloudTrailClient);
      await client.send(new StartLoggingCommand({ Name: "stopped" }));
      await client.send(new StopLoggingCommand({ Name: "stopped" }));
      return account.cloud.store(trailsStore, PLACE).late.map(({ due }) => due);
    },
  ],
  [
    "Config makes items of what is there",
    MINUTE,
    3 * MINUTE,
    async () => {
      await record("CONTINUOUS");
      return [configured().pending.CONTINUOUS!.due];
    },
  ],
  [
    "Config delivers its first history file",
    6 * HOUR,
    6 * HOUR,
    async () => {
      configured().pending.CONTINUOUS!.due = new Date();
      await send.config().send(new config.DescribeConfigurationRecorderStatusCommand({}));
      return [configured().nextDelivery!];
    },
  ],
  [
    "Config makes items where it records once a day",
    24 * HOUR,
    24 * HOUR,
    async () => {
      const name = { ConfigurationRecorderName: "default" };
      await send.config().send(new config.StopConfigurationRecorderCommand(name));
      await record("DAILY");
      return [configured().pending.DAILY!.due];
    },
  ],
  [
    "a deleted rule is gone",
    10 * SECOND,
    HOUR,
    async () => {
      const Source = { Owner: "AWS" as const, SourceIdentifier: "REQUIRED_TAGS" };
      const ConfigRuleName = "tags";
      await send.config().send(new config.PutConfigRuleCommand({ ConfigRule: { ConfigRuleName, Source } }));
      await send.config().send(new config.DeleteConfigRuleCommand({ ConfigRuleName }));
      return [configured().rules[ConfigRuleName]!.goneAt!];
    },
  ],
  [
    "sample findings appear",
    SECOND,
    5 * MINUTE,
    async () => {
      const client = send.guardDuty();
      const { DetectorId } = await client.send(new guardDuty.CreateDetectorCommand({ Enable: true }));
      // The detector itself takes no time.
      expect(await client.send(new guardDuty.GetDetectorCommand({ DetectorId }))).toMatchObject({
        Status: "ENABLED",
      });
      await client.send(new guardDuty.CreateSampleFindingsCommand({ DetectorId }));
      const { findings } = account.cloud.store(guardDutyStore, PLACE).detector!;
      return findings.map(({ visibleAt }) => visibleAt);
    },
  ],
  [
    "a document is active",
    SECOND,
    MINUTE,
    async () => {
      const Content = JSON.stringify({
        schemaVersion: "1.0",
        sessionType: "Standard_Stream",
        inputs: {
          s3EncryptionEnabled: false,
          cloudWatchEncryptionEnabled: false,
          cloudWatchStreamingEnabled: false,
          runAsEnabled: false,
        },
      });
      const input = { Name: "SSM-SessionManagerRunShell", Content, DocumentType: "Session" as const };
      await send.ssm().send(new CreateDocumentCommand(input));
      const { documents } = account.cloud.store(documentsStore, PLACE);
      return documents[input.Name]!.versions.map(({ activeAt }) => activeAt);
    },
  ],
  [
    "a service-linked role is deleted",
    SECOND,
    2 * MINUTE,
    async () => {
      const { Role } = await send
        .iam()
        .send(new CreateServiceLinkedRoleCommand({ AWSServiceName: "ssm.amazonaws.com" }));
      await send.iam().send(new DeleteServiceLinkedRoleCommand({ RoleName: Role!.RoleName }));
      const { roleDeletions } = iamState(account.cloud, PLACE.accountId);
      return Object.values(roleDeletions).map(({ doneAt }) => doneAt);
    },
  ],
];

test.each(DELAYS)("%s after %i to %i milliseconds", async (_, least, most, begin) => {
  const from = Date.now();
  const moments = await begin();
  const until = Date.now();
  expect(moments).not.toHaveLength(0);
  for (const moment of moments) {
    expect(moment.getTime()).toBeGreaterThanOrEqual(from + least);
    expect(moment.getTime()).toBeLessThanOrEqual(until + most);
  }
});
