import { DescribeKeyCommand, KMSClient, ListAliasesCommand, ListKeysCommand } from "@aws-sdk/client-kms";
import { expect, it } from "vitest";
import { useTestAccount } from "../../../../helpers/local-account.ts";

it("lists the services' aliases, and makes a key at its first use", async () => {
  const kms = (await useTestAccount()).client(KMSClient);
  const aliases = async () => (await kms.send(new ListAliasesCommand({}))).Aliases!;
  const before = (await aliases()).find(({ AliasName }) => AliasName === "alias/aws/s3")!;
  expect(before.AliasArn).toBe("arn:aws:kms:us-east-1:123456789012:alias/aws/s3");
  expect(before).not.toHaveProperty("TargetKeyId");
  expect((await kms.send(new ListKeysCommand({}))).Keys).toEqual([]);

  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: "alias/aws/s3" }));
  expect(KeyMetadata).toMatchObject({ KeyManager: "AWS", KeyState: "Enabled", AWSAccountId: "123456789012" });
  const after = (await aliases()).find(({ AliasName }) => AliasName === "alias/aws/s3")!;
  expect(after.TargetKeyId).toBe(KeyMetadata!.KeyId);
  for (const KeyId of [KeyMetadata!.KeyId, KeyMetadata!.Arn, before.AliasArn])
    expect((await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata).toEqual(KeyMetadata);
});

it("lists aliases a page at a time", async () => {
  const kms = (await useTestAccount()).client(KMSClient);
  const names: string[] = [];
  let Marker: string | undefined;
  do {
    const page = await kms.send(new ListAliasesCommand({ Limit: 4, Marker }));
    names.push(...page.Aliases!.map(({ AliasName }) => AliasName!));
    Marker = page.NextMarker;
  } while (Marker);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain("alias/aws/lambda");
});

it("misses other keys in AWS's words", async () => {
  const kms = (await useTestAccount()).client(KMSClient);
  const missing = "1234abcd-12ab-34cd-56ef-1234567890ab";
  const messages: [string, string][] = [
    ["alias/mine", "Alias arn:aws:kms:us-east-1:123456789012:alias/mine is not found."],
    [missing, `Key 'arn:aws:kms:us-east-1:123456789012:key/${missing}' does not exist`],
    ["mine", "Invalid keyId 'mine'"],
  ];
  for (const [KeyId, message] of messages)
    await expect(kms.send(new DescribeKeyCommand({ KeyId }))).rejects.toMatchObject({
      name: "NotFoundException",
      message,
    });
});
