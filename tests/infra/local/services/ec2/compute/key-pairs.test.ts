import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import {
  CreateKeyPairCommand,
  DeleteKeyPairCommand,
  DescribeKeyPairsCommand,
  EC2Client,
  ImportKeyPairCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../../helpers/local-account.ts";

let account: TestAccount;
let ec2: EC2Client;
beforeAll(async () => {
  account = await startTestAccount();
  ec2 = account.client(EC2Client);
});
afterAll(() => account.stop());

test("an RSA key is a PEM that OpenSSL reads, with a SHA-1 fingerprint", async () => {
  const made = await ec2.send(
    new CreateKeyPairCommand({
      KeyName: "rsa",
      TagSpecifications: [{ ResourceType: "key-pair", Tags: [{ Key: "Lab", Value: "FND203" }] }],
    }),
  );
  expect(made.KeyMaterial).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/);
  expect(createPrivateKey(made.KeyMaterial!).asymmetricKeyDetails?.modulusLength).toBe(2048);
  expect(made.KeyFingerprint).toMatch(/^([0-9a-f]{2}:){19}[0-9a-f]{2}$/);
  const { KeyPairs } = await ec2.send(
    new DescribeKeyPairsCommand({ Filters: [{ Name: "tag:Lab", Values: ["FND203"] }] }),
  );
  expect(KeyPairs).toMatchObject([{ KeyName: "rsa", KeyType: "rsa", KeyPairId: made.KeyPairId }]);
  expect(KeyPairs![0]!.CreateTime).toBeInstanceOf(Date);
});

test("an Ed25519 key is in OpenSSH's format, its public half readable", async () => {
  const made = await ec2.send(new CreateKeyPairCommand({ KeyName: "ed", KeyType: "ed25519" }));
  const body = Buffer.from(made.KeyMaterial!.split("\n").slice(1, -1).join(""), "base64");
  expect(body.subarray(0, 15).toString()).toBe("openssh-key-v1\0");
  const { KeyPairs } = await ec2.send(
    new DescribeKeyPairsCommand({ KeyPairIds: [made.KeyPairId!], IncludePublicKey: true }),
  );
  const [, blob] = KeyPairs![0]!.PublicKey!.split(" ");
  expect(body.includes(Buffer.from(blob!, "base64"))).toBe(true);
});

test("the same name twice is a duplicate, a missing one is not found, and deleting is idempotent", async () => {
  await ec2.send(new CreateKeyPairCommand({ KeyName: "once", KeyType: "ed25519" }));
  await expect(ec2.send(new CreateKeyPairCommand({ KeyName: "once" }))).rejects.toMatchObject({
    name: "InvalidKeyPair.Duplicate",
  });
  expect(await ec2.send(new DeleteKeyPairCommand({ KeyName: "once" }))).toMatchObject({ Return: true });
  expect(await ec2.send(new DeleteKeyPairCommand({ KeyName: "once" }))).toMatchObject({ Return: true });
  await expect(ec2.send(new DescribeKeyPairsCommand({ KeyNames: ["once"] }))).rejects.toMatchObject({
    name: "InvalidKeyPair.NotFound",
    message: "The key pair 'once' does not exist",
  });
});

test("an imported RSA key has the MD5 fingerprint of its public half, as a line or as PEM", async () => {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = publicKey.export({ type: "spki", format: "pem" });
  const first = await ec2.send(
    new ImportKeyPairCommand({ KeyName: "pem", PublicKeyMaterial: Buffer.from(pem) }),
  );
  expect(first.KeyFingerprint).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
  const { KeyPairs } = await ec2.send(
    new DescribeKeyPairsCommand({ KeyNames: ["pem"], IncludePublicKey: true }),
  );
  const line = await ec2.send(
    new ImportKeyPairCommand({
      KeyName: "line",
      PublicKeyMaterial: Buffer.from(`${KeyPairs![0]!.PublicKey} me@here`),
    }),
  );
  expect(line.KeyFingerprint).toBe(first.KeyFingerprint);
  expect(createPublicKey(pem.toString()).asymmetricKeyType).toBe("rsa");
  await expect(
    ec2.send(new ImportKeyPairCommand({ KeyName: "bad", PublicKeyMaterial: Buffer.from("no key") })),
  ).rejects.toMatchObject({ name: "InvalidKey.Format" });
});
