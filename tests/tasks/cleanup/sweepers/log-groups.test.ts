import {
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  PutLogGroupDeletionProtectionCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { logGroups } from "../../../../tasks/cleanup/sweepers/log-groups.ts";
import type { Clients } from "../../../../tasks/runtime/clients.ts";
import { startTestAccount, type TestAccount } from "../../../helpers/local-account.ts";
import { clientsOf } from "../../fixtures/built-lab.ts";
import { scopeOf } from "./scope.ts";

let account: TestAccount;
let clients: Clients;
beforeAll(async () => {
  account = await startTestAccount();
  clients = clientsOf(account);
});
afterAll(() => account.stop());

const ARN = "arn:aws:logs:us-east-1:123456789012:log-group:";
const create = (logGroupName: string, deletionProtectionEnabled = false) =>
  clients.logs.send(new CreateLogGroupCommand({ logGroupName, deletionProtectionEnabled }));
const names = async () =>
  ((await clients.logs.send(new DescribeLogGroupsCommand({}))).logGroups ?? []).map(
    ({ logGroupName }) => logGroupName,
  );
const found = async (scope = scopeOf()) => (await logGroups.find(clients, scope)).map(({ id }) => id);
const sweepAll = async () => {
  const plan = await logGroups.find(clients, scopeOf());
  for (const finding of plan)
    await logGroups.sweep(clients, { stage: "", kind: "log group", ...finding }, scopeOf(), new Date());
};

test("both of the guide's groups go, and no other", async () => {
  const lab = ["fdn203-demo-bucket-me", "fnd203-ssmlogs-logs"];
  const others = ["/aws/lambda/handrail-build", "fnd203-ssmlogs-logs-of-mine", "fnd203-notes"];
  for (const name of [...lab, ...others]) await create(name);
  expect((await found()).sort()).toEqual(lab.map((name) => `${ARN}${name}`));
  expect(await found(scopeOf([{ kind: "log group", id: `${ARN}fnd203-ssmlogs-logs` }]))).toEqual([
    `${ARN}fdn203-demo-bucket-me`,
  ]);
  expect(await found(scopeOf([], []))).toEqual([]);
  await sweepAll();
  expect(await names()).toEqual(others.sort());
  await sweepAll();
});

test("a group that is protected stays until its owner says otherwise", async () => {
  await create("fnd203-ssmlogs-logs", true);
  const [finding] = await logGroups.find(clients, scopeOf());
  expect(finding?.why).toContain("deletion protection");
  await expect(sweepAll()).rejects.toThrow("deletion protection");
  await clients.logs.send(
    new PutLogGroupDeletionProtectionCommand({
      logGroupIdentifier: "fnd203-ssmlogs-logs",
      deletionProtectionEnabled: false,
    }),
  );
  await sweepAll();
  expect(await names()).not.toContain("fnd203-ssmlogs-logs");
});
