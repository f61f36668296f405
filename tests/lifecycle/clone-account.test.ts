import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEFAULT_ACCOUNT_ID } from "../../infra/local/local-account.ts";
import { type Bucket, bucketsStore } from "../../infra/local/services/s3/store.ts";
import { readLedger } from "../../tasks/inventory/ledger.ts";
import { cloneAccount } from "../helpers/clone-account.ts";
import { stateOf } from "./account-state.ts";
import { BUILD, type LabAccount, labAccountOn, startLabAccount } from "./lab-account.ts";

const ORIGINAL = { accountId: DEFAULT_ACCOUNT_ID, suffix: BUILD.suffix };
const COPY = { accountId: "200000000001", suffix: "one-of-many" };
/** One makes a bucket with the suffix and a trail that delivers into it, the other one with the account's id. */
const SOLVED = ["trail", "config"];

let lab: LabAccount;
beforeAll(async () => {
  lab = await startLabAccount();
  await lab.build();
  for (const step of SOLVED) await lab.solve(step);
});
afterAll(() => lab.stop());

const bucketsOf = (accountId: string): Bucket[] => {
  const { buckets } = lab.account.cloud.store(bucketsStore, { accountId: "", region: "" });
  return Object.values(buckets).filter((bucket) => bucket.accountId === accountId);
};

/** What the original is: its stores, and its buckets with what is in them. */
async function original(): Promise<unknown> {
  const state = await stateOf(lab);
  return { account: state[DEFAULT_ACCOUNT_ID], buckets: namesOf(bucketsOf(DEFAULT_ACCOUNT_ID)) };
}

const namesOf = (buckets: readonly Bucket[]): string[] =>
  buckets.flatMap(({ name, objects }) => [
    name,
    ...Object.keys(objects).filter((key) => !key.startsWith("/AWSLogs/")),
  ]);

test("a copy of an account is one of its own: its lab verifies and is cleaned up, and the original stays", async () => {
  const before = await original();
  await cloneAccount(lab.account.cloud, ORIGINAL, [COPY]);
  const copy = await labAccountOn(lab.account, COPY.accountId);

  expect(await readLedger(copy.book, BUILD.lab)).toMatchObject(COPY);
  for (const { step, status } of await copy.verify())
    expect(status, step).toBe(SOLVED.includes(step) ? "met" : "unmet");
  expect(bucketsOf(COPY.accountId).map(({ name }) => name)).toContain("fdn203-demo-bucket-one-of-many");

  const cleaned = await copy.cleanUp();
  expect(cleaned).toMatchObject({ clean: true, left: [], foreign: [], missing: [], changed: [] });
  expect(cleaned.account.id).toBe(COPY.accountId);
  expect(await original()).toEqual(before);
});

test("nothing of the original is in a copy, and what no two accounts can have is nobody else's", async () => {
  const copies = ["200000000002", "200000000003"].map((accountId) => ({
    accountId,
    suffix: `of-${accountId}`,
  }));
  await cloneAccount(lab.account.cloud, ORIGINAL, copies.slice(0, 1), { past: true });
  await cloneAccount(lab.account.cloud, ORIGINAL, copies.slice(1));
  const [one = "", other = ""] = copies.map(({ accountId }) =>
    JSON.stringify([lab.account.cloud.state[accountId], bucketsOf(accountId)]),
  );
  expect(one.match(/.{0,60}(123456789012|bucket-me\b).{0,60}/)).toBeNull();
  const addresses = (text: string) => new Set(text.match(/198\.1[89]\.\d+\.\d+|\d{9,10}\.[\w-]+\.elb\./g));
  for (const copy of [one, other]) expect(addresses(copy).size).toBeGreaterThan(1);
  expect(addresses(one).intersection(addresses(other))).toEqual(new Set());
});

test("an account that is there already is not copied over, nor is a bucket whose name is everybody's", async () => {
  const copy = (accountId: string) => cloneAccount(lab.account.cloud, ORIGINAL, [{ accountId, suffix: "x" }]);
  await expect(copy(DEFAULT_ACCOUNT_ID)).rejects.toThrow("is there already");
  await lab.clients.s3.send(new CreateBucketCommand({ Bucket: "of-everybody" }));
  await expect(copy("200000000004")).rejects.toThrow("There is a bucket of-everybody");
});
