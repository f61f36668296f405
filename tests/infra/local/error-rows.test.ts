/**
 * The errors that clients of the lab's services branch on, one row a bad state: each is provoked by the real SDK, and
 * must come with AWS's code and HTTP status. Sources: the services' API references; the statuses are the SDK models'.
 */
import * as trail from "@aws-sdk/client-cloudtrail";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as config from "@aws-sdk/client-config-service";
import * as guardDuty from "@aws-sdk/client-guardduty";
import * as iam from "@aws-sdk/client-iam";
import * as s3 from "@aws-sdk/client-s3";
import * as ssm from "@aws-sdk/client-ssm";
import { describe, expect, test } from "vitest";
import type { Pace } from "../../../infra/local/clock.ts";
import { trailsStore } from "../../../infra/local/services/cloudtrail/trails/store.ts";
import { configStore } from "../../../infra/local/services/config/store.ts";
import { guardDutyStore } from "../../../infra/local/services/guardduty/store.ts";
import { documentsStore } from "../../../infra/local/services/ssm/documents/store.ts";
import { createActor, createRole } from "../../helpers/actors.ts";
import { type TestAccount, useTestAccount } from "../../helpers/local-account.ts";
import { arnOf, makeBucket, makeTrail } from "./services/cloudtrail/trail-bucket.ts";
import { BUCKET, makeGround, ROLE, startRecording } from "./services/config/recording.ts";
import { launchNode, makeRole } from "./services/ssm/managed-node.ts";

const PLACE = { accountId: "123456789012", region: "us-east-1" };

/** Brings about the bad state, and makes the call that is refused in it. */
type Provoke = (account: TestAccount) => Promise<unknown>;
type Row = [call: string, state: string, status: number, code: string, provoke: Provoke, pace?: Pace];

/** The code as it is on the wire, which the SDK keeps beside the model's name where the two differ. */
function asAnswered(error: unknown): { code?: string; status?: number } {
  const { Code, name, $metadata } = error as {
    Code?: string;
    name: string;
    $metadata?: { httpStatusCode?: number };
  };
  return { code: Code ?? name, status: $metadata?.httpStatusCode };
}

function rows(service: string, table: Row[]): void {
  describe(service, () => {
    test.each(table)("%s, %s: %i %s", async (_call, _state, status, code, provoke, pace) => {
      const account = await useTestAccount({ pace: pace ?? "instant" });
      const outcome = await provoke(account).then(() => ({ code: "no error" }), asAnswered);
      expect(outcome).toEqual({ code, status });
    });
  });
}

const trails = (account: TestAccount, region?: string) => account.client(trail.CloudTrailClient, { region });

/** A trail of which the account is told by its organisation. */
async function makeOrganizationTrail(account: TestAccount): Promise<string> {
  await makeTrail(account, "mine");
  account.cloud.store(trailsStore, PLACE).trails.mine!.organization = true;
  return arnOf("mine");
}

/** A multi-Region trail, whose shadow another Region has. */
async function makeShadow(account: TestAccount): Promise<string> {
  await makeTrail(account, "wide", { IsMultiRegionTrail: true });
  return arnOf("wide");
}

const createTrail = (account: TestAccount, Name: string, S3BucketName: string) =>
  trails(account).send(new trail.CreateTrailCommand({ Name, S3BucketName }));

const lookUp = (account: TestAccount, input: trail.LookupEventsCommandInput = {}) =>
  trails(account).send(new trail.LookupEventsCommand(input));

const ABROAD = "eu-west-1";

rows("CloudTrail", [
  [
    "CreateTrail",
    "a name with spaces",
    400,
    "InvalidTrailNameException",
    (a) => createTrail(a, "All API", "b"),
  ],
  ["CreateTrail", "a name with --", 400, "InvalidTrailNameException", (a) => createTrail(a, "a--b", "bbb")],
  [
    "CreateTrail",
    "a name of two characters",
    400,
    "InvalidTrailNameException",
    (a) => createTrail(a, "ab", "bbb"),
  ],
  [
    "CreateTrail",
    "the name exists in this Region",
    400,
    "TrailAlreadyExistsException",
    async (a) => {
      await makeTrail(a, "mine");
      await createTrail(a, "mine", "mine-bucket");
    },
  ],
  [
    "CreateTrail",
    "no bucket",
    400,
    "S3BucketDoesNotExistException",
    (a) => createTrail(a, "mine", "no-bucket"),
  ],
  [
    "CreateTrail",
    "a bucket without the policy",
    400,
    "InsufficientS3BucketPolicyException",
    async (a) => {
      await makeBucket(a, "closed");
      await createTrail(a, "mine", "closed");
    },
  ],
  [
    "CreateTrail",
    "a sixth trail in a Region",
    400,
    "MaximumNumberOfTrailsExceededException",
    async (a) => {
      const names = ["one", "two", "three", "four", "five", "six"];
      await makeBucket(a, "shared", ...names);
      for (const name of names) await createTrail(a, name, "shared");
    },
  ],
  ...(
    [
      ["UpdateTrail", (Name) => new trail.UpdateTrailCommand({ Name, IncludeGlobalServiceEvents: true })],
      ["DeleteTrail", (Name) => new trail.DeleteTrailCommand({ Name })],
      ["StartLogging", (Name) => new trail.StartLoggingCommand({ Name })],
      ["StopLogging", (Name) => new trail.StopLoggingCommand({ Name })],
      [
        "PutEventSelectors",
        (TrailName) => new trail.PutEventSelectorsCommand({ TrailName, EventSelectors: [{}] }),
      ],
    ] satisfies [string, (name: string) => unknown][]
  ).flatMap(([call, command]): Row[] => {
    // The commands have nothing in common but that they can be sent.
    const send = (account: TestAccount, name: string, region?: string) =>
      trails(account, region).send(command(name) as trail.DeleteTrailCommand);
    return [
      [
        call,
        "a shadow trail",
        400,
        "InvalidHomeRegionException",
        async (a) => send(a, await makeShadow(a), ABROAD),
      ],
      [
        call,
        "an organisation's trail",
        400,
        "NotOrganizationMasterAccountException",
        async (a) => send(a, await makeOrganizationTrail(a)),
      ],
      [call, "no such trail", 400, "TrailNotFoundException", (a) => send(a, "no-such-trail")],
    ];
  }),
  [
    "GetTrailStatus",
    "no such trail",
    400,
    "TrailNotFoundException",
    (a) => trails(a).send(new trail.GetTrailStatusCommand({ Name: "no-such-trail" })),
  ],
  [
    "LookupEvents",
    "a third in a second",
    400,
    "ThrottlingException",
    (a) => Promise.all([lookUp(a), lookUp(a), lookUp(a)]),
    "real",
  ],
  [
    "LookupEvents",
    "two attributes",
    400,
    "InvalidLookupAttributesException",
    (a) =>
      lookUp(a, {
        LookupAttributes: [
          { AttributeKey: "EventName", AttributeValue: "StopLogging" },
          { AttributeKey: "ReadOnly", AttributeValue: "false" },
        ],
      }),
  ],
  [
    "LookupEvents",
    "an end before the start",
    400,
    "InvalidTimeRangeException",
    (a) => lookUp(a, { StartTime: new Date(2_000_000), EndTime: new Date(1_000_000) }),
  ],
  ["LookupEvents", "51 results", 400, "InvalidMaxResultsException", (a) => lookUp(a, { MaxResults: 51 })],
  [
    "LookupEvents",
    "a token of nobody's",
    400,
    "InvalidNextTokenException",
    (a) => lookUp(a, { NextToken: "nobody" }),
  ],
  [
    "LookupEvents",
    "no permission",
    400,
    "AccessDeniedException",
    async (a) => {
      const { credentials } = await createActor(a);
      await a.client(trail.CloudTrailClient, { credentials }).send(new trail.LookupEventsCommand({}));
    },
  ],
]);

const configure = (account: TestAccount) => account.client(config.ConfigServiceClient);

const putRecorder = (account: TestAccount, recorder: Partial<config.ConfigurationRecorder> = {}) =>
  configure(account).send(
    new config.PutConfigurationRecorderCommand({
      ConfigurationRecorder: { name: "default", roleARN: ROLE, ...recorder },
    }),
  );
const putChannel = (account: TestAccount, channel: Partial<config.DeliveryChannel> = {}) =>
  configure(account).send(
    new config.PutDeliveryChannelCommand({
      DeliveryChannel: { name: "default", s3BucketName: BUCKET, ...channel },
    }),
  );
const recorderNamed = { ConfigurationRecorderName: "default" };
const history = (account: TestAccount, resourceId = "acl-0123456789abcdef0") =>
  configure(account).send(
    new config.GetResourceConfigHistoryCommand({ resourceType: "AWS::EC2::NetworkAcl", resourceId }),
  );
const putRule = (account: TestAccount) =>
  configure(account).send(
    new config.PutConfigRuleCommand({
      ConfigRule: { ConfigRuleName: "tags", Source: { Owner: "AWS", SourceIdentifier: "REQUIRED_TAGS" } },
    }),
  );
const deleteRule = (account: TestAccount) =>
  configure(account).send(new config.DeleteConfigRuleCommand({ ConfigRuleName: "tags" }));

/** A recorder that a service has made for itself. */
function putServiceRecorder(account: TestAccount, name: string): void {
  account.cloud.store(configStore, PLACE).recorders[name] = {
    name,
    arn: `arn:aws:config:us-east-1:123456789012:configuration-recorder/${name}/0123456789abcdef`,
    roleArn: ROLE,
    group: { allSupported: false },
    mode: { recordingFrequency: "CONTINUOUS" },
    recording: true,
    scope: "INTERNAL",
    servicePrincipal: "securityhub.amazonaws.com",
  };
}

const LINKED = "AWSConfigurationRecorderForSecurityHub";

rows("Config", [
  [
    "PutConfigurationRecorder",
    "a second of the customer's",
    400,
    "MaxNumberOfConfigurationRecordersExceededException",
    async (a) => {
      await putRecorder(a);
      await putRecorder(a, { name: "another" });
    },
  ],
  [
    "PutConfigurationRecorder",
    "a group that contradicts itself",
    400,
    "InvalidRecordingGroupException",
    (a) => putRecorder(a, { recordingGroup: { allSupported: true, resourceTypes: ["AWS::EC2::VPC"] } }),
  ],
  [
    "PutConfigurationRecorder",
    "no role",
    400,
    "InvalidRoleException",
    (a) => putRecorder(a, { roleARN: "" }),
  ],
  [
    "PutConfigurationRecorder",
    "a name of services",
    400,
    "InvalidConfigurationRecorderNameException",
    (a) => putRecorder(a, { name: "AWSConfigurationRecorderForMe" }),
  ],
  ...["Start", "Stop", "Delete"].map((verb): Row => {
    const Command = {
      Start: config.StartConfigurationRecorderCommand,
      Stop: config.StopConfigurationRecorderCommand,
      Delete: config.DeleteConfigurationRecorderCommand,
    }[verb]!;
    return [
      `${verb}ConfigurationRecorder`,
      "a service's own",
      400,
      "UnmodifiableEntityException",
      async (a) => {
        putServiceRecorder(a, LINKED);
        await configure(a).send(new Command({ ConfigurationRecorderName: LINKED }));
      },
    ];
  }),
  [
    "PutDeliveryChannel",
    "no recorder",
    400,
    "NoAvailableConfigurationRecorderException",
    async (a) => {
      await makeGround(a);
      await putChannel(a);
    },
  ],
  [
    "PutDeliveryChannel",
    "a bucket without the policy",
    400,
    "InsufficientDeliveryPolicyException",
    async (a) => {
      await putRecorder(a);
      await makeBucket(a, BUCKET);
      await putChannel(a);
    },
  ],
  [
    "PutDeliveryChannel",
    "no bucket",
    400,
    "NoSuchBucketException",
    async (a) => {
      await putRecorder(a);
      await putChannel(a);
    },
  ],
  [
    "PutDeliveryChannel",
    "a second",
    400,
    "MaxNumberOfDeliveryChannelsExceededException",
    async (a) => {
      await makeGround(a);
      await startRecording(a);
      await putChannel(a, { name: "another" });
    },
  ],
  [
    "StartConfigurationRecorder",
    "no channel",
    400,
    "NoAvailableDeliveryChannelException",
    async (a) => {
      await putRecorder(a);
      await configure(a).send(new config.StartConfigurationRecorderCommand(recorderNamed));
    },
  ],
  [
    "StartConfigurationRecorder",
    "none",
    400,
    "NoSuchConfigurationRecorderException",
    (a) => configure(a).send(new config.StartConfigurationRecorderCommand(recorderNamed)),
  ],
  [
    "StopConfigurationRecorder",
    "none",
    400,
    "NoSuchConfigurationRecorderException",
    (a) => configure(a).send(new config.StopConfigurationRecorderCommand(recorderNamed)),
  ],
  [
    "DeleteConfigurationRecorder",
    "none",
    400,
    "NoSuchConfigurationRecorderException",
    (a) => configure(a).send(new config.DeleteConfigurationRecorderCommand(recorderNamed)),
  ],
  [
    "DescribeConfigurationRecorders",
    "none of this name",
    400,
    "NoSuchConfigurationRecorderException",
    (a) =>
      configure(a).send(
        new config.DescribeConfigurationRecordersCommand({ ConfigurationRecorderNames: ["default"] }),
      ),
  ],
  [
    "DescribeDeliveryChannels",
    "none of this name",
    400,
    "NoSuchDeliveryChannelException",
    (a) =>
      configure(a).send(new config.DescribeDeliveryChannelsCommand({ DeliveryChannelNames: ["default"] })),
  ],
  [
    "DeleteDeliveryChannel",
    "the recorder runs",
    400,
    "LastDeliveryChannelDeleteFailedException",
    async (a) => {
      await makeGround(a);
      const client = await startRecording(a);
      await client.send(new config.DeleteDeliveryChannelCommand({ DeliveryChannelName: "default" }));
    },
  ],
  [
    "DeleteDeliveryChannel",
    "none",
    400,
    "NoSuchDeliveryChannelException",
    (a) => configure(a).send(new config.DeleteDeliveryChannelCommand({ DeliveryChannelName: "default" })),
  ],
  [
    "GetResourceConfigHistory",
    "no recorder",
    400,
    "NoAvailableConfigurationRecorderException",
    (a) => history(a),
  ],
  [
    "GetResourceConfigHistory",
    "not discovered",
    400,
    "ResourceNotDiscoveredException",
    async (a) => {
      await makeGround(a);
      await startRecording(a);
      await history(a);
    },
  ],
  ["PutConfigRule", "no recorder", 400, "NoAvailableConfigurationRecorderException", (a) => putRule(a)],
  [
    "PutConfigRule",
    "the rule is being deleted",
    400,
    "ResourceInUseException",
    async (a) => {
      await putRecorder(a);
      await putRule(a);
      await deleteRule(a);
      await putRule(a);
    },
    "real",
  ],
  [
    "DeleteConfigRule",
    "the rule is being deleted",
    400,
    "ResourceInUseException",
    async (a) => {
      await putRecorder(a);
      await putRule(a);
      await deleteRule(a);
      await deleteRule(a);
    },
    "real",
  ],
  ["DeleteConfigRule", "none", 400, "NoSuchConfigRuleException", (a) => deleteRule(a)],
  [
    "DescribeConfigurationRecorders",
    "no permission",
    400,
    "AccessDeniedException",
    async (a) => {
      const { credentials } = await createActor(a);
      const client = a.client(config.ConfigServiceClient, { credentials });
      await client.send(new config.DescribeConfigurationRecordersCommand({}));
    },
  ],
]);

const guard = (account: TestAccount) => account.client(guardDuty.GuardDutyClient);
const FOREIGN = "0".repeat(32);

async function createDetector(account: TestAccount): Promise<string> {
  const { DetectorId } = await guard(account).send(new guardDuty.CreateDetectorCommand({ Enable: true }));
  return DetectorId!;
}

/** Puts an organisation's administrator over the detector. */
function putUnderAdministrator(account: TestAccount): void {
  account.cloud.store(guardDutyStore, PLACE).detector!.administrator = {
    accountId: "999999999999",
    relationshipStatus: "Enabled",
    invitationId: "1",
    invitedAt: new Date(),
  };
}

rows("GuardDuty", [
  [
    "CreateDetector",
    "a second",
    400,
    "BadRequestException",
    async (a) => {
      await createDetector(a);
      await createDetector(a);
    },
  ],
  [
    "GetDetector",
    "not the account's",
    400,
    "BadRequestException",
    (a) => guard(a).send(new guardDuty.GetDetectorCommand({ DetectorId: FOREIGN })),
  ],
  [
    "ListFindings",
    "not the account's",
    400,
    "BadRequestException",
    (a) => guard(a).send(new guardDuty.ListFindingsCommand({ DetectorId: FOREIGN })),
  ],
  [
    "DeleteDetector",
    "an administrator's",
    400,
    "BadRequestException",
    async (a) => {
      const DetectorId = await createDetector(a);
      putUnderAdministrator(a);
      await guard(a).send(new guardDuty.DeleteDetectorCommand({ DetectorId }));
    },
  ],
  [
    "CreateSampleFindings",
    "a retired type",
    400,
    "BadRequestException",
    async (a) => {
      const DetectorId = await createDetector(a);
      const FindingTypes = ["Backdoor:EC2/XORDDOS"];
      await guard(a).send(new guardDuty.CreateSampleFindingsCommand({ DetectorId, FindingTypes }));
    },
  ],
  [
    "GetFindings",
    "51 ids",
    400,
    "BadRequestException",
    async (a) => {
      const DetectorId = await createDetector(a);
      const FindingIds = Array.from({ length: 51 }, () => FOREIGN);
      await guard(a).send(new guardDuty.GetFindingsCommand({ DetectorId, FindingIds }));
    },
  ],
  [
    "ListDetectors",
    "no permission",
    403,
    "AccessDeniedException",
    async (a) => {
      const { credentials } = await createActor(a);
      const client = a.client(guardDuty.GuardDutyClient, { credentials });
      await client.send(new guardDuty.ListDetectorsCommand({}));
    },
  ],
]);

const systems = (account: TestAccount) => account.client(ssm.SSMClient);
const PREFERENCES = "SSM-SessionManagerRunShell";
const CONTENT = JSON.stringify({
  schemaVersion: "1.0",
  description: "Preferences",
  sessionType: "Standard_Stream",
  inputs: {
    s3EncryptionEnabled: true,
    cloudWatchEncryptionEnabled: false,
    cloudWatchStreamingEnabled: false,
    runAsEnabled: false,
  },
});

const createPreferences = (account: TestAccount, Content = CONTENT) =>
  systems(account).send(
    new ssm.CreateDocumentCommand({ Name: PREFERENCES, Content, DocumentType: "Session" }),
  );
const updatePreferences = (account: TestAccount, Content: string) =>
  systems(account).send(
    new ssm.UpdateDocumentCommand({ Name: PREFERENCES, Content, DocumentVersion: "$LATEST" }),
  );
const startSession = (account: TestAccount, Target: string, DocumentName?: string) =>
  systems(account).send(new ssm.StartSessionCommand({ Target, DocumentName }));

rows("Systems Manager", [
  ["StartSession", "no such node", 400, "TargetNotConnected", (a) => startSession(a, "i-0123456789abcdef0")],
  [
    "StartSession",
    "an instance without an agent that may",
    400,
    "TargetNotConnected",
    async (a) => {
      await makeRole(a, ["s3:GetObject"]);
      await startSession(a, await launchNode(a));
    },
  ],
  [
    "StartSession",
    "no such document",
    400,
    "InvalidDocument",
    async (a) => {
      await makeRole(a);
      await startSession(a, await launchNode(a), "No-Such-Document");
    },
  ],
  [
    "StartSession",
    "no permission",
    400,
    "AccessDeniedException",
    async (a) => {
      await makeRole(a);
      const Target = await launchNode(a);
      const { credentials } = await createActor(a);
      await a.client(ssm.SSMClient, { credentials }).send(new ssm.StartSessionCommand({ Target }));
    },
  ],
  [
    "CreateDocument",
    "exists",
    400,
    "DocumentAlreadyExists",
    async (a) => {
      await createPreferences(a);
      await createPreferences(a);
    },
  ],
  ["CreateDocument", "no JSON", 400, "InvalidDocumentContent", (a) => createPreferences(a, "{")],
  [
    "UpdateDocument",
    "the same content",
    400,
    "DuplicateDocumentContent",
    async (a) => {
      await createPreferences(a);
      await updatePreferences(a, CONTENT);
    },
  ],
  ["UpdateDocument", "no such document", 400, "InvalidDocument", (a) => updatePreferences(a, CONTENT)],
  [
    "UpdateDocument",
    "no JSON",
    400,
    "InvalidDocumentContent",
    async (a) => {
      await createPreferences(a);
      await updatePreferences(a, "{");
    },
  ],
  [
    "UpdateDocument",
    "a thousand versions",
    400,
    "DocumentVersionLimitExceeded",
    async (a) => {
      await createPreferences(a);
      const document = a.cloud.store(documentsStore, PLACE).documents[PREFERENCES]!;
      for (let version = 2; version <= 1_000; version++)
        document.versions.push({ ...document.versions[0]!, version, content: `${version}` });
      await updatePreferences(a, CONTENT.replace("Preferences", "Others"));
    },
  ],
  [
    "UpdateDocumentDefaultVersion",
    "no such version",
    400,
    "InvalidDocumentVersion",
    async (a) => {
      await createPreferences(a);
      const input = { Name: PREFERENCES, DocumentVersion: "7" };
      await systems(a).send(new ssm.UpdateDocumentDefaultVersionCommand(input));
    },
  ],
  [
    "GetDocument",
    "no such document",
    400,
    "InvalidDocument",
    (a) => systems(a).send(new ssm.GetDocumentCommand({ Name: PREFERENCES })),
  ],
  [
    "DeleteDocument",
    "no such document",
    400,
    "InvalidDocument",
    (a) => systems(a).send(new ssm.DeleteDocumentCommand({ Name: PREFERENCES })),
  ],
]);

const storage = (account: TestAccount, region?: string) => account.client(s3.S3Client, { region });
const Bucket = "rows-of-errors";

/** Makes the bucket, and asks S3 for something of it. */
const ofBucket =
  (command: () => unknown): Provoke =>
  async (account) => {
    await makeBucket(account, Bucket);
    // As above: commands differ in their types, not in how they are sent.
    await storage(account).send(command() as s3.DeleteBucketCommand);
  };

const LOG_DELIVERY = { Bucket, ACL: "log-delivery-write" as s3.BucketCannedACL };

rows("S3", [
  [
    "DeleteBucket",
    "not empty",
    409,
    "BucketNotEmpty",
    async (a) => {
      await makeBucket(a, Bucket);
      await storage(a).send(new s3.PutObjectCommand({ Bucket, Key: "one", Body: "1" }));
      await storage(a).send(new s3.DeleteBucketCommand({ Bucket }));
    },
  ],
  [
    "DeleteBucket",
    "a delete marker and a version left",
    409,
    "BucketNotEmpty",
    async (a) => {
      await makeBucket(a, Bucket);
      const VersioningConfiguration = { Status: "Enabled" as const };
      await storage(a).send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
      await storage(a).send(new s3.PutObjectCommand({ Bucket, Key: "one", Body: "1" }));
      await storage(a).send(new s3.DeleteObjectCommand({ Bucket, Key: "one" }));
      await storage(a).send(new s3.DeleteBucketCommand({ Bucket }));
    },
  ],
  [
    "CreateBucket",
    "another account's name",
    409,
    "BucketAlreadyExists",
    async (a) => {
      await makeBucket(a, Bucket);
      const credentials = { accessKeyId: "210987654321", secretAccessKey: "test" };
      await a.client(s3.S3Client, { credentials }).send(new s3.CreateBucketCommand({ Bucket }));
    },
  ],
  [
    "CreateBucket",
    "one's own name, not in us-east-1",
    409,
    "BucketAlreadyOwnedByYou",
    async (a) => {
      const CreateBucketConfiguration = { LocationConstraint: ABROAD as s3.BucketLocationConstraint };
      const create = () =>
        storage(a, ABROAD).send(new s3.CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
      await create();
      await create();
    },
  ],
  [
    "CreateBucket",
    "an ACL without ACLs",
    400,
    "InvalidBucketAclWithObjectOwnership",
    (a) => storage(a).send(new s3.CreateBucketCommand(LOG_DELIVERY)),
  ],
  [
    "PutBucketAcl",
    "ACLs disabled",
    400,
    "AccessControlListNotSupported",
    ofBucket(() => new s3.PutBucketAclCommand(LOG_DELIVERY)),
  ],
  [
    "GetBucketPolicy",
    "absent",
    404,
    "NoSuchBucketPolicy",
    ofBucket(() => new s3.GetBucketPolicyCommand({ Bucket })),
  ],
  [
    "GetPublicAccessBlock",
    "absent",
    404,
    "NoSuchPublicAccessBlockConfiguration",
    async (a) => {
      await makeBucket(a, Bucket);
      await storage(a).send(new s3.DeletePublicAccessBlockCommand({ Bucket }));
      await storage(a).send(new s3.GetPublicAccessBlockCommand({ Bucket }));
    },
  ],
  [
    "GetBucketOwnershipControls",
    "absent",
    404,
    "OwnershipControlsNotFoundError",
    async (a) => {
      await makeBucket(a, Bucket);
      await storage(a).send(new s3.DeleteBucketOwnershipControlsCommand({ Bucket }));
      await storage(a).send(new s3.GetBucketOwnershipControlsCommand({ Bucket }));
    },
  ],
  [
    "GetBucketPolicy",
    "no such bucket",
    404,
    "NoSuchBucket",
    (a) => storage(a).send(new s3.GetBucketPolicyCommand({ Bucket })),
  ],
  [
    "HeadBucket",
    "no such bucket",
    404,
    "NotFound",
    (a) => storage(a).send(new s3.HeadBucketCommand({ Bucket })),
  ],
  [
    "GetBucketPolicy",
    "no permission",
    403,
    "AccessDenied",
    async (a) => {
      await makeBucket(a, Bucket);
      const { credentials } = await createActor(a);
      await a.client(s3.S3Client, { credentials }).send(new s3.GetBucketPolicyCommand({ Bucket }));
    },
  ],
]);

const watch = (account: TestAccount) => account.client(logs.CloudWatchLogsClient);
const logGroupName = "/rows/of-errors";

rows("CloudWatch Logs", [
  [
    "CreateLogGroup",
    "exists",
    400,
    "ResourceAlreadyExistsException",
    async (a) => {
      await watch(a).send(new logs.CreateLogGroupCommand({ logGroupName }));
      await watch(a).send(new logs.CreateLogGroupCommand({ logGroupName }));
    },
  ],
  [
    "DeleteLogGroup",
    "none",
    400,
    "ResourceNotFoundException",
    (a) => watch(a).send(new logs.DeleteLogGroupCommand({ logGroupName })),
  ],
  [
    "DeleteLogGroup",
    "protected",
    400,
    "ValidationException",
    async (a) => {
      const input = { logGroupName, deletionProtectionEnabled: true };
      await watch(a).send(new logs.CreateLogGroupCommand(input));
      await watch(a).send(new logs.DeleteLogGroupCommand({ logGroupName }));
    },
  ],
  [
    "FilterLogEvents",
    "no such group",
    400,
    "ResourceNotFoundException",
    (a) => watch(a).send(new logs.FilterLogEventsCommand({ logGroupName })),
  ],
  [
    "DescribeLogGroups",
    "no permission",
    400,
    "AccessDeniedException",
    async (a) => {
      const { credentials } = await createActor(a);
      const client = a.client(logs.CloudWatchLogsClient, { credentials });
      await client.send(new logs.DescribeLogGroupsCommand({}));
    },
  ],
]);

const identity = (account: TestAccount) => account.client(iam.IAMClient);
const RoleName = "Rows";
const NOTHING = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }],
});

rows("IAM", [
  [
    "CreateServiceLinkedRole",
    "exists",
    400,
    "InvalidInput",
    async (a) => {
      const input = { AWSServiceName: "config.amazonaws.com" };
      await identity(a).send(new iam.CreateServiceLinkedRoleCommand(input));
      await identity(a).send(new iam.CreateServiceLinkedRoleCommand(input));
    },
  ],
  [
    "DeleteServiceLinkedRole",
    "none",
    404,
    "NoSuchEntity",
    (a) => identity(a).send(new iam.DeleteServiceLinkedRoleCommand({ RoleName: "AWSServiceRoleForConfig" })),
  ],
  ["GetRole", "none", 404, "NoSuchEntity", (a) => identity(a).send(new iam.GetRoleCommand({ RoleName }))],
  [
    "CreateRole",
    "exists",
    409,
    "EntityAlreadyExists",
    async (a) => {
      await createRole(a, RoleName);
      await createRole(a, RoleName);
    },
  ],
  [
    "PutRolePolicy",
    "no policy",
    400,
    "MalformedPolicyDocument",
    async (a) => {
      await createRole(a, RoleName);
      const input = { RoleName, PolicyName: "own", PolicyDocument: "{}" };
      await identity(a).send(new iam.PutRolePolicyCommand(input));
    },
  ],
  [
    "DeleteRole",
    "an inline policy left",
    409,
    "DeleteConflict",
    async (a) => {
      await createRole(a, RoleName);
      const input = { RoleName, PolicyName: "own", PolicyDocument: NOTHING };
      await identity(a).send(new iam.PutRolePolicyCommand(input));
      await identity(a).send(new iam.DeleteRoleCommand({ RoleName }));
    },
  ],
  [
    "DeleteRole",
    "a managed policy left",
    409,
    "DeleteConflict",
    async (a) => {
      await createRole(a, RoleName);
      const PolicyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
      await identity(a).send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn }));
      await identity(a).send(new iam.DeleteRoleCommand({ RoleName }));
    },
  ],
  [
    "DeleteRole",
    "in an instance profile",
    409,
    "DeleteConflict",
    async (a) => {
      await makeRole(a, ["ssm:UpdateInstanceInformation"]);
      await identity(a).send(new iam.DeleteRolePolicyCommand({ RoleName: "NodeRole", PolicyName: "agent" }));
      await identity(a).send(new iam.DeleteRoleCommand({ RoleName: "NodeRole" }));
    },
  ],
]);

test("in us-east-1 S3 lets its bucket's owner create it again, and every bucket has its encryption", async () => {
  const account = await useTestAccount();
  await makeBucket(account, Bucket);
  await makeBucket(account, Bucket);
  const { ServerSideEncryptionConfiguration } = await storage(account).send(
    new s3.GetBucketEncryptionCommand({ Bucket }),
  );
  expect(ServerSideEncryptionConfiguration!.Rules).toMatchObject([
    { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } },
  ]);
});
