import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListResourceTagsCommand,
} from "@aws-sdk/client-kms";
import { expect, test } from "vitest";
import { useTestAccount } from "../../../../helpers/local-account.ts";
import { settled } from "../cloudformation/stack.ts";

const KeyPolicy = {
  Statement: [
    { Effect: "Allow", Principal: { AWS: { Ref: "AWS::AccountId" } }, Action: "kms:*", Resource: "*" },
  ],
};

const template = (Properties: object) =>
  JSON.stringify({
    Resources: {
      Key: { Type: "AWS::KMS::Key", Properties: { KeyPolicy, PendingWindowInDays: 7, ...Properties } },
      Name: {
        Type: "AWS::KMS::Alias",
        Properties: { AliasName: "alias/demo", TargetKeyId: { Ref: "Key" } },
      },
    },
    Outputs: { Arn: { Value: { "Fn::GetAtt": ["Key", "Arn"] } } },
  });

test("a stack's key and its alias: made, changed, and waiting to be deleted", async () => {
  const account = await useTestAccount();
  const stacks = account.client(CloudFormationClient);
  const kms = account.client(KMSClient);
  const StackName = "demo";
  const first = template({
    Description: "For the demo",
    EnableKeyRotation: true,
    Tags: [{ Key: "Team", Value: "a" }],
  });
  await stacks.send(new CreateStackCommand({ StackName, TemplateBody: first }));
  const stack = await settled(stacks, StackName);
  expect(stack).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
  const KeyId = stack.Outputs![0]!.OutputValue!;
  const described = async () => (await kms.send(new DescribeKeyCommand({ KeyId: "alias/demo" }))).KeyMetadata;
  expect(await described()).toMatchObject({ Arn: KeyId, Description: "For the demo", Enabled: true });
  const rotation = async () =>
    (await kms.send(new GetKeyRotationStatusCommand({ KeyId }))).KeyRotationEnabled;
  expect(await rotation()).toBe(true);
  const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId }));
  expect(JSON.parse(Policy!).Statement[0].Principal).toEqual({ AWS: "123456789012" });
  const { Tags } = await kms.send(new ListResourceTagsCommand({ KeyId }));
  expect(Tags).toEqual([{ TagKey: "Team", TagValue: "a" }]);

  const update = async (properties: object) => {
    await stacks.send(new UpdateStackCommand({ StackName, TemplateBody: template(properties) }));
    await settled(stacks, StackName);
  };
  await update({ Enabled: false });
  expect(await described()).toMatchObject({ Arn: KeyId, Description: "", Enabled: false });
  expect((await kms.send(new ListResourceTagsCommand({ KeyId }))).Tags).toEqual([]);
  await update({});
  expect(await described()).toMatchObject({ Enabled: true });
  expect(await rotation()).toBe(false);

  await stacks.send(new DeleteStackCommand({ StackName }));
  await settled(stacks, stack.StackId!);
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
  expect(KeyMetadata).toMatchObject({ KeyState: "PendingDeletion" });
  await expect(described()).rejects.toMatchObject({ name: "NotFoundException" });
});
