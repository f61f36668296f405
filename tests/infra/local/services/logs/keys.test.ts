import {
  AssociateKmsKeyCommand,
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  DisassociateKmsKeyCommand,
  ListTagsForResourceCommand,
  TagLogGroupCommand,
  UntagLogGroupCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";

let account: TestAccount;
let logs: CloudWatchLogsClient;
beforeAll(async () => {
  account = await startTestAccount();
  logs = account.client(CloudWatchLogsClient);
});
afterAll(() => account.stop());

const ARN = "arn:aws:logs:us-east-1:123456789012:log-group:";

async function makeKey(...more: object[]): Promise<string> {
  const root = {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::123456789012:root" },
    Action: "kms:*",
    Resource: "*",
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [root, ...more] });
  const { KeyMetadata } = await account.client(KMSClient).send(new CreateKeyCommand({ Policy }));
  return KeyMetadata!.Arn!;
}

const forGroup = (group: string) => ({
  Effect: "Allow",
  Principal: { Service: "logs.us-east-1.amazonaws.com" },
  Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
  Resource: "*",
  Condition: { ArnEquals: { "kms:EncryptionContext:aws:logs:arn": `${ARN}${group}` } },
});

const keyOf = async (logGroupNamePrefix: string) =>
  (await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }))).logGroups?.[0]?.kmsKeyId;

test("a group is encrypted with a key whose policy lets CloudWatch Logs use it for this group", async () => {
  const kmsKeyId = await makeKey(forGroup("encrypted"));
  await logs.send(new CreateLogGroupCommand({ logGroupName: "encrypted", kmsKeyId }));
  expect(await keyOf("encrypted")).toBe(kmsKeyId);
  await logs.send(new DisassociateKmsKeyCommand({ logGroupName: "encrypted" }));
  expect(await keyOf("encrypted")).toBeUndefined();
  await logs.send(new AssociateKmsKeyCommand({ resourceIdentifier: `${ARN}encrypted`, kmsKeyId }));
  expect(await keyOf("encrypted")).toBe(kmsKeyId);
  await expect(
    logs.send(new CreateLogGroupCommand({ logGroupName: "another", kmsKeyId })),
  ).rejects.toMatchObject({ name: "InvalidParameterException" });
});

test("a key that does not let it, or that is not there, is refused", async () => {
  const missing = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  for (const kmsKeyId of [await makeKey(), missing, "alias/mine"])
    await expect(
      logs.send(new CreateLogGroupCommand({ logGroupName: "refused", kmsKeyId })),
    ).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: `The specified KMS key does not exist or is not allowed to be used with LogGroup '${ARN}refused'`,
    });
});

test("groups are tagged by name too, as older tools do it", async () => {
  await logs.send(new CreateLogGroupCommand({ logGroupName: "tagged", tags: { a: "1" } }));
  await logs.send(new TagLogGroupCommand({ logGroupName: "tagged", tags: { b: "2" } }));
  await logs.send(new UntagLogGroupCommand({ logGroupName: "tagged", tags: ["a"] }));
  const { tags } = await logs.send(new ListTagsForResourceCommand({ resourceArn: `${ARN}tagged` }));
  expect(tags).toEqual({ b: "2" });
});
