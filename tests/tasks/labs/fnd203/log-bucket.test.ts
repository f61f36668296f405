import { CreateKeyCommand, DisableKeyCommand } from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  PutBucketEncryptionCommand,
  type ServerSideEncryptionByDefault,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stepStatusOf } from "../../../../tasks/labs/finding.ts";
import { judge } from "../../../../tasks/labs/fnd203/log-bucket/judge.ts";
import { type LogBucketFacts, observe } from "../../../../tasks/labs/fnd203/log-bucket/observe.ts";
import * as step from "../../../../tasks/labs/fnd203/log-bucket/solve.ts";
import { chooseBucket } from "../../../../tasks/labs/fnd203/session-logs.ts";
import type { Clients } from "../../../../tasks/runtime/clients.ts";
import { startTestAccount, type TestAccount } from "../../../helpers/local-account.ts";
import { clientsOf } from "../../fixtures/built-lab.ts";
import { collected } from "../../fixtures/collected.ts";
import { situation } from "../../fixtures/situation.ts";
import { expectMet, expectUnmet } from "../../fixtures/table.ts";

const solve = collected(step.solve);

const NAME = "fdn203-ssmlogs-bucket-me";
const PLACE = { accountId: "123456789012", region: "us-east-1" };
const KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const CHOSEN = "What is written to it is encrypted with a KMS key";
const THERE = "There is a bucket for session logs, in the lab's Region";

const facts = (change: Partial<LogBucketFacts> = {}): LogBucketFacts => ({
  place: PLACE,
  names: [NAME, `${NAME}-123456789012-us-east-1-an`, "fnd203-ssmlogs-bucket-me"],
  bucket: { name: NAME, region: "us-east-1" },
  encryption: { algorithm: "aws:kms" },
  ...change,
});
const kms = (key: NonNullable<LogBucketFacts["encryption"]>["key"]) =>
  facts({ encryption: { algorithm: "aws:kms", key } });

describe("judged", () => {
  test.each<[string, LogBucketFacts, [string, string]]>([
    ["no bucket", facts({ bucket: undefined, encryption: undefined }), [THERE, "has no such bucket"]],
    [
      "in another Region",
      facts({ bucket: { name: NAME, region: "eu-west-1" }, encryption: undefined }),
      [THERE, "is in eu-west-1"],
    ],
    ["S3's own default", facts({ encryption: { algorithm: "AES256" } }), [CHOSEN, "SSE-S3"]],
    ["two layers", facts({ encryption: { algorithm: "aws:kms:dsse" } }), [CHOSEN, "DSSE-KMS"]],
    ["no default at all", facts({ encryption: { algorithm: "none" } }), [CHOSEN, "none"]],
    ["a key that is not there", kms({ id: KEY, missing: true }), [CHOSEN, "does not exist"]],
    ["a disabled key", kms({ id: KEY, manager: "CUSTOMER", state: "Disabled" }), [CHOSEN, "state Disabled"]],
    [
      "a key on its way out",
      kms({ id: KEY, manager: "CUSTOMER", state: "PendingDeletion" }),
      [CHOSEN, "state PendingDeletion"],
    ],
  ])("%s is unmet", (_, state, finding) => expectUnmet(judge(state), finding));

  test.each<[string, LogBucketFacts, [string, string] | undefined]>([
    ["what the guide says", facts(), undefined],
    ["a bucket whose Region S3 does not tell", facts({ bucket: { name: NAME } }), undefined],
    ["the other spelling", facts({ bucket: { name: "fnd203-ssmlogs-bucket-me" } }), undefined],
    ["the account's namespace", facts({ bucket: { name: `${NAME}-123456789012-us-east-1-an` } }), undefined],
    [
      "another suffix",
      facts({ bucket: { name: "fdn203-ssmlogs-bucket-you" } }),
      [THERE, "fdn203-ssmlogs-bucket-you is there"],
    ],
    ["aws/s3 by its id", kms({ id: KEY, manager: "AWS", state: "Enabled" }), undefined],
    ["a key of one's own", kms({ id: KEY, manager: "CUSTOMER", state: "Enabled" }), [CHOSEN, "of your own"]],
    ["a key that nobody may look at", kms({ id: KEY, denied: "No." }), [CHOSEN, "may not look at"]],
  ])("%s is met", (_, state, said) => {
    const findings = judge(state);
    expectMet(findings, said);
    if (!said) expect(findings.every(({ status }) => status === "met")).toBe(true);
  });

  test("a bucket that S3 does not show yet is waited for", () => {
    expect(stepStatusOf(judge(facts({ encryption: undefined })))).toBe("waiting");
  });

  test("always in the same rows", () => {
    for (const state of [facts(), facts({ bucket: undefined }), facts({ encryption: undefined })])
      expect(judge(state).map(({ requirement }) => requirement)).toEqual([THERE, CHOSEN]);
  });
});

test("of several buckets the best is taken", () => {
  const lab = situation();
  const choose = (...names: string[]) =>
    chooseBucket(
      names.map((name) => ({ name, region: "us-east-1" })),
      lab,
    )?.name;
  expect(choose("fdn203-demo-bucket-me", "fnd203-notes", "ssmlogs")).toBeUndefined();
  expect(choose("fdn203-ssmlogs-bucket-aa", "fnd203-ssmlogs-bucket-me", NAME)).toBe(NAME);
  expect(choose("fdn203-ssmlogs-bucket-aa", "fnd203-ssmlogs-bucket-me")).toBe("fnd203-ssmlogs-bucket-me");
  // One that can be used is better than the right name where it cannot.
  const elsewhere = { name: NAME, region: "eu-west-1" };
  expect(chooseBucket([elsewhere, { name: "fdn203-ssmlogs-bucket-aa" }], lab)?.name).toMatch(/-aa$/);
});

describe("in an account", () => {
  let account: TestAccount;
  let clients: Clients;
  beforeEach(async () => {
    account = await startTestAccount();
    clients = clientsOf(account);
  });
  afterEach(() => account.stop());

  const verify = async () => judge(await observe(clients, situation()));
  const make = async (Bucket: string, byDefault?: ServerSideEncryptionByDefault) => {
    await clients.s3.send(new CreateBucketCommand({ Bucket }));
    if (byDefault)
      await clients.s3.send(
        new PutBucketEncryptionCommand({
          Bucket,
          ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: byDefault }] },
        }),
      );
  };

  test.each<[string, () => Promise<unknown>]>([
    ["nothing", async () => {}],
    ["a bucket as S3 makes it", () => make(NAME)],
    ["DSSE-KMS", () => make(NAME, { SSEAlgorithm: "aws:kms:dsse" })],
    ["a missing key", () => make(NAME, { SSEAlgorithm: "aws:kms", KMSMasterKeyID: KEY })],
    [
      "a disabled key",
      async () => {
        const { KeyMetadata } = await clients.kms.send(new CreateKeyCommand({}));
        await clients.kms.send(new DisableKeyCommand({ KeyId: KeyMetadata!.KeyId }));
        await make(NAME, { SSEAlgorithm: "aws:kms", KMSMasterKeyID: KeyMetadata!.Arn });
      },
    ],
    [
      "a bucket in another Region",
      () =>
        clients.s3.send(
          new CreateBucketCommand({
            Bucket: NAME,
            CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
          }),
        ),
    ],
  ])("%s is unmet, and solved once", async (_, change) => {
    await change();
    expect(stepStatusOf(await verify())).toBe("unmet");
    expect(await solve(clients, situation())).not.toEqual([]);
    expect(stepStatusOf(await verify())).toBe("met");
    expect(await solve(clients, situation())).toEqual([]);
  });

  test("aws/s3 under any of its names is met, and an own key advised of", async () => {
    const alias = "arn:aws:kms:us-east-1:123456789012:alias/aws/s3";
    await make(NAME, { SSEAlgorithm: "aws:kms", KMSMasterKeyID: alias });
    expectMet(await verify());
    const { KeyMetadata } = await clients.kms.send(new CreateKeyCommand({}));
    await make(NAME, { SSEAlgorithm: "aws:kms", KMSMasterKeyID: KeyMetadata!.Arn });
    expectMet(await verify(), [CHOSEN, "a key of your own"]);
    // Stricter than the guide is the participant's own choice.
    expect(await solve(clients, situation())).toEqual([]);
  });

  test("a bucket of before the lab is not changed", async () => {
    await make(NAME);
    const had = situation({ had: [{ kind: "bucket", id: `arn:aws:s3:::${NAME}` }] });
    await expect(solve(clients, had)).rejects.toMatchObject({
      name: "NotSolved",
      message: expect.stringContaining("was there before the lab"),
    });
    const { ServerSideEncryptionConfiguration } = await clients.s3.send(
      new GetBucketEncryptionCommand({ Bucket: NAME }),
    );
    expect(ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault).toEqual({
      SSEAlgorithm: "AES256",
    });
  });
});
