import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  type Grant,
  type ObjectOwnership,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { stepStatusOf } from "../../../../tasks/labs/finding.ts";
import { judge, LOG_DELIVERY } from "../../../../tasks/labs/fnd203/log-delivery/judge.ts";
import { type BucketAccess, observe } from "../../../../tasks/labs/fnd203/log-delivery/observe.ts";
import { loggingStatement } from "../../../../tasks/labs/fnd203/log-delivery/policy.ts";
import * as step from "../../../../tasks/labs/fnd203/log-delivery/solve.ts";
import type { Clients } from "../../../../tasks/runtime/clients.ts";
import { startTestAccount, type TestAccount } from "../../../helpers/local-account.ts";
import { clientsOf } from "../../fixtures/built-lab.ts";
import { collected } from "../../fixtures/collected.ts";
import { situation } from "../../fixtures/situation.ts";
import { expectMet, expectUnmet } from "../../fixtures/table.ts";

const solve = collected(step.solve);

const NAME = "fdn203-ssmlogs-bucket-me";
const DELIVERY = "S3's log delivery may write to the bucket, or the bucket has no ACLs";
const CLOSED = "Nobody outside the account may write to the bucket";
const EVERYBODY = "http://acs.amazonaws.com/groups/global/AllUsers";
const ANY_ACCOUNT = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

const withAcls = (grants: Grant[] = [], policy?: object): BucketAccess => ({
  ownership: "BucketOwnerPreferred",
  grants,
  policy: policy && JSON.stringify({ Version: "2012-10-17", Statement: policy }),
});
const grant = (URI: string, Permission: Grant["Permission"]): Grant => ({
  Grantee: { Type: "Group", URI },
  Permission,
});
const allow = loggingStatement(NAME, "123456789012");

describe("judged", () => {
  const judged = (access: BucketAccess | undefined) => judge({ name: NAME, bucket: NAME, access });

  test("no bucket is unmet", () => {
    expectUnmet(judge({ name: NAME }), [DELIVERY, "no bucket for session logs"]);
  });

  test.each<[string, BucketAccess, [string, string]]>([
    ["ACLs without a grant", withAcls(), [DELIVERY, "may do nothing"]],
    [
      "a bucket without ownership controls, as they were before 2021",
      { ownership: "ObjectWriter", grants: [] },
      [DELIVERY, "ObjectWriter"],
    ],
    ["the right group, reading only", withAcls([grant(LOG_DELIVERY, "READ")]), [DELIVERY, "READ only"]],
    ["half of the canned ACL", withAcls([grant(LOG_DELIVERY, "READ_ACP")]), [DELIVERY, "READ_ACP only"]],
    ["everybody in its place", withAcls([grant(EVERYBODY, "WRITE")]), [DELIVERY, "may do nothing"]],
    [
      "the right group, and everybody with an account beside it",
      withAcls([grant(LOG_DELIVERY, "WRITE"), grant(ANY_ACCOUNT, "WRITE")]),
      [CLOSED, "AuthenticatedUsers WRITE"],
    ],
    [
      "a policy that denies what another statement allows",
      withAcls([], [allow, { ...allow, Effect: "Deny" }]),
      [DELIVERY, "may do nothing"],
    ],
    [
      "a policy for another service",
      withAcls([], { ...allow, Principal: { Service: "delivery.logs.amazonaws.com" } }),
      [DELIVERY, "may do nothing"],
    ],
    ["a policy to read", withAcls([], { ...allow, Action: "s3:GetObject" }), [DELIVERY, "may do nothing"]],
    [
      "a policy of another bucket's objects",
      withAcls([], { ...allow, Resource: `arn:aws:s3:::${NAME}-too/*` }),
      [DELIVERY, "may do nothing"],
    ],
  ])("%s is unmet", (_, access, finding) => expectUnmet(judged(access), finding));

  test.each<[string, BucketAccess, [string, string] | undefined]>([
    ["a bucket of today", { ownership: "BucketOwnerEnforced" }, undefined],
    [
      "the grant of 2019",
      withAcls([grant(LOG_DELIVERY, "WRITE"), grant(LOG_DELIVERY, "READ_ACP")]),
      undefined,
    ],
    ["full control", withAcls([grant(LOG_DELIVERY, "FULL_CONTROL")]), undefined],
    ["the policy of today", withAcls([], allow), undefined],
    ["a policy with stars and lists", withAcls([], [{ ...allow, Action: ["s3:Put*"] }]), undefined],
    [
      "a bucket that everybody may list",
      withAcls([grant(LOG_DELIVERY, "WRITE"), grant(EVERYBODY, "READ")]),
      [CLOSED, "AllUsers READ"],
    ],
  ])("%s is met", (_, access, said) => {
    expectMet(judged(access), said);
    if (!said) expect(judged(access).every(({ status }) => status === "met")).toBe(true);
  });

  test("a bucket that S3 does not show yet is waited for", () => {
    expect(stepStatusOf(judged(undefined))).toBe("waiting");
  });
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
  const make = (ObjectOwnership?: ObjectOwnership) =>
    clients.s3.send(new CreateBucketCommand({ Bucket: NAME, ObjectOwnership }));

  test("a new bucket is met as it is, and the grant of 2019 refused", async () => {
    expect(stepStatusOf(await verify())).toBe("unmet");
    await make();
    await expect(
      clients.s3.send(new PutBucketAclCommand({ Bucket: NAME, ACL: "log-delivery-write" as "private" })),
    ).rejects.toMatchObject({ name: "AccessControlListNotSupported" });
    expectMet(await verify());
    expect(await solve(clients, situation())).toEqual([]);
  });

  test("the grant of 2019 is met where ACLs are switched on for it", async () => {
    await make();
    await clients.s3.send(
      new PutBucketOwnershipControlsCommand({
        Bucket: NAME,
        OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerPreferred" }] },
      }),
    );
    expect(stepStatusOf(await verify())).toBe("unmet");
    await clients.s3.send(new PutBucketAclCommand({ Bucket: NAME, ACL: "log-delivery-write" as "private" }));
    expectMet(await verify());
    expect(await solve(clients, situation())).toEqual([]);
  });

  test("solved where ACLs are on, it adds to the policy and takes nothing away", async () => {
    await make("ObjectWriter");
    const own = {
      Sid: "Own",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: `arn:aws:s3:::${NAME}/*`,
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: own });
    await clients.s3.send(new PutBucketPolicyCommand({ Bucket: NAME, Policy }));
    expect(await solve(clients, situation())).toMatchObject([{ operation: "PutBucketPolicy" }]);
    expectMet(await verify());
    expect(await solve(clients, situation())).toEqual([]);
    const now = await clients.s3.send(new GetBucketPolicyCommand({ Bucket: NAME }));
    expect(JSON.parse(now.Policy!).Statement[0]).toEqual(own);
  });

  test("solved where there is no bucket, it makes one", async () => {
    expect(await solve(clients, situation())).toMatchObject([{ operation: "CreateBucket" }]);
    expectMet(await verify());
  });

  test("a bucket of before the lab is not changed", async () => {
    await make("ObjectWriter");
    const had = situation({ had: [{ kind: "bucket", id: `arn:aws:s3:::${NAME}` }] });
    await expect(solve(clients, had)).rejects.toMatchObject({ name: "NotSolved" });
    await expect(clients.s3.send(new GetBucketPolicyCommand({ Bucket: NAME }))).rejects.toMatchObject({
      name: "NoSuchBucketPolicy",
    });
  });
});
