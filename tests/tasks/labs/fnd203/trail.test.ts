import { setTimeout } from "node:timers/promises";
import {
  CreateTrailCommand,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import { CreateVpcCommand } from "@aws-sdk/client-ec2";
import { DeleteBucketCommand, DeleteBucketPolicyCommand, GetBucketPolicyCommand } from "@aws-sdk/client-s3";
import { beforeEach, describe, expect, it, test } from "vitest";
import { trailsStore } from "../../../../infra/local/services/cloudtrail/trails/store.ts";
import type { Scope } from "../../../../tasks/cleanup/sweeper.ts";
import { trails } from "../../../../tasks/cleanup/sweepers/trails.ts";
import { listTrails } from "../../../../tasks/inventory/trails.ts";
import { stepStatusOf } from "../../../../tasks/labs/finding.ts";
import { labNames } from "../../../../tasks/labs/fnd203/parts.ts";
import { TRAIL_NAME, type TrailFact, type TrailFacts } from "../../../../tasks/labs/fnd203/trail/facts.ts";
import { judge } from "../../../../tasks/labs/fnd203/trail/judge.ts";
import { observe } from "../../../../tasks/labs/fnd203/trail/observe.ts";
import { recordsOf } from "../../../../tasks/labs/fnd203/trail/records.ts";
import * as step from "../../../../tasks/labs/fnd203/trail/solve.ts";
import type { LabSituation } from "../../../../tasks/labs/lab.ts";
import type { Clients } from "../../../../tasks/runtime/clients.ts";
import type { InventoryItem, Ledger } from "../../../../workflows/contract.ts";
import { type TestAccount, useTestAccount } from "../../../helpers/local-account.ts";
import { letIn, makeBucket, makeTrail } from "../../../infra/local/services/cloudtrail/trail-bucket.ts";
import { clientsOf } from "../../fixtures/built-lab.ts";
import { collected } from "../../fixtures/collected.ts";
import { expectMet, expectUnmet } from "../../fixtures/table.ts";

const solve = collected(step.solve);

const PLACE = { accountId: "123456789012", region: "us-east-1" };
const BUCKET = "fdn203-demo-bucket-me";
const arnOf = (name: string) => `arn:aws:cloudtrail:us-east-1:123456789012:trail/${name}`;

const RIGHT: TrailFact = {
  name: TRAIL_NAME,
  arn: arnOf(TRAIL_NAME),
  bucket: BUCKET,
  bucketExists: true,
  multiRegion: true,
  globalEvents: true,
  logging: true,
  records: "all",
  excluded: [],
  before: false,
};
const ORGANISATION = {
  name: "org",
  arn: "arn:aws:cloudtrail:us-east-1:999988887777:trail/org",
  homeRegion: "us-east-1",
  organization: true,
  multiRegion: true,
};

const factsOf = (change: Partial<TrailFact>, others: TrailFacts["others"] = []): TrailFacts => ({
  region: "us-east-1",
  bucketName: BUCKET,
  candidates: [{ ...RIGHT, ...change }],
  others,
});

describe("what is not done", () => {
  const nothing: TrailFacts = { region: "us-east-1", bucketName: BUCKET, candidates: [], others: [] };
  const WRONG: [string, TrailFacts, [requirement: string, actual: string]][] = [
    ["no trail", nothing, ["has a trail", "has no trail"]],
    [
      "only the organisation's",
      { ...nothing, others: [ORGANISATION] },
      ["has a trail", "your organisation's"],
    ],
    ["one Region", factsOf({ multiRegion: false }), ["all Regions", "its own Region only"]],
    ["no global services", factsOf({ globalEvents: false }), ["all Regions", "leaves out global"]],
    ["writes only", factsOf({ records: "writes" }), ["all management events", "writes only"]],
    ["reads only", factsOf({ records: "reads" }), ["all management events", "reads only"]],
    ["data events only", factsOf({ records: "none" }), ["all management events", "no management event"]],
    ["another bucket", factsOf({ bucket: "my-logs" }), ["into a bucket", "into my-logs"]],
    ["a bucket that is gone", factsOf({ bucketExists: false }), ["into a bucket", "does not have"]],
    ["not started", factsOf({ logging: false }), ["is logging", "logs nothing"]],
    [
      "a bucket that keeps CloudTrail out",
      factsOf({ delivery: { error: "AccessDenied", policyAllows: false } }),
      ["is logging", "cannot deliver: AccessDenied"],
    ],
    [
      "a bucket that was deleted under it",
      factsOf({ bucketExists: false, delivery: { error: "NoSuchBucket", policyAllows: false } }),
      ["into a bucket", "does not have"],
    ],
  ];
  test.each(WRONG)("%s", (_, facts, finding) => expectUnmet(judge(facts), finding));
});

describe("what is done, to the letter or in effect", () => {
  const DONE: [string, TrailFacts, [requirement: string, actual: string] | undefined][] = [
    ["as the guide says", factsOf({}), undefined],
    ["delivered already", factsOf({ latestDelivery: new Date() }), undefined],
    ["the name in other letters", factsOf({ name: "all_api.commands-across-all-regions" }), undefined],
    [
      "another name, into the lab's bucket",
      factsOf({ name: "management" }),
      ["has a trail", "called management"],
    ],
    ["the bucket as a reader corrects it", factsOf({ bucket: "fnd203-demo-bucket-me" }), undefined],
    [
      "another suffix",
      factsOf({ bucket: "fdn203-demo-bucket-you" }),
      ["into a bucket", "fdn203-demo-bucket-you"],
    ],
    [
      "KMS left out",
      factsOf({ excluded: ["kms.amazonaws.com"] }),
      ["all management events", "kms.amazonaws.com"],
    ],
    ["a key of its own", factsOf({ kmsKeyId: "arn:aws:kms:key" }), ["costs no more", "arn:aws:kms:key"]],
    ["beside the organisation's", factsOf({}, [ORGANISATION]), ["costs no more", "your organisation's"]],
    ["there before the lab", factsOf({ before: true }), undefined],
  ];
  test.each(DONE)("%s", (_, facts, advised) => expectMet(judge(facts), advised));

  test("of two trails, the better one counts", () => {
    const worse = { ...RIGHT, logging: false };
    const better = { ...RIGHT, name: "second", arn: arnOf("second") };
    expectMet(judge({ ...factsOf({}), candidates: [worse, better] }));
  });
});

test("a bucket that has been mended waits for CloudTrail to try again", () => {
  const findings = judge(factsOf({ delivery: { error: "AccessDenied", policyAllows: true } }));
  expect(stepStatusOf(findings)).toBe("waiting");
});

test("what selectors record is what any of them takes", () => {
  const management = { Field: "eventCategory", Equals: ["Management"] };
  const only = (readOnly: string) => ({
    FieldSelectors: [management, { Field: "readOnly", Equals: [readOnly] }],
  });
  expect(recordsOf([], [{ FieldSelectors: [management] }])).toEqual({ records: "all", excluded: [] });
  expect(recordsOf([], [only("true")])).toMatchObject({ records: "reads" });
  expect(recordsOf([], [only("true"), only("false")])).toMatchObject({ records: "all" });
  expect(recordsOf([], [{ FieldSelectors: [{ Field: "eventCategory", Equals: ["Data"] }] }])).toMatchObject({
    records: "none",
  });
  const one = { FieldSelectors: [management, { Field: "eventSource", Equals: ["ec2.amazonaws.com"] }] };
  expect(recordsOf([], [one])).toMatchObject({ records: "none" });
  const without = (...sources: string[]) => ({ ExcludeManagementEventSources: sources });
  expect(recordsOf([without("kms.amazonaws.com")], [])).toEqual({
    records: "all",
    excluded: ["kms.amazonaws.com"],
  });
  expect(recordsOf([without("kms.amazonaws.com"), without()], [])).toEqual({ records: "all", excluded: [] });
});

describe("on an account", () => {
  let account: TestAccount;
  let clients: Clients;
  let lab: LabSituation;
  beforeEach(async () => {
    account = await useTestAccount();
    clients = clientsOf(account);
    lab = situationWith([]);
  });

  const situationWith = (items: InventoryItem[]): LabSituation => ({
    resources: labNames(PLACE, "me"),
    place: PLACE,
    suffix: "me",
    startedAt: new Date(),
    ledger: {
      version: 1,
      lab: "fnd203",
      build: "b",
      ...PLACE,
      suffix: "me",
      writtenAt: new Date().toISOString(),
      items,
    } satisfies Ledger,
  });
  /** What the account has now is what it had before the lab. */
  const beginHere = async () => {
    const items = (await listTrails(clients)).map((item) => ({ kind: "trail", ...item }));
    lab = situationWith(items);
  };
  const verify = async () => judge(await observe(clients, lab));
  const statusNow = async () => stepStatusOf(await verify());
  const everything = async () => {
    const { trailList = [] } = await clients.cloudTrail.send(new DescribeTrailsCommand({}));
    return await Promise.all(
      trailList.map(async (trail) => {
        const { $metadata: _, ...selectors } = await clients.cloudTrail.send(
          new GetEventSelectorsCommand({ TrailName: trail.TrailARN }),
        );
        const { IsLogging } = await clients.cloudTrail.send(
          new GetTrailStatusCommand({ Name: trail.TrailARN }),
        );
        return { trail, selectors, IsLogging };
      }),
    );
  };

  it("is solved from nothing, and twice changes nothing", async () => {
    expect(await statusNow()).toBe("unmet");
    const actions = await solve(clients, lab);
    expect(actions.map(({ operation }) => operation)).toEqual([
      "CreateBucket",
      "PutBucketPolicy",
      "CreateTrail",
      "StartLogging",
    ]);
    expectMet(await verify());
    expect(await solve(clients, lab)).toEqual([]);
  });

  const HALF_DONE: [string, () => Promise<unknown>][] = [
    [
      "made and not started",
      async () => clients.cloudTrail.send(new StopLoggingCommand({ Name: TRAIL_NAME })),
    ],
    [
      "made for one Region",
      async () =>
        clients.cloudTrail.send(new UpdateTrailCommand({ Name: TRAIL_NAME, IsMultiRegionTrail: false })),
    ],
    [
      "told to record writes only",
      async () =>
        clients.cloudTrail.send(
          new PutEventSelectorsCommand({
            TrailName: TRAIL_NAME,
            EventSelectors: [{ ReadWriteType: "WriteOnly" }],
          }),
        ),
    ],
    [
      "moved to another bucket",
      async () => {
        await makeBucket(account, "elsewhere", TRAIL_NAME);
        await clients.cloudTrail.send(
          new UpdateTrailCommand({ Name: TRAIL_NAME, S3BucketName: "elsewhere" }),
        );
      },
    ],
    ["without its bucket", async () => clients.s3.send(new DeleteBucketCommand({ Bucket: BUCKET }))],
    ["deleted again", async () => clients.cloudTrail.send(new DeleteTrailCommand({ Name: TRAIL_NAME }))],
  ];
  it.each(HALF_DONE)("is solved where the trail was %s", async (_, undo) => {
    await solve(clients, lab);
    await undo();
    expect(await statusNow()).toBe("unmet");
    expect(await solve(clients, lab)).not.toEqual([]);
    expect(["met", "waiting"]).toContain(await statusNow());
    expect(await solve(clients, lab)).toEqual([]);
  });

  it("sees that nothing arrives, waits once the bucket is mended, and passes when it arrives", async () => {
    await solve(clients, lab);
    await clients.s3.send(new DeleteBucketPolicyCommand({ Bucket: BUCKET }));
    await clients.ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
    while ((await statusNow()) !== "unmet") await setTimeout(20);
    expectUnmet(await verify(), ["is logging", "AccessDenied"]);
    const [action] = await solve(clients, lab);
    expect(action).toMatchObject({ operation: "PutBucketPolicy" });
    const seen = new Set<string>([await statusNow()]);
    while (!seen.has("met")) {
      await setTimeout(20);
      seen.add(await statusNow());
    }
    expect(seen).not.toContain("unmet");
  });

  it("makes a trail of another name where somebody's has the guide's, and leaves theirs as it was", async () => {
    await makeBucket(account, "theirs", TRAIL_NAME);
    await clients.cloudTrail.send(new CreateTrailCommand({ Name: TRAIL_NAME, S3BucketName: "theirs" }));
    await beginHere();
    const before = await everything();
    expect(await statusNow()).toBe("unmet");
    await solve(clients, lab);
    expectMet(await verify(), ["has a trail", `${TRAIL_NAME}-me`]);
    expect((await everything()).filter(({ trail }) => trail.Name === TRAIL_NAME)).toEqual(before);
    expect(await solve(clients, lab)).toEqual([]);
  });

  it("does not touch a bucket that was there before", async () => {
    await makeBucket(account, BUCKET);
    lab = situationWith([{ kind: "bucket", id: `arn:aws:s3:::${BUCKET}` }]);
    await expect(solve(clients, lab)).rejects.toMatchObject({ name: "NotSolved" });
    await expect(clients.s3.send(new GetBucketPolicyCommand({ Bucket: BUCKET }))).rejects.toMatchObject({
      name: "NoSuchBucketPolicy",
    });
    expect(await everything()).toEqual([]);
  });

  it("says so where the Region has all the trails that it can have", async () => {
    const names = ["one", "two", "three", "four", "five"];
    await makeBucket(account, "shared", ...names);
    for (const Name of names)
      await clients.cloudTrail.send(new CreateTrailCommand({ Name, S3BucketName: "shared" }));
    await expect(solve(clients, lab)).rejects.toMatchObject({
      name: "NotSolved",
      message: expect.stringContaining("as many trails"),
    });
  });

  describe("clean-up", () => {
    const sweep = async (): Promise<string[]> => {
      const scope = {
        ledger: lab.ledger!,
        place: PLACE,
        suffix: "me",
      } as Scope; // The parts of it that are about trails.
      const found = await trails.find(clients, scope);
      for (const item of found.filter(({ action }) => action !== "leave"))
        await trails.sweep(clients, { stage: "s", kind: trails.kind, ...item }, scope, new Date());
      return found.map(({ action, name }) => `${action} ${name}`);
    };

    it("deletes the lab's trail, whatever its name, and finds nothing the next time", async () => {
      await solve(clients, lab);
      await letIn(account, BUCKET, TRAIL_NAME, "second");
      await clients.cloudTrail.send(new CreateTrailCommand({ Name: "second", S3BucketName: BUCKET }));
      expect(await sweep()).toEqual([`remove ${TRAIL_NAME}`, "remove second"]);
      expect(await listTrails(clients)).toEqual([]);
      expect(await sweep()).toEqual([]);
    });

    it("leaves what was there before, an organisation's, and what is neither", async () => {
      await makeTrail(account, "theirs", { IsMultiRegionTrail: true });
      const away = { ...PLACE, region: "eu-west-1" };
      account.cloud.store(trailsStore, away).trails.org = {
        name: "org",
        arn: ORGANISATION.arn.replace("us-east-1", "eu-west-1"),
        bucket: BUCKET,
        includeGlobalServiceEvents: true,
        multiRegion: true,
        validation: true,
        organization: true,
        tags: [],
        delivery: {},
      };
      await beginHere();
      expect(lab.ledger!.items.map(({ name }) => name)).toEqual(["theirs"]);
      const before = await everything();
      await solve(clients, lab);
      await makeTrail(account, "colleagues");
      expect(await sweep()).toEqual([`remove ${TRAIL_NAME}`, "leave colleagues"]);
      expect((await everything()).filter(({ trail }) => trail.Name !== "colleagues")).toEqual(before);
    });

    it("gives a trail that was there before its settings back", async () => {
      await makeTrail(account, "theirs", { IsMultiRegionTrail: true });
      await makeBucket(account, BUCKET, "theirs");
      await clients.cloudTrail.send(new StartLoggingCommand({ Name: "theirs" }));
      const FieldSelectors = [{ Field: "eventCategory", Equals: ["Management"] }];
      await clients.cloudTrail.send(
        new PutEventSelectorsCommand({ TrailName: "theirs", AdvancedEventSelectors: [{ FieldSelectors }] }),
      );
      await beginHere();
      const before = await everything();
      expect(await sweep()).toEqual([]);
      const Name = "theirs";
      await clients.cloudTrail.send(
        new UpdateTrailCommand({ Name, S3BucketName: BUCKET, IsMultiRegionTrail: false }),
      );
      await clients.cloudTrail.send(
        new PutEventSelectorsCommand({ TrailName: Name, EventSelectors: [{ ReadWriteType: "ReadOnly" }] }),
      );
      await clients.cloudTrail.send(new StopLoggingCommand({ Name }));
      expect(await sweep()).toEqual(["restore theirs"]);
      expect(await everything()).toEqual(before);
      expect(await sweep()).toEqual([]);
    });

    it("takes a trail that is gone for done", async () => {
      await solve(clients, lab);
      const scope = { ledger: lab.ledger!, place: PLACE } as Scope; // The parts of it that are about trails.
      const [found] = await trails.find(clients, scope);
      await clients.cloudTrail.send(new DeleteTrailCommand({ Name: TRAIL_NAME }));
      await trails.sweep(clients, { stage: "s", kind: trails.kind, ...found! }, scope, new Date());
    });
  });
});
