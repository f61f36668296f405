import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { checkAccount } from "../../../tasks/build/check-account.ts";
import type { LabTemplate } from "../../../tasks/build/template.ts";
import { fnd203Build } from "../../../tasks/labs/fnd203/build.ts";
import type { Ledger } from "../../../workflows/contract.ts";
import { useTestAccount } from "../../helpers/local-account.ts";
import { clientsOf } from "../fixtures/built-lab.ts";

const template: LabTemplate = { body: "{}", parameters: new Map(), instanceTypes: [], fixedNames: [] };

const ledger: Ledger = {
  version: 1,
  lab: "fnd203",
  build: "fnd203-build-lab-test",
  accountId: "123456789012",
  region: "us-east-1",
  writtenAt: "2026-11-22T00:00:00.000Z",
  suffix: "me",
  items: [],
};

test("a bucket name that another account has is told before anything is built", async () => {
  const account = await useTestAccount();
  const other = account.client(S3Client, {
    credentials: { accessKeyId: "210987654321", secretAccessKey: "test" },
  });
  await other.send(new CreateBucketCommand({ Bucket: "fdn203-ssmlogs-bucket-me" }));
  const check = (suffix: string) =>
    checkAccount(clientsOf(account), fnd203Build, { template, suffix }, undefined);
  await expect(check("me")).rejects.toMatchObject({
    name: "PreflightRefused",
    message: expect.stringMatching(/fdn203-ssmlogs-bucket-me is taken by another account.*--suffix/),
  });
  await expect(check("you")).resolves.toMatchObject({ parameters: {} });
});

test("a bucket of the name that is the account's own is no obstacle", async () => {
  const account = await useTestAccount();
  const clients = clientsOf(account);
  await clients.s3.send(new CreateBucketCommand({ Bucket: "fdn203-demo-bucket-me" }));
  await expect(
    checkAccount(clients, fnd203Build, { template, suffix: "me" }, undefined),
  ).resolves.toBeDefined();
});

test("an earlier build's suffix is kept: its buckets would not be found by another", async () => {
  const account = await useTestAccount();
  const check = (suffix: string) =>
    checkAccount(clientsOf(account), fnd203Build, { template, suffix }, ledger);
  await expect(check("you")).rejects.toMatchObject({
    name: "PreflightRefused",
    message: expect.stringContaining("--suffix me"),
  });
  await expect(check("me")).resolves.toBeDefined();
});
