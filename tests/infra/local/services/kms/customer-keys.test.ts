import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListAliasesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { createActor } from "../../../../helpers/actors.ts";
import { startTestAccount, type TestAccount } from "../../../../helpers/local-account.ts";

let account: TestAccount;
let kms: KMSClient;
beforeAll(async () => {
  account = await startTestAccount();
  kms = account.client(KMSClient);
});
afterAll(() => account.stop());

const create = async (input = {}) => (await kms.send(new CreateKeyCommand(input))).KeyMetadata!;
const describeKey = async (KeyId: string) => (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata!;

test("a key is made enabled, symmetric and the customer's, and is listed", async () => {
  const key = await create({ Description: "For the trail" });
  expect(key).toMatchObject({
    Arn: `arn:aws:kms:us-east-1:123456789012:key/${key.KeyId}`,
    Description: "For the trail",
    Enabled: true,
    KeyManager: "CUSTOMER",
    KeySpec: "SYMMETRIC_DEFAULT",
    KeyState: "Enabled",
  });
  expect(await describeKey(key.Arn!)).toEqual(key);
  const { Keys } = await kms.send(new ListKeysCommand({}));
  expect(Keys).toContainEqual({ KeyId: key.KeyId, KeyArn: key.Arn });
});

test("kinds of keys that are not known are refused, not made otherwise", async () => {
  for (const input of [{ KeySpec: "RSA_2048" }, { Origin: "EXTERNAL" }, { MultiRegion: true }] as const)
    await expect(create(input)).rejects.toMatchObject({ name: "NotImplemented" });
});

test("an alias names a key, moves to another, and goes", async () => {
  const [first, second] = [await create(), await create()];
  const named = { AliasName: "alias/handrail-test", TargetKeyId: first.KeyId };
  await kms.send(new CreateAliasCommand(named));
  await expect(kms.send(new CreateAliasCommand(named))).rejects.toMatchObject({
    name: "AlreadyExistsException",
  });
  expect((await describeKey("alias/handrail-test")).KeyId).toBe(first.KeyId);
  await kms.send(new UpdateAliasCommand({ ...named, TargetKeyId: second.KeyId }));
  const { Aliases } = await kms.send(new ListAliasesCommand({ KeyId: second.KeyId }));
  expect(Aliases).toMatchObject([{ AliasName: "alias/handrail-test", TargetKeyId: second.KeyId }]);
  await kms.send(new DeleteAliasCommand({ AliasName: "alias/handrail-test" }));
  await expect(describeKey("alias/handrail-test")).rejects.toMatchObject({ name: "NotFoundException" });
});

test.each([
  ["mine", "ValidationException"],
  ["alias/", "ValidationException"],
  ["alias/two words", "ValidationException"],
  ["alias/aws/s3", "NotAuthorizedException"],
])("the alias %s is refused", async (AliasName, name) => {
  const { KeyId } = await create();
  await expect(kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: KeyId }))).rejects.toMatchObject({
    name,
  });
});

describe("deletion", () => {
  test("waits, can be cancelled, and leaves the key disabled then", async () => {
    const { KeyId, Arn } = await create();
    const scheduled = await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    expect(scheduled).toMatchObject({ KeyId: Arn, KeyState: "PendingDeletion", PendingWindowInDays: 7 });
    expect(await describeKey(KeyId!)).toMatchObject({
      Enabled: false,
      KeyState: "PendingDeletion",
      DeletionDate: scheduled.DeletionDate,
    });
    await expect(kms.send(new DisableKeyCommand({ KeyId }))).rejects.toMatchObject({
      name: "KMSInvalidStateException",
      message: `${Arn} is pending deletion.`,
    });
    await kms.send(new CancelKeyDeletionCommand({ KeyId }));
    expect(await describeKey(KeyId!)).toMatchObject({ KeyState: "Disabled" });
    await expect(kms.send(new CancelKeyDeletionCommand({ KeyId }))).rejects.toMatchObject({
      name: "KMSInvalidStateException",
    });
  });

  test("comes after its days, and takes the aliases along", async () => {
    const { KeyId } = await create();
    await kms.send(new CreateAliasCommand({ AliasName: "alias/leaving", TargetKeyId: KeyId }));
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    const clock = vi.spyOn(account.cloud.clock, "now");
    onTestFinished(() => clock.mockRestore());
    clock.mockReturnValue(new Date(Date.now() + 8 * 24 * 60 * 60 * 1000));
    await expect(describeKey(KeyId!)).rejects.toMatchObject({ name: "NotFoundException" });
    await expect(describeKey("alias/leaving")).rejects.toMatchObject({ name: "NotFoundException" });
  });

  test("not sooner than in a week, and never of an AWS-managed key", async () => {
    const { KeyId } = await create();
    await expect(
      kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 1 })),
    ).rejects.toMatchObject({ name: "ValidationException" });
    const managed = await describeKey("alias/aws/s3");
    await expect(kms.send(new ScheduleKeyDeletionCommand({ KeyId: managed.KeyId }))).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining("no resource-based policy allows the kms:ScheduleKeyDeletion action"),
    });
  });
});

describe("a key's policy", () => {
  test("leaves the decision to the account unless told otherwise", async () => {
    const key = await create();
    const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId: key.KeyId }));
    expect(JSON.parse(Policy!).Statement[0].Principal).toEqual({ AWS: "arn:aws:iam::123456789012:root" });
    const as = async (Action: string) => {
      const { credentials } = await createActor(account, { Action, Resource: "*" });
      return account.client(KMSClient, { credentials });
    };
    const asked = new DescribeKeyCommand({ KeyId: key.KeyId });
    await (await as("kms:DescribeKey")).send(asked);
    await expect((await as("s3:GetObject")).send(asked)).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
  });

  test("that names others leaves IAM's policies without effect, and may not lock its author out", async () => {
    const { KeyId } = await create();
    const allow = (AWS: string, Action: string) => ({
      Effect: "Allow",
      Principal: { AWS },
      Action,
      Resource: "*",
    });
    const put = (...Statement: object[]) =>
      kms.send(
        new PutKeyPolicyCommand({ KeyId, Policy: JSON.stringify({ Version: "2012-10-17", Statement }) }),
      );
    await expect(put(allow("arn:aws:iam::210987654321:root", "kms:*"))).rejects.toMatchObject({
      name: "MalformedPolicyDocumentException",
      message: expect.stringContaining("in the future"),
    });
    await put(allow("arn:aws:iam::123456789012:root", "kms:PutKeyPolicy"));
    await expect(describeKey(KeyId!)).rejects.toMatchObject({ name: "AccessDeniedException" });
  });
});

test("tags and rotation are kept", async () => {
  const { KeyId } = await create({ Tags: [{ TagKey: "lab", TagValue: "fnd203" }] });
  await kms.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: "more", TagValue: "x" }] }));
  await kms.send(new UntagResourceCommand({ KeyId, TagKeys: ["lab"] }));
  expect((await kms.send(new ListResourceTagsCommand({ KeyId }))).Tags).toEqual([
    { TagKey: "more", TagValue: "x" },
  ]);
  const rotation = () => kms.send(new GetKeyRotationStatusCommand({ KeyId }));
  expect(await rotation()).toMatchObject({ KeyRotationEnabled: false });
  await kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 90 }));
  expect(await rotation()).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 90 });
});
