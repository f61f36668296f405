import { describe, expect, test } from "vitest";
import { preferencesWith } from "../../../../tasks/labs/fnd203/session-preferences/content.ts";
import { judge } from "../../../../tasks/labs/fnd203/session-preferences/judge.ts";
import type { SessionPreferencesFacts } from "../../../../tasks/labs/fnd203/session-preferences/observe.ts";
import { BUCKET, contentWith, GROUP, minutesAgo, preferences } from "../../fixtures/session-logs.ts";
import { expectMet, expectUnmet } from "../../fixtures/table.ts";

const HERE = "us-east-1";

/** The guide to the letter, and what is otherwise. */
function facts(
  inputs: Record<string, unknown> = {},
  change: Partial<SessionPreferencesFacts> = {},
): SessionPreferencesFacts {
  return {
    place: { accountId: "123456789012", region: HERE },
    names: {
      buckets: [BUCKET, `${BUCKET}-123456789012-us-east-1-an`, "fnd203-ssmlogs-bucket-me"],
      trailBucket: "fdn203-demo-bucket-me",
      groups: [GROUP, "fdn203-demo-bucket-me"],
    },
    preferences: preferences(contentWith(inputs)),
    bucket: { name: BUCKET, region: HERE, algorithm: "aws:kms" },
    group: { name: GROUP, encrypted: false },
    ...change,
  };
}

const bucketOf = (name: string, algorithm = "aws:kms", region = HERE) => ({
  bucket: { name, region, algorithm },
});
const groupOf = (name: string, encrypted = false) => ({ group: { name, encrypted } });

describe("preferences are met", () => {
  test.each<[string, SessionPreferencesFacts, [string, string]?]>([
    ["by the guide to the letter", facts()],
    ["with streaming", facts({ cloudWatchStreamingEnabled: true })],
    [
      "with switches written as words",
      facts({ s3EncryptionEnabled: "true", cloudWatchEncryptionEnabled: "false" }),
    ],
    ["with a bucket that is encrypted by S3's own keys", facts({}, bucketOf(BUCKET, "AES256"))],
    [
      "with the bucket as it should be spelled",
      facts({ s3BucketName: "fnd203-ssmlogs-bucket-me" }, bucketOf("fnd203-ssmlogs-bucket-me")),
    ],
    [
      "with the guide's other name for the log group",
      facts({ cloudWatchLogGroupName: "fdn203-demo-bucket-me" }, groupOf("fdn203-demo-bucket-me")),
    ],
    [
      "with the bucket of the trail, as the guide has it by mistake",
      facts({ s3BucketName: "fdn203-demo-bucket-me" }, bucketOf("fdn203-demo-bucket-me")),
      ["goes to S3", "the bucket of the trail"],
    ],
    [
      "with a bucket and a group of one's own",
      facts(
        { s3BucketName: "our-logs", cloudWatchLogGroupName: "/our/sessions" },
        { ...bucketOf("our-logs"), ...groupOf("/our/sessions") },
      ),
      ["goes to S3", "It goes to our-logs."],
    ],
    [
      "with an encrypted log group",
      facts({ cloudWatchEncryptionEnabled: true }, groupOf(GROUP, true)),
      ["goes to CloudWatch Logs", "encrypted with a KMS key"],
    ],
    [
      "without asking for an encrypted bucket",
      facts({ s3EncryptionEnabled: false }),
      ["goes to S3", "whether that bucket is encrypted or not"],
    ],
    [
      "with sessions encrypted by a key",
      facts({ kmsKeyId: "key-1" }),
      ["has preferences", "with the key key-1"],
    ],
  ])("%s", (_, observed, said) => expectMet(judge(observed), said));

  test("with advice where the console shows an older version", () => {
    const both = {
      versions: [
        { version: "2", createdAt: minutesAgo(5), status: "Active", isDefault: false },
        { version: "1", createdAt: minutesAgo(20), status: "Active", isDefault: true },
      ],
      latest: contentWith(),
      default: contentWith({ s3BucketName: "", idleSessionTimeout: "5" }),
    };
    expectMet(judge(facts({}, { preferences: both })), [
      "The console shows",
      "Version 2 is the latest, which sessions use. The default version, which the console shows, is 1, and differs in s3BucketName and idleSessionTimeout.",
    ]);
  });

  test("without advice where versions say the same in other words", () => {
    const { shellProfile: _, ...inputs } = contentWith({ s3EncryptionEnabled: "true" }).inputs!;
    const same = { ...preferences(), default: { ...contentWith(), inputs } };
    expect(judge(facts({}, { preferences: same })).map(({ status }) => status)).toEqual(Array(4).fill("met"));
  });
});

describe("preferences are not met", () => {
  test.each<[string, SessionPreferencesFacts, [string, string]]>([
    [
      "where there are none",
      facts({}, { preferences: undefined, bucket: undefined, group: undefined }),
      ["has preferences", "There are no preferences yet"],
    ],
    [
      "where they log nothing",
      facts({ s3BucketName: "", cloudWatchLogGroupName: "" }),
      ["goes to S3", "no bucket"],
    ],
    [
      "with a bucket alone",
      facts({ cloudWatchLogGroupName: "" }),
      ["CloudWatch Logs", "They name no log group."],
    ],
    [
      "with the placeholder of the guide",
      facts({ s3BucketName: "fdn203-ssmlogs-bucket-{myname}" }, { bucket: undefined }),
      [
        "goes to S3",
        "which this account does not have. The agent checks this before it opens a shell, and refuses EVERY session",
      ],
    ],
    [
      "with a bucket that is missing, though no encryption is asked for",
      facts({ s3BucketName: "gone", s3EncryptionEnabled: false }, { bucket: undefined }),
      ["goes to S3", "They name the bucket gone, which this account does not have."],
    ],
    [
      "with a bucket that is encrypted in two layers",
      facts({}, bucketOf(BUCKET, "aws:kms:dsse")),
      ["goes to S3", "aws:kms:dsse, which the agent does not know"],
    ],
    [
      "with a bucket in another Region",
      facts({}, bucketOf(BUCKET, "aws:kms", "eu-west-1")),
      ["goes to S3", "is in eu-west-1"],
    ],
    [
      "with a log group that is missing",
      facts({ cloudWatchLogGroupName: "FND203-ssmlogs-logs" }, { group: undefined }),
      ["CloudWatch Logs", "FND203-ssmlogs-logs, which does not exist"],
    ],
    [
      "with the tick at encrypting log data left",
      facts({ cloudWatchEncryptionEnabled: true }),
      ["CloudWatch Logs", "They ask for an encrypted log group, and fnd203-ssmlogs-logs is not encrypted"],
    ],
    [
      "with the tick left, and no group",
      facts({ cloudWatchEncryptionEnabled: true }, { group: undefined }),
      ["CloudWatch Logs", "does not exist. The agent checks this"],
    ],
    [
      "in a document of another type of session",
      facts({}, { preferences: preferences({ ...contentWith(), sessionType: "InteractiveCommands" }) }),
      ["has preferences", '"InteractiveCommands"'],
    ],
    [
      "in a version that could not be made",
      facts(
        {},
        {
          preferences: { ...preferences(), versions: [{ ...preferences().versions[0]!, status: "Failed" }] },
        },
      ),
      ["has preferences", "The latest version, 1, could not be made."],
    ],
  ])("%s", (_, observed, finding) => expectUnmet(judge(observed), finding));

  test("and each requirement says so where there are none", () => {
    const findings = judge(facts({}, { preferences: undefined, bucket: undefined, group: undefined }));
    expect(findings.map(({ status }) => status)).toEqual(Array(4).fill("unmet"));
  });
});

test.each<[string, SessionPreferencesFacts]>([
  [
    "the version is being made",
    facts(
      {},
      {
        preferences: { ...preferences(), versions: [{ ...preferences().versions[0]!, status: "Creating" }] },
      },
    ),
  ],
  ["S3 does not show the bucket's settings", facts({}, { bucket: { name: BUCKET, region: HERE } })],
])("preferences are waited for while %s", (_, observed) => {
  const statuses = judge(observed).map(({ status }) => status);
  expect(statuses.filter((status) => status !== "met")).toEqual(["waiting"]);
});

describe("the preferences that Handrail writes", () => {
  test("leave what somebody else has chosen", () => {
    const own = {
      schemaVersion: "1.0",
      description: "ours",
      inputs: { kmsKeyId: "k", runAsEnabled: true, s3KeyPrefix: "p" },
    };
    expect(preferencesWith(own, { bucket: BUCKET, group: GROUP })).toMatchObject({
      description: "ours",
      sessionType: "Standard_Stream",
      inputs: {
        kmsKeyId: "k",
        runAsEnabled: true,
        s3KeyPrefix: "p",
        s3BucketName: BUCKET,
        s3EncryptionEnabled: true,
        cloudWatchLogGroupName: GROUP,
        cloudWatchEncryptionEnabled: false,
      },
    });
  });

  test("leave a destination that serves, as it is encrypted", () => {
    const own = contentWith({ cloudWatchLogGroupName: "/ours", cloudWatchEncryptionEnabled: true });
    expect(preferencesWith(own, { bucket: BUCKET }).inputs).toMatchObject({
      cloudWatchLogGroupName: "/ours",
      cloudWatchEncryptionEnabled: true,
    });
  });
});
