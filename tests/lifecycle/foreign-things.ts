// One file, however long: it is a list of things, each a few lines.
import {
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from "@aws-sdk/client-cloudtrail";
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  type ConfigurationRecorder,
  PutConfigurationRecorderCommand,
  PutDeliveryChannelCommand,
  StartConfigurationRecorderCommand,
} from "@aws-sdk/client-config-service";
import {
  CreateDetectorCommand,
  CreateSampleFindingsCommand,
  UpdateDetectorCommand,
} from "@aws-sdk/client-guardduty";
import { CreateServiceLinkedRoleCommand } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateDocumentCommand,
  UpdateDocumentCommand,
  UpdateDocumentDefaultVersionCommand,
} from "@aws-sdk/client-ssm";
import { trailsStore } from "../../infra/local/services/cloudtrail/trails/store.ts";
import { configStore } from "../../infra/local/services/config/store.ts";
import { guardDutyStore } from "../../infra/local/services/guardduty/store.ts";
import { linkedRoleArn } from "../../tasks/config/read.ts";
import { configPolicy } from "../../tasks/labs/fnd203/config/policy.ts";
import { trailArn, trailPolicy } from "../../tasks/labs/fnd203/trail/policy.ts";
import type { Clients } from "../../tasks/runtime/clients.ts";
import type { LabAccount } from "./lab-account.ts";

/** What accounts have before a lab: each of these makes one thing that is somebody's, under the names given. */

export const PLACE = { accountId: "123456789012", region: "us-east-1" };
export const ADMINISTRATOR = "999988887777";
export const TRAIL = "All-API-Commands-across-all-Regions";
/** What is in a log group that was there before. */
export const STREAM = "of-long-ago";
const PREFERENCES = "SSM-SessionManagerRunShell";

/** A bucket with something in it, and with the policy given. */
export async function haveBucket(
  { s3 }: Pick<Clients, "s3">,
  Bucket: string,
  statements: object[] = [],
): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key: "kept/for-years.txt", Body: `of ${Bucket}` }));
  if (statements.length > 0)
    await s3.send(
      new PutBucketPolicyCommand({
        Bucket,
        Policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
      }),
    );
}

export async function encryptBucket({ s3 }: Clients, Bucket: string): Promise<void> {
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const } }];
  await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
}

/** A trail of the guide's name into a bucket of its owner's choice, set otherwise than the guide's. */
export async function haveTrail(clients: Clients, bucket: string, logging: boolean): Promise<void> {
  const { cloudTrail } = clients;
  await haveBucket(clients, bucket, trailPolicy(bucket, trailArn(PLACE, TRAIL), PLACE.accountId));
  await cloudTrail.send(
    new CreateTrailCommand({
      Name: TRAIL,
      S3BucketName: bucket,
      EnableLogFileValidation: true,
      TagsList: [{ Key: "Owner", Value: "audit" }],
    }),
  );
  await cloudTrail.send(
    new PutEventSelectorsCommand({ TrailName: TRAIL, EventSelectors: [{ ReadWriteType: "WriteOnly" }] }),
  );
  if (logging) await cloudTrail.send(new StartLoggingCommand({ Name: TRAIL }));
}

/** The trail that an organisation's management account put into all of its accounts. */
export function haveOrganisationsTrail({ account }: LabAccount, name: string): void {
  account.cloud.store(trailsStore, PLACE).trails[name] = {
    name,
    arn: `arn:aws:cloudtrail:${PLACE.region}:${ADMINISTRATOR}:trail/${name}`,
    bucket: "organisation-logs",
    includeGlobalServiceEvents: true,
    multiRegion: true,
    validation: true,
    organization: true,
    basicSelectors: [{ ReadWriteType: "All", IncludeManagementEvents: true }],
    tags: [],
    logging: { since: new Date(), next: {} },
    delivery: {},
  };
}

/** A recorder of the name given, its channel into a bucket of its own, and the role that Config made for itself. */
export async function haveRecorder(clients: Clients, settings: RecorderSettings): Promise<void> {
  const bucket = `records-of-${settings.name}`;
  await haveLinkedRole(clients, "config.amazonaws.com");
  await haveBucket(clients, bucket, configPolicy(bucket, PLACE));
  await putRecorder(clients, settings, bucket);
}

type RecorderSettings = Omit<ConfigurationRecorder, "roleARN"> & { name: string; recording: boolean };

async function putRecorder(
  { config }: Clients,
  { recording, ...recorder }: RecorderSettings,
  s3BucketName: string,
): Promise<void> {
  const { name } = recorder;
  await config.send(
    new PutConfigurationRecorderCommand({
      ConfigurationRecorder: { ...recorder, roleARN: linkedRoleArn(PLACE.accountId) },
    }),
  );
  await config.send(
    new PutDeliveryChannelCommand({
      DeliveryChannel: {
        name: `${name}-channel`,
        s3BucketName,
        configSnapshotDeliveryProperties: { deliveryFrequency: "TwentyFour_Hours" },
      },
    }),
  );
  if (recording)
    await config.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName: name }));
}

/** AWS Control Tower's: the organisation refuses every change, and its files go to another account. */
export async function haveOrganisationsRecorder(lab: LabAccount): Promise<void> {
  const name = "aws-controltower-BaselineConfigRecorder";
  const bucket = `aws-controltower-logs-${ADMINISTRATOR}`;
  const credentials = { accessKeyId: ADMINISTRATOR, secretAccessKey: "test" };
  const s3 = lab.account.client(S3Client, { credentials });
  await haveBucket({ s3 }, bucket, configPolicy(bucket, PLACE));
  await haveLinkedRole(lab.clients, "config.amazonaws.com");
  await putRecorder(lab.clients, { name, recordingGroup: { allSupported: true }, recording: true }, bucket);
  const { recorders, channels } = lab.account.cloud.store(configStore, PLACE);
  for (const one of [...Object.values(recorders), ...Object.values(channels)]) one.guarded = true;
}

/** A recorder that a service made for itself, and Config's role, which came with it. */
export async function haveLinkedRecorder({ account, clients }: LabAccount): Promise<void> {
  await haveLinkedRole(clients, "config.amazonaws.com");
  const name = "AWSConfigurationRecorderForSecurityHub_Assets";
  account.cloud.store(configStore, PLACE).recorders[name] = {
    name,
    arn: `arn:aws:config:${PLACE.region}:${PLACE.accountId}:configuration-recorder/${name}/1`,
    roleArn: linkedRoleArn(PLACE.accountId),
    group: { allSupported: false, resourceTypes: ["AWS::EC2::Instance"] },
    mode: { recordingFrequency: "CONTINUOUS" },
    recording: true,
    servicePrincipal: "securityhub.amazonaws.com",
    scope: "INTERNAL",
  };
}

/** A detector with every plan that it is given by itself, and with a finding. */
export async function haveDetector({ guardDuty }: Clients): Promise<string> {
  const { DetectorId } = await guardDuty.send(
    new CreateDetectorCommand({
      Enable: true,
      FindingPublishingFrequency: "SIX_HOURS",
      Tags: { Owner: "soc" },
    }),
  );
  const FindingTypes = ["UnauthorizedAccess:EC2/SSHBruteForce"];
  await guardDuty.send(new CreateSampleFindingsCommand({ DetectorId, FindingTypes }));
  return DetectorId!;
}

export async function suspendDetector({ guardDuty }: Clients, DetectorId: string): Promise<void> {
  await guardDuty.send(new UpdateDetectorCommand({ DetectorId, Enable: false }));
}

/** Puts the account's detector under an administrator, as an invitation that was accepted does. */
export function delegateDetector({ account }: LabAccount): void {
  account.cloud.store(guardDutyStore, PLACE).detector!.administrator = {
    accountId: ADMINISTRATOR,
    relationshipStatus: "Enabled",
  };
}

/** Session Manager's preferences, a version for each set of inputs, and which of them is the default. */
export async function havePreferences(
  { ssm }: Clients,
  versions: Record<string, string | boolean>[],
  defaultVersion: string,
): Promise<void> {
  const content = (inputs: object) =>
    JSON.stringify({
      schemaVersion: "1.0",
      description: "Of the operations team",
      sessionType: "Standard_Stream",
      inputs: {
        s3BucketName: "",
        s3KeyPrefix: "",
        s3EncryptionEnabled: false,
        cloudWatchLogGroupName: "",
        cloudWatchEncryptionEnabled: false,
        cloudWatchStreamingEnabled: false,
        runAsEnabled: false,
        ...inputs,
      },
    });
  const Name = PREFERENCES;
  await ssm.send(
    new CreateDocumentCommand({
      Name,
      DocumentType: "Session",
      DocumentFormat: "JSON",
      Content: content(versions[0]!),
    }),
  );
  for (const inputs of versions.slice(1))
    await ssm.send(
      new UpdateDocumentCommand({
        Name,
        DocumentVersion: "$LATEST",
        DocumentFormat: "JSON",
        Content: content(inputs),
      }),
    );
  await ssm.send(new UpdateDocumentDefaultVersionCommand({ Name, DocumentVersion: defaultVersion }));
}

/** A log group with an event in it. */
export async function haveLogGroup({ logs }: Clients, logGroupName: string): Promise<void> {
  const logStreamName = STREAM;
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  await logs.send(
    new PutLogEventsCommand({
      logGroupName,
      logStreamName,
      logEvents: [{ timestamp: Date.now(), message: "kept for years" }],
    }),
  );
}

async function haveLinkedRole({ iam }: Clients, AWSServiceName: string): Promise<void> {
  await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName }));
}
