// One file, however long: all of it asks one account, whose start takes longer than most of its tests.
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  AuthorizeSecurityGroupEgressCommand,
  CreateSecurityGroupCommand,
  EC2Client,
  RevokeSecurityGroupEgressCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import * as api from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../../helpers/local-account.ts";
import { lookUp, newest, recordOf } from "../../cloudtrail/history.ts";
import { AGENT_ACTIONS, allow, launchNode, makeRole } from "../managed-node.ts";
import { RawClient } from "./raw-client.ts";

const Bucket = "logs-of-sessions";
const GROUP = "session-logs";
const LOGGING = [
  "s3:PutObject",
  "s3:GetEncryptionConfiguration",
  "logs:CreateLogStream",
  "logs:PutLogEvents",
];

let account: TestAccount;
let ssm: api.SSMClient;
let s3: S3Client;
let logs: CloudWatchLogsClient;
let target: string;
let version = 0;

beforeAll(async () => {
  account = await startTestAccount();
  ssm = account.client(api.SSMClient);
  s3 = account.client(S3Client);
  logs = account.client(CloudWatchLogsClient);
  await makeRole(account);
  target = await launchNode(account);
  await s3.send(new CreateBucketCommand({ Bucket }));
  await logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
});
afterAll(() => account.stop());
beforeEach(() => allow(account, [...AGENT_ACTIONS, ...LOGGING]));

/** Makes these the session preferences, by a new version. */
async function prefer(inputs: object): Promise<void> {
  const Content = JSON.stringify({
    schemaVersion: "1.0",
    // A version of the same content is refused.
    description: `Preferences, version ${++version}`,
    sessionType: "Standard_Stream",
    inputs: {
      s3EncryptionEnabled: true,
      cloudWatchEncryptionEnabled: false,
      cloudWatchStreamingEnabled: false,
      runAsEnabled: false,
      ...inputs,
    },
  });
  const Name = "SSM-SessionManagerRunShell";
  await ssm.send(
    version === 1
      ? new api.CreateDocumentCommand({ Name, Content, DocumentType: "Session" })
      : new api.UpdateDocumentCommand({ Name, Content, DocumentVersion: "$LATEST" }),
  );
}

async function open(Target = target) {
  const { SessionId, StreamUrl, TokenValue } = await ssm.send(new api.StartSessionCommand({ Target }));
  const client = new RawClient(StreamUrl!);
  await client.open(TokenValue!);
  await client.shakeHands();
  return { client, id: SessionId! };
}

/** A session in which something is typed, and its end. */
async function talk(...commands: string[]): Promise<string> {
  const { client, id } = await open();
  await client.until("$ ");
  for (const command of commands) client.type(`${command}\r`);
  client.type("exit\r");
  expect(await client.end()).toBe("");
  return id;
}

/** Why a session does not begin, in the agent's words. */
async function refusal(Target = target): Promise<string> {
  const { client, id } = await open(Target);
  const words = await client.end();
  expect(client.screen()).toBe("");
  const { Sessions } = await ssm.send(
    new api.DescribeSessionsCommand({ State: "History", Filters: [{ key: "SessionId", value: id }] }),
  );
  expect(Sessions).toMatchObject([{ Status: "Failed" }]);
  return words;
}

const objects = async () =>
  ((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map((it) => it.Key);
const events = async (id: string) => {
  try {
    const found = await logs.send(new FilterLogEventsCommand({ logGroupName: GROUP, logStreamNames: [id] }));
    return found.events!.map((it) => it.message!);
  } catch (error) {
    if ((error as Error).name === "ResourceNotFoundException") return [];
    throw error;
  }
};

describe("a log", () => {
  it("is in the bucket, as the role of the instance, under the session's name", async () => {
    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" } }],
        },
      }),
    );
    await prefer({ s3BucketName: Bucket, s3KeyPrefix: "sessions/" });
    const id = await talk("echo meta-data", "whoami");
    await expect.poll(objects).toContain(`sessions/${id}.log`);
    const Key = `sessions/${id}.log`;
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const text = await Body!.transformToString();
    expect(text).toMatch(
      /^Script started on \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00:00 \[COMMAND="cat \/var\/lib\/amazon\/ssm\//,
    );
    expect(text).toContain("echo meta-data\r\n");
    expect(text).toContain("\rssm-user\r\n");
    expect(text).toMatch(/\nScript done on .* \[COMMAND_EXIT_CODE="0"\]\n$/);
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({
      ContentType: "text/plain",
      ServerSideEncryption: "aws:kms",
    });
    // The agent calls with the credentials that the instance's metadata would give anybody on it.
    const asked = await newest(account, "GetBucketEncryption");
    expect(asked.userIdentity).toMatchObject({
      type: "AssumedRole",
      arn: `arn:aws:sts::123456789012:assumed-role/NodeRole/${target}`,
      accessKeyId: expect.stringMatching(/^ASIA/),
      sessionContext: { ec2RoleDelivery: "2.0" },
    });
  });

  it("is in the log group, in the session's own stream", async () => {
    await prefer({ cloudWatchLogGroupName: GROUP });
    const id = await talk("echo to the group");
    await expect.poll(() => events(id)).toHaveLength(1);
    const [message] = await events(id);
    expect(message).toContain("echo to the group\n");
    expect(message).not.toMatch(/\r\n/);
  });

  it("is streamed while the session goes on, if the role may look for the group", async () => {
    await allow(account, [...AGENT_ACTIONS, ...LOGGING, "logs:DescribeLogGroups"]);
    await prefer({ cloudWatchLogGroupName: GROUP, cloudWatchStreamingEnabled: true });
    const { client, id } = await open();
    await client.until("$ ");
    client.type("echo streamed\r");
    await client.until("\nstreamed\n");
    const lines = async () => (await events(id)).flatMap((it) => JSON.parse(it).sessionData as string[]);
    await expect.poll(lines).toContain("streamed");
    expect(JSON.parse((await events(id))[0]!)).toMatchObject({
      eventVersion: "1.0",
      awsRegion: "us-east-1",
      target: { id: target },
      userIdentity: { arn: "arn:aws:iam::123456789012:user/participant" },
      runAsUser: "ssm-user",
      sessionId: id,
    });
    client.type("exit\r");
    await client.end();
    await expect.poll(lines).toContain("exit");
    // For several events of the stream, and not each time.
    const made = (await lookUp(account, "EventName", "CreateLogStream")).map(recordOf);
    expect(made.filter((it) => it.requestParameters?.logStreamName === id)).toHaveLength(1);
  });

  it("is not streamed by a role that may not look for the group, and the session works", async () => {
    await prefer({ cloudWatchLogGroupName: GROUP, cloudWatchStreamingEnabled: true, s3BucketName: Bucket });
    const id = await talk("echo unseen");
    // Delivered after the stream would have been: that it is there shows that nothing more comes.
    await expect.poll(objects).toContain(`${id}.log`);
    expect(await events(id)).toEqual([]);
  });

  it("that the role, the bucket's policy or the group forbids is not there, and nobody is told", async () => {
    await prefer({ s3BucketName: Bucket, cloudWatchLogGroupName: GROUP });
    const all = [...AGENT_ACTIONS, ...LOGGING];
    await allow(
      account,
      all.filter((it) => it !== "s3:PutObject"),
    );
    const withoutBucket = await talk("echo one");
    await expect.poll(() => events(withoutBucket)).toHaveLength(1);
    await allow(
      account,
      all.filter((it) => it !== "logs:PutLogEvents"),
    );
    const withoutGroup = await talk("echo two");
    await expect.poll(objects).toContain(`${withoutGroup}.log`);
    await allow(account, all);
    const Statement = [
      { Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: `arn:aws:s3:::${Bucket}/*` },
    ];
    await s3.send(
      new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: "2012-10-17", Statement }) }),
    );
    const denied = await talk("echo three");
    await expect.poll(() => events(denied)).toHaveLength(1);
    const keys = await objects();
    expect(keys).not.toContain(`${withoutBucket}.log`);
    expect(keys).not.toContain(`${denied}.log`);
    expect((await events(withoutGroup)).length).toBe(0);
  });

  it("is not written for a session whose channel nobody opened", async () => {
    await prefer({ cloudWatchLogGroupName: GROUP });
    const { SessionId } = await ssm.send(new api.StartSessionCommand({ Target: target }));
    await ssm.send(new api.TerminateSessionCommand({ SessionId }));
    const later = await talk("echo later");
    await expect.poll(() => events(later)).toHaveLength(1);
    expect(await events(SessionId!)).toEqual([]);
  });
});

describe("a session is refused", () => {
  const UNABLE =
    "Couldn't start the session because we are unable to validate encryption on Amazon S3 bucket. Error: ";

  it("where its bucket is gone", async () => {
    await prefer({ s3BucketName: "never-there" });
    expect(await refusal()).toBe(
      `${UNABLE}NoSuchBucket: The specified bucket does not exist\n\tstatus code: 404`,
    );
    // Without the wish for encryption only the log is missing.
    await prefer({ s3BucketName: "never-there", s3EncryptionEnabled: false });
    await talk("echo unlogged");
  });

  it("where the bucket's encryption counts as none", async () => {
    await s3.send(new CreateBucketCommand({ Bucket: "double" }));
    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket: "double",
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms:dsse" } }],
        },
      }),
    );
    await prefer({ s3BucketName: "double" });
    expect(await refusal()).toMatch(
      /^We couldn't start the session because encryption is not set up on the selected Amazon S3 bucket\./,
    );
    await s3.send(new DeleteBucketCommand({ Bucket: "double" }));
  });

  it("where the role may not ask for the bucket's encryption", async () => {
    await allow(account, AGENT_ACTIONS);
    await prefer({ s3BucketName: Bucket });
    expect(await refusal()).toContain(
      `${UNABLE}AccessDenied: User: arn:aws:sts::123456789012:assumed-role/NodeRole/${target}`,
    );
  });

  it("where the network has no way to S3", async () => {
    const ec2 = account.client(EC2Client);
    const { GroupId } = await ec2.send(
      new CreateSecurityGroupCommand({ GroupName: "no-s3", Description: "no way to S3" }),
    );
    const rule = (CidrIp: string, IpProtocol: string) => ({
      GroupId,
      IpPermissions: [{ IpProtocol, FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp }] }],
    });
    await ec2.send(
      new RevokeSecurityGroupEgressCommand({
        GroupId,
        IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
      }),
    );
    await ec2.send(new AuthorizeSecurityGroupEgressCommand(rule("52.46.128.0/24", "tcp")));
    const cut = await launchNode(account, { SecurityGroupIds: [GroupId!] });
    await prefer({ s3BucketName: Bucket });
    expect(await refusal(cut)).toBe(
      `${UNABLE}RequestError: send request failed\ncaused by: dial tcp s3.us-east-1.amazonaws.com:443: i/o timeout`,
    );
  });

  it("where the log group is missing or not encrypted, if it is to be", async () => {
    await allow(account, [...AGENT_ACTIONS, "logs:DescribeLogGroups"]);
    const words =
      /^We couldn't start the session because encryption is not set up on the selected CloudWatch Logs log group\./;
    await prefer({ cloudWatchLogGroupName: GROUP, cloudWatchEncryptionEnabled: true });
    expect(await refusal()).toMatch(words);
    await logs.send(new CreateLogGroupCommand({ logGroupName: "short-lived" }));
    await logs.send(new DeleteLogGroupCommand({ logGroupName: "short-lived" }));
    await prefer({ cloudWatchLogGroupName: "short-lived", cloudWatchEncryptionEnabled: true });
    expect(await refusal()).toMatch(words);
    // Only the log is missing where it is not.
    await prefer({ cloudWatchLogGroupName: "short-lived" });
    await talk("echo unlogged");
  });

  it("as a user whom the instance does not have, and not as one whom it has", async () => {
    await prefer({ runAsEnabled: true, runAsDefaultUser: "alice" });
    expect(await refusal()).toBe(
      "Unable to start command: failed to start pty since RunAs user alice does not exist\n",
    );
    await prefer({ runAsEnabled: true });
    expect(await refusal()).toBe("Unable to start command: please set the RunAs default user\n");
    await prefer({ runAsEnabled: true, runAsDefaultUser: "ec2-user" });
    const { client } = await open();
    await client.until("$ ");
    client.type("whoami\r");
    await client.until("\nec2-user\n");
  });

  it("where it is to be encrypted with a KMS key, which is not known here", async () => {
    await prefer({ kmsKeyId: "alias/sessions" });
    expect(await refusal()).toContain(
      "does not encrypt sessions with a KMS key yet (kmsKeyId alias/sessions)",
    );
  });

  it("never for the shell's profile, which is run first", async () => {
    await prefer({ shellProfile: { linux: "cd /tmp && pwd" } });
    const { client } = await open();
    await client.until("\n/tmp\n");
  });
});

it("a session goes by its document's latest version, not by the default one", async () => {
  await prefer({ maxSessionDuration: "30" });
  const { SessionId } = await ssm.send(new api.StartSessionCommand({ Target: target }));
  const { Sessions } = await ssm.send(
    new api.DescribeSessionsCommand({ State: "Active", Filters: [{ key: "SessionId", value: SessionId! }] }),
  );
  expect(Sessions).toMatchObject([{ MaxSessionDuration: "30" }]);
});
