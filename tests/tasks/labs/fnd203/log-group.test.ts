import { CloudWatchLogsClient, CreateLogGroupCommand, type LogGroup } from "@aws-sdk/client-cloudwatch-logs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stepStatusOf } from "../../../../tasks/labs/finding.ts";
import { judge } from "../../../../tasks/labs/fnd203/log-group/judge.ts";
import { observe } from "../../../../tasks/labs/fnd203/log-group/observe.ts";
import * as step from "../../../../tasks/labs/fnd203/log-group/solve.ts";
import { chooseGroup } from "../../../../tasks/labs/fnd203/session-logs.ts";
import type { Clients } from "../../../../tasks/runtime/clients.ts";
import { startTestAccount, type TestAccount } from "../../../helpers/local-account.ts";
import { clientsOf } from "../../fixtures/built-lab.ts";
import { collected } from "../../fixtures/collected.ts";
import { situation } from "../../fixtures/situation.ts";
import { expectMet, expectUnmet } from "../../fixtures/table.ts";

const solve = collected(step.solve);

const NAME = "fnd203-ssmlogs-logs";
const THERE = "There is a log group for session logs";

const judged = (group?: LogGroup) =>
  judge({
    place: { accountId: "123456789012", region: "us-east-1" },
    names: [NAME, "fdn203-demo-bucket-me"],
    group,
  });
const group = (change: Partial<LogGroup> = {}): LogGroup => ({
  logGroupName: NAME,
  logGroupClass: "STANDARD",
  retentionInDays: 1,
  ...change,
});

test("no group is unmet, in the rows of one that is there", () => {
  expectUnmet(judged(), [THERE, "no such log group"]);
  expect(judged().map(({ requirement }) => requirement)).toEqual(
    judged(group()).map(({ requirement }) => requirement),
  );
});

test.each<[string, LogGroup, [string, string] | undefined]>([
  ["what the guide says", group(), undefined],
  ["the name of the preferences", group({ logGroupName: "fdn203-demo-bucket-me" }), undefined],
  ["a longer retention", group({ retentionInDays: 30 }), undefined],
  ["the other spelling", group({ logGroupName: "fdn203-ssmlogs-logs" }), [THERE, "fdn203-ssmlogs-logs"]],
  ["no retention", group({ retentionInDays: undefined }), ["It keeps logs no longer", "for ever"]],
  ["a KMS key", group({ kmsKeyId: "arn:aws:kms:…" }), ["Sessions can be read from it", "encrypted with"]],
  [
    "the class Infrequent Access",
    group({ logGroupClass: "INFREQUENT_ACCESS" }),
    ["Sessions can be read from it", "INFREQUENT_ACCESS"],
  ],
  [
    "deletion protection",
    group({ deletionProtectionEnabled: true }),
    ["It can be deleted", "Deletion protection is on"],
  ],
])("%s is met", (_, state, said) => {
  expectMet(judged(state), said);
  if (!said) expect(judged(state).every(({ status }) => status === "met")).toBe(true);
});

test("of several groups the guide's own is taken", () => {
  const choose = (...names: string[]) =>
    chooseGroup(
      names.map((logGroupName) => ({ logGroupName })),
      situation(),
    )?.logGroupName;
  expect(choose("fdn203-demo-bucket-me", NAME)).toBe(NAME);
  expect(choose("fdn203-demo-bucket-you", "fdn203-demo-bucket-me")).toBe("fdn203-demo-bucket-me");
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
  const make = (logGroupName: string) => clients.logs.send(new CreateLogGroupCommand({ logGroupName }));

  test.each([
    "fnd203-ssmlogs",
    "fnd203-ssmlogs-logs-me",
    "/fnd203-ssmlogs-logs",
    "FND203-ssmlogs-logs",
    "my-fnd203-ssmlogs-logs",
    "ssmlogs-logs",
    "fnd203-demo-logs",
  ])("a group named %s is another one", async (name) => {
    await make(name);
    expectUnmet(await verify(), [THERE, "no such log group"]);
    expect(await solve(clients, situation())).toMatchObject([
      { operation: "CreateLogGroup" },
      { operation: "PutRetentionPolicy" },
    ]);
    expectMet(await verify());
    expect(await solve(clients, situation())).toEqual([]);
  });

  test("a group in another Region is not seen", async () => {
    await account
      .client(CloudWatchLogsClient, { region: "eu-west-1" })
      .send(new CreateLogGroupCommand({ logGroupName: NAME }));
    expect(stepStatusOf(await verify())).toBe("unmet");
  });

  test("a group that is there stays as it is", async () => {
    await make("fdn203-demo-bucket-me");
    expectMet(await verify(), ["It keeps logs no longer", "for ever"]);
    expect(await solve(clients, situation())).toEqual([]);
  });
});
